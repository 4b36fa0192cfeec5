import Foundation

/// A piece of library source that a page quotes.
///
/// A slice begins after `// snippet.NAME` and ends at `// snippet.end`, at the next slice or at the end of the file;
/// what stands between `// snippet.hide` and `// snippet.show` is left out.
struct Excerpt: Equatable {
    var path: String
    var slice: String?
    var text: String

    enum Failure: Error, Equatable {
        case noFile
        /// With the names of the slices that there are.
        case noSlice([String])
        case empty
        case sliceTwice
    }

    init(path: String, slice: String?, source: String) throws(Failure) {
        let lexer = SwiftLexer(source)
        let markers = Self.markers(lexer)
        let lines = lexer.lines
        var names: [String] = []
        var isInside = slice == nil
        var isHidden = false
        var shown: [Int] = []
        for line in 1...max(lines.count, 1) {
            switch markers[line] {
            case "hide"?: isHidden = true
            case "show"?: isHidden = false
            case "end"?: isInside = slice == nil
            case let name?:
                if slice != nil, name == slice, names.contains(name) { throw .sliceTwice }
                names.append(name)
                if slice != nil { (isInside, isHidden) = (name == slice, false) }
            case nil:
                if isInside && !isHidden && line <= lines.count { shown.append(line) }
            }
        }
        if let slice, !names.contains(slice) { throw .noSlice(Array(Set(names)).sorted()) }
        let isBlank = { (line: Int) in lines[line - 1].trimmingSpaces().isEmpty }
        guard let first = shown.first(where: { !isBlank($0) }), let last = shown.last(where: { !isBlank($0) }) else {
            throw .empty
        }
        let texts = shown.filter { (first...last).contains($0) }.map { lines[$0 - 1].trimmingTrailingSpaces() }
        let common = texts.filter { !$0.isEmpty && !$0.hasPrefix("#") }.map(\.indentation).min() ?? 0
        self.path = path
        self.slice = slice
        text = texts.map { String($0.dropFirst(min(common, $0.indentation))) }.joined(separator: "\n")
    }

    /// Reads the file below the root.
    init(path: String, slice: String?, root: URL) throws(Failure) {
        guard path.isPathWithin,
            let source = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        else {
            throw .noFile
        }
        try self.init(path: path, slice: slice, source: source)
    }

    /// The snippet comments by line.
    private static func markers(_ lexer: SwiftLexer) -> [Int: String] {
        var markers: [Int: String] = [:]
        for token in lexer.tokens where token.kind == .lineComment {
            let text = lexer.text(of: token.range)
            let line = lexer.line(of: token.range.lowerBound)
            let before = lexer.bytes[lexer.lineStarts[line - 1]..<token.range.lowerBound]
            guard text.hasPrefix("// snippet."), before.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
            markers[line] = text.dropFirst("// snippet.".count).trimmingSpaces()
        }
        return markers
    }
}

/// A source as the compiler sees it, without its comments: what decides whether results still fit it.
///
/// Its *code lines* are the lines that hold anything but comments. Prose, ordinary comments, blank lines and indentation
/// may change, and the code line of a statement stays what it was; so does the fingerprint.
public struct SourceCode: Sendable {
    /// Where the code lines stand.
    public let lineMap: CodeLineMap
    public let fingerprint: String

    public init(_ text: String) {
        let lexer = SwiftLexer(text)
        let code = lexer.blanking([.lineComment, .blockComment])
        let literals = lexer.tokens.filter { $0.kind == .literal }
        var holdsCode = [Bool](repeating: false, count: lexer.lineStarts.count)
        var fingerprint = Fingerprint()
        var literal = 0
        for (index, start) in lexer.lineStarts.enumerated() {
            let end = index + 1 < lexer.lineStarts.count ? lexer.lineStarts[index + 1] - 1 : code.count
            while literal < literals.count, literals[literal].range.upperBound <= start { literal += 1 }
            // Within a multi-line literal, leading and trailing space is part of the program.
            let isLiteral = literal < literals.count && literals[literal].range.lowerBound < start
            let line = isLiteral ? code[start..<end] : code[start..<end].trimmingSpaces()
            if !isLiteral && line.isEmpty { continue }
            holdsCode[index] = true
            fingerprint.combine(line)
            fingerprint.combine(CollectionOfOne(UInt8(ascii: "\n")))
        }
        lineMap = CodeLineMap(holdsCode: holdsCode)
        self.fingerprint = fingerprint.description
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmingSpaces() -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var slice = self
        while let first = slice.first, isSpace(first) { slice = slice.dropFirst() }
        while let last = slice.last, isSpace(last) { slice = slice.dropLast() }
        return slice
    }
}

/// Where a section's frame stands: what every section must write and no reader needs to see.
///
/// The frame is found in code whose comments and literals are blanked out, by counting braces:
/// ```
/// import Workbook                                  // not shown either
/// struct BiasCorrection: Section {                 // frame: the header of the type that holds `run(on:)`
///     static let title = "…"                       // frame: the title
///     func run(on page: Page) throws {             // frame: the header of `run(on:)`
///         …                                        // the body
///     }                                            // frame: closing braces
/// }
/// @main struct Chapter03: Chapter { … }            // frame: all of it
/// ```
struct CodeStructure {
    /// Lines, counted from 1, that lie between the braces of `run(on:)`.
    private(set) var body: Range<Int>?
    private(set) var frame: Set<Int> = []
    /// Never shown either, but they end nothing.
    private(set) var imports: Set<Int> = []
    /// The line of `func run(on:)` and the name of the type it stands in.
    private(set) var runLine: Int?
    private(set) var typeName: String?
    private(set) var declaresChapter = false

    private struct Word {
        var text: Substring
        var line: Int
    }

    init(_ lexer: SwiftLexer) {
        let lines = String(decoding: lexer.blanking([.lineComment, .blockComment, .literal]), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let words = lines.enumerated().flatMap { index, line in
            Self.words(of: line).map { Word(text: $0, line: index + 1) }
        }
        let comments = Self.commentLines(of: lexer)
        markImports(words)
        markChapter(words)
        markRun(words, comments: comments)
    }

    /// Identifiers and single punctuation marks.
    private static func words(of line: Substring) -> [Substring] {
        var words: [Substring] = []
        var start: Substring.Index?
        for index in line.indices {
            let character = line[index]
            if character.isLetter || character.isNumber || character == "_" {
                start = start ?? index
                continue
            }
            if let from = start { words.append(line[from..<index]) }
            start = nil
            if !character.isWhitespace { words.append(line[index...index]) }
        }
        if let from = start { words.append(line[from...]) }
        return words
    }

    /// The lines that comments touch.
    private static func commentLines(of lexer: SwiftLexer) -> Set<Int> {
        var lines: Set<Int> = []
        for token in lexer.tokens where token.kind != .literal {
            lines.formUnion(lexer.line(of: token.range.lowerBound)...lexer.line(of: token.range.upperBound))
        }
        return lines
    }

    private mutating func markImports(_ words: [Word]) {
        for (index, word) in words.enumerated() where word.text == "import" {
            let isFirst = index == 0 || words[index - 1].line != word.line
            let isAttributed = index >= 2 && words[index - 2].text == "@" && words[index - 2].line == word.line
            if isFirst || isAttributed { imports.insert(word.line) }
        }
    }

    private mutating func markChapter(_ words: [Word]) {
        for (index, word) in words.enumerated() where word.text == "Chapter" && index > 0 {
            guard [":", ","].contains(words[index - 1].text), index + 1 < words.count,
                let header = Self.header(before: index, in: words),
                words[header..<index].contains(where: { $0.text == ":" }),
                !words[header..<index].contains(where: { $0.text == "{" || $0.text == "(" }),
                let open = words[index...].firstIndex(where: { $0.text == "{" }),
                let close = Self.matchingBrace(of: open, in: words)
            else { continue }
            let first = header > 1 && words[header - 2].text == "@" ? words[header - 2].line : words[header].line
            frame.formUnion(first...words[close].line)
            declaresChapter = true
        }
    }

    private mutating func markRun(_ words: [Word], comments: Set<Int>) {
        let pattern = ["func", "run", "(", "on"]
        guard words.count > pattern.count,
            let start = words.indices.dropLast(pattern.count).first(where: { start in
                pattern.indices.allSatisfy { words[start + $0].text == pattern[$0] }
            }),
            let open = words[start...].firstIndex(where: { $0.text == "{" }),
            let close = Self.matchingBrace(of: open, in: words)
        else { return }
        runLine = words[start].line
        body = words[open].line + 1..<max(words[close].line, words[open].line + 1)
        // A comment right above belongs to what it explains.
        func firstLine(_ line: Int) -> Int {
            var first = line
            while comments.contains(first - 1) { first -= 1 }
            return first
        }
        frame.formUnion(firstLine(words[start].line)...words[open].line)
        frame.insert(words[close].line)

        guard let typeOpen = Self.openBrace(around: start, in: words),
            let header = Self.header(before: typeOpen, in: words)
        else { return }
        typeName = header + 1 < words.count ? String(words[header + 1].text) : nil
        frame.formUnion(firstLine(words[header].line)...words[typeOpen].line)
        if let end = Self.matchingBrace(of: typeOpen, in: words) { frame.insert(words[end].line) }
        for index in typeOpen..<start
        where words[index].text == "static" && index + 4 < start && words[index + 2].text == "title" {
            frame.formUnion(words[index].line..<max(words[index + 4].line, words[index].line + 1))
        }
    }

    private static func header(before index: Int, in words: [Word]) -> Int? {
        words[..<index].lastIndex { ["struct", "class", "enum", "actor", "extension"].contains($0.text) }
    }

    private static func matchingBrace(of open: Int, in words: [Word]) -> Int? {
        var depth = 0
        for index in open..<words.count {
            if words[index].text == "{" { depth += 1 }
            if words[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static func openBrace(around index: Int, in words: [Word]) -> Int? {
        var depth = 0
        for candidate in (0..<index).reversed() {
            if words[candidate].text == "}" { depth += 1 }
            if words[candidate].text == "{" {
                if depth == 0 { return candidate }
                depth -= 1
            }
        }
        return nil
    }
}

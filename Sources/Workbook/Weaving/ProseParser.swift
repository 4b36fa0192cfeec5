/// Prose cut into what weaving treats differently.
enum ProseBlock: Equatable {
    /// Paragraphs, lists: Markdown with pieces to resolve.
    case markdown([Inline])
    /// A table, likewise.
    case table([Inline])
    /// `## Title`, its level counted from 1.
    case heading(level: Int, [Inline])
    /// A fenced block of code, fences included.
    case verbatim(String)
    /// `$$ … $$`, with `{#eq:name}` after the end if it has a number.
    case equation(Equation)
    /// `@Excerpt(path)` or `@Excerpt(path, slice: name)` on a line of its own.
    case excerpt(path: String, slice: String?, line: Int)

    struct Equation: Equatable {
        var tex: [MathPiece]
        var label: String?
        /// Space before `$$`: an equation within a list.
        var indentation: Int
        var line: Int
    }
}

enum ProseParser {
    static func parse(_ prose: SectionSource.Prose, file: String) throws -> [ProseBlock] {
        var blocks: [ProseBlock] = []
        var paragraph: [String] = []
        var paragraphLine = prose.firstLine
        var index = 0

        func flush(_ blocks: inout [ProseBlock]) throws {
            for (range, isTable) in pieces(of: paragraph) {
                let lines = paragraph[range]
                let text = lines.joined(separator: "\n")
                guard !text.trimmingSpaces().isEmpty else { continue }
                let inlines = InlineParser.parse(text, line: paragraphLine + range.lowerBound)
                let isMisplaced = inlines.contains {
                    if case .text(let text) = $0 { text.contains("$$") } else { false }
                }
                if isMisplaced, let index = lines.firstIndex(where: { $0.contains("$$") }) {
                    throw Diagnostic(
                        file: file, line: paragraphLine + index, "A displayed equation begins on a line of its own.")
                }
                blocks.append(isTable ? .table(inlines) : .markdown(inlines))
            }
            paragraph = []
        }

        while index < prose.lines.count {
            let line = prose.lines[index]
            let number = prose.firstLine + index
            let content = line.trimmingSpaces()
            if let fence = fence(content) {
                try flush(&blocks)
                let end = prose.lines[(index + 1)...].firstIndex { closes($0, fence) }
                guard let end else {
                    throw Diagnostic(file: file, line: number, "This block of code has no closing \(fence).")
                }
                blocks.append(.verbatim(prose.lines[index...end].joined(separator: "\n")))
                index = end + 1
            } else if content.hasPrefix("$$") {
                try flush(&blocks)
                let (equation, next) = try equation(prose, index, file: file)
                blocks.append(.equation(equation))
                index = next
            } else if content.hasPrefix("@Excerpt") {
                try flush(&blocks)
                blocks.append(try excerpt(content, file: file, line: number))
                index += 1
            } else if line.indentation == 0, let level = headingLevel(content) {
                try flush(&blocks)
                let title = content.dropFirst(level).trimmingSpaces()
                blocks.append(.heading(level: level, InlineParser.parse(title, line: number)))
                index += 1
            } else {
                if paragraph.isEmpty { paragraphLine = number }
                paragraph.append(line)
                index += 1
            }
        }
        try flush(&blocks)
        return blocks
    }

    /// The marks that open a block of code (CommonMark 4.5). Words may follow, after backticks none with a backtick: that
    /// would be code within a sentence.
    private static func fence(_ line: String) -> Substring? {
        guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
        let fence = line.prefix { $0 == mark }
        return fence.count >= 3 && !(mark == "`" && line.dropFirst(fence.count).contains("`")) ? fence : nil
    }

    /// Whether a line closes a block of code: the same marks, at least as many, and nothing else.
    private static func closes(_ line: String, _ fence: Substring) -> Bool {
        let line = line.trimmingSpaces()
        return line.hasPrefix(fence) && line.allSatisfy { $0 == fence.first }
    }

    /// Cuts lines into tables and what stands between. A table is a line with bars, a line of dashes and bars, and what
    /// follows up to the next empty line.
    private static func pieces(of lines: [String]) -> [(range: Range<Int>, isTable: Bool)] {
        var pieces: [(range: Range<Int>, isTable: Bool)] = []
        var start = 0
        var index = 0
        while index + 1 < lines.count {
            guard lines[index].contains("|"), isDelimiter(lines[index + 1]) else {
                index += 1
                continue
            }
            let end = lines[index...].firstIndex { $0.trimmingSpaces().isEmpty } ?? lines.count
            if start < index { pieces.append((start..<index, false)) }
            pieces.append((index..<end, true))
            (start, index) = (end, end)
        }
        if start < lines.count { pieces.append((start..<lines.count, false)) }
        return pieces
    }

    /// `| --- | :-: |`
    private static func isDelimiter(_ line: String) -> Bool {
        line.contains("|") && line.contains("-")
            && line.trimmingSpaces().wholeMatch(of: /\|?(\s*:?-+:?\s*\|)*(\s*:?-+:?\s*)?/) != nil
    }

    private static func headingLevel(_ line: String) -> Int? {
        let level = line.prefix { $0 == "#" }.count
        return (1...6).contains(level) && line.dropFirst(level).first == " " ? level : nil
    }

    private static func equation(
        _ prose: SectionSource.Prose, _ start: Int, file: String
    ) throws -> (ProseBlock.Equation, next: Int) {
        let first = prose.lines[start]
        var lines = [String(first.trimmingSpaces().dropFirst(2))]
        var index = start
        while !lines[lines.count - 1].contains("$$") {
            index += 1
            guard index < prose.lines.count else {
                throw Diagnostic(file: file, line: prose.firstLine + start, "This equation has no closing $$.")
            }
            lines.append(prose.lines[index])
        }
        let last = lines[lines.count - 1]
        let close = last.firstRange(of: "$$")!
        let rest = last[close.upperBound...].trimmingSpaces()
        lines[lines.count - 1] = String(last[..<close.lowerBound])
        var label = label(rest)
        if label == nil, rest.isEmpty, index + 1 < prose.lines.count, let below = self.label(prose.lines[index + 1]) {
            label = below
            index += 1
        }
        if label == nil, !rest.isEmpty {
            throw Diagnostic(
                file: file, line: prose.firstLine + index,
                "After the closing $$ only a label like {#eq:name} may stand, not “\(rest)”.")
        }
        let tex = lines.map { $0.trimmingSpaces() }.filter { !$0.isEmpty }.joined(separator: "\n")
        guard !tex.isEmpty else {
            throw Diagnostic(file: file, line: prose.firstLine + start, "This equation is empty.")
        }
        let equation = ProseBlock.Equation(
            tex: InlineParser.parseMath(tex, line: prose.firstLine + start), label: label,
            indentation: first.indentation, line: prose.firstLine + start)
        return (equation, index + 1)
    }

    /// `{#eq:name}`, behind the closing dollars or in the line below.
    private static func label(_ text: String) -> String? {
        let text = text.trimmingSpaces()
        return text.hasPrefix("{#eq:") && text.hasSuffix("}") ? String(text.dropFirst(5).dropLast()) : nil
    }

    private static func excerpt(_ text: String, file: String, line: Int) throws -> ProseBlock {
        let usage = "An excerpt is written @Excerpt(path) or @Excerpt(path, slice: name), on a line of its own."
        guard text.hasPrefix("@Excerpt("), text.hasSuffix(")") else {
            throw Diagnostic(file: file, line: line, usage)
        }
        let parts = text.dropFirst("@Excerpt(".count).dropLast().split(separator: ",").map { $0.trimmingSpaces() }
        guard let path = parts.first, parts.count <= 2, parts.count == 1 || parts[1].hasPrefix("slice:") else {
            throw Diagnostic(file: file, line: line, usage)
        }
        let slice = parts.count == 2 ? parts[1].dropFirst("slice:".count).trimmingSpaces() : nil
        if slice == "" { throw Diagnostic(file: file, line: line, usage) }
        return .excerpt(path: path, slice: slice, line: line)
    }
}

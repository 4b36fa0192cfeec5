/// A piece of a paragraph.
enum Inline: Equatable {
    /// Markdown as it stands, code spans included.
    case text(String)
    /// What stands between `$` and `$`; it may quote values too.
    case math([MathPiece])
    /// `{{key, format}}`
    case value(ValueReference)
    /// `[text](#label)`; with an empty text the label's own number is the text: `Figure 3.2`.
    case reference(text: String, label: String, line: Int)
    /// `[@kingma2015; @lecun1998, p. 5]`, in parentheses, or `@kingma2015` as part of the sentence.
    case citation([Citation], isParenthetical: Bool)
}

enum MathPiece: Equatable {
    case tex(String)
    case value(ValueReference)
}

struct ValueReference: Equatable {
    var key: String
    /// The text after the comma, not yet understood.
    var format: String?
    var line: Int
}

struct Citation: Equatable {
    var key: String
    var locator: String?
    var line: Int
}

/// Reads the pieces of a paragraph. Backslashes escape, code spans are left alone.
struct InlineParser {
    private let characters: [Character]
    private var position = 0
    private var line: Int
    private var pieces: [Inline] = []
    private var text = ""

    static func parse(_ text: String, line: Int) -> [Inline] {
        var parser = InlineParser(characters: Array(text), line: line)
        parser.run()
        return parser.pieces
    }

    /// Reads TeX, in which only `{{key}}` is special.
    static func parseMath(_ tex: String, line: Int) -> [MathPiece] {
        var pieces: [MathPiece] = []
        var rest = tex[...]
        var line = line
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            let inner = rest[open.upperBound..<close.lowerBound]
            let start = line + rest[..<open.lowerBound].count { $0 == "\n" }
            guard let value = value(inner, line: start) else {
                // `{{` is good TeX as well.
                pieces.append(.tex(String(rest[..<open.upperBound])))
                line = start
                rest = rest[open.upperBound...]
                continue
            }
            pieces.append(.tex(String(rest[..<open.lowerBound])))
            pieces.append(.value(value))
            line = start + inner.count { $0 == "\n" }
            rest = rest[close.upperBound...]
        }
        pieces.append(.tex(String(rest)))
        return pieces.reduce(into: []) { merged, piece in
            if case .tex(let new) = piece, case .tex(let old)? = merged.last {
                merged[merged.count - 1] = .tex(old + new)
            } else if piece != .tex("") {
                merged.append(piece)
            }
        }
    }

    private init(characters: [Character], line: Int) {
        self.characters = characters
        self.line = line
    }

    private mutating func run() {
        while position < characters.count {
            switch characters[position] {
            case "\\": take(2)
            case "`": takeCode()
            case "$": if !takeMath() { take(isAt("$$", position) ? 2 : 1) }
            case "{": if !takeValue() { take(1) }
            case "[": if !takeCitation() && !takeReference() { take(1) }
            case "@": if !takeNarrativeCitation() { take(1) }
            default: take(1)
            }
        }
        flush()
    }

    private mutating func take(_ count: Int) {
        for character in characters[position..<min(position + count, characters.count)] {
            if character == "\n" { line += 1 }
            text.append(character)
        }
        position = min(position + count, characters.count)
    }

    private mutating func flush() {
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
    }

    private mutating func add(_ piece: Inline, upTo end: Int) {
        flush()
        pieces.append(piece)
        line += characters[position..<end].count { $0 == "\n" }
        position = end
    }

    private func isAt(_ pattern: String, _ index: Int) -> Bool {
        characters[min(index, characters.count)...].starts(with: pattern)
    }

    private func find(_ pattern: String, from start: Int) -> Int? {
        guard start <= characters.count else { return nil }
        return (start..<characters.count).first { isAt(pattern, $0) }
    }

    // MARK: Pieces

    /// A code span ends at a run of as many backticks as began it.
    private mutating func takeCode() {
        let width = characters[position...].prefix { $0 == "`" }.count
        var index = position + width
        while index < characters.count {
            let run = characters[index...].prefix { $0 == "`" }.count
            if run == width { return take(index + run - position) }
            index += max(run, 1)
        }
        take(width)
    }

    /// As in Pandoc and on GitHub: no space within the dollars, no digit after the second.
    private mutating func takeMath() -> Bool {
        let isQuoted = isAt("$`", position)
        let start = position + (isQuoted ? 2 : 1)
        guard start < characters.count, isQuoted || !characters[start].isWhitespace, characters[start] != "$" else {
            return false
        }
        var end = start
        while end < characters.count {
            if !isQuoted && characters[end] == "\\" {
                end += 2
                continue
            }
            if isAt(isQuoted ? "`$" : "$", end) { break }
            if isAt("\n\n", end) { return false }
            end += 1
        }
        guard end < characters.count, end > start else { return false }
        if !isQuoted {
            if characters[end - 1].isWhitespace { return false }
            if end + 1 < characters.count, characters[end + 1].isNumber { return false }
        }
        let tex = String(characters[start..<end])
        add(.math(Self.parseMath(tex, line: line)), upTo: end + (isQuoted ? 2 : 1))
        return true
    }

    private mutating func takeValue() -> Bool {
        guard isAt("{{", position), let end = find("}}", from: position + 2),
            let value = Self.value(characters[position + 2..<end], line: line)
        else { return false }
        add(.value(value), upTo: end + 2)
        return true
    }

    /// `key` or `key, format`; nil if this is something else in braces.
    private static func value(_ inner: some Sequence<Character>, line: Int) -> ValueReference? {
        let parts = String(Array(inner)).split(separator: ",", maxSplits: 1).map { $0.trimmingSpaces() }
        guard let key = parts.first, !key.isEmpty, key.first?.isLetter == true || key.first?.isNumber == true,
            key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }),
            key.contains(where: \.isLetter)
        else { return nil }
        return ValueReference(key: key, format: parts.count == 2 ? parts[1] : nil, line: line)
    }

    /// `[text](#kind:name)`
    private mutating func takeReference() -> Bool {
        if position > 0, characters[position - 1] == "!" { return false }
        var depth = 0
        var close = position
        while close < characters.count {
            if characters[close] == "\\" {
                close += 1
            } else if characters[close] == "[" {
                depth += 1
            } else if characters[close] == "]" {
                depth -= 1
                if depth == 0 { break }
            }
            close += 1
        }
        guard isAt("](#", close), let end = find(")", from: close) else { return false }
        let label = String(characters[close + 3..<end])
        let text = String(characters[position + 1..<close])
        add(.reference(text: text, label: label, line: line), upTo: end + 1)
        return true
    }

    /// `[@a; @b, locator]`
    private mutating func takeCitation() -> Bool {
        guard isAt("[@", position), let end = find("]", from: position), !isAt("](", end) else { return false }
        var citations: [Citation] = []
        for item in String(characters[position + 1..<end]).split(separator: ";") {
            let parts = item.split(separator: ",", maxSplits: 1).map { $0.trimmingSpaces() }
            guard let key = parts.first, key.hasPrefix("@"), key.count > 1 else { return false }
            citations.append(
                Citation(key: String(key.dropFirst()), locator: parts.count == 2 ? parts[1] : nil, line: line))
        }
        add(.citation(citations, isParenthetical: true), upTo: end + 1)
        return true
    }

    /// `@kingma2015` at the beginning of a word: letters, then a year.
    private mutating func takeNarrativeCitation() -> Bool {
        if position > 0, !characters[position - 1].isWhitespace, characters[position - 1] != "(" { return false }
        let key = characters[(position + 1)...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let digits = key.drop { !$0.isNumber }.prefix { $0.isNumber }
        guard digits.count == 4, key.first?.isLowercase == true else { return false }
        add(
            .citation([Citation(key: String(key), locator: nil, line: line)], isParenthetical: false),
            upTo: key.endIndex)
        return true
    }
}

/// A remark with mathematics in it: `"\(u) does not depend on \(i)"`.
public struct Reason: Sendable, ExpressibleByStringInterpolation {
    enum Segment: Sendable {
        case words(String)
        case formula(Expression)
        case statement(Statement)
    }

    let segments: [Segment]

    public init(stringLiteral value: String) { segments = value.isEmpty ? [] : [.words(value)] }

    public init(stringInterpolation: StringInterpolation) { segments = stringInterpolation.segments }

    init(segments: [Segment]) { self.segments = segments }

    public struct StringInterpolation: StringInterpolationProtocol {
        var segments: [Segment] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { segments.append(.words(literal)) }
        }
        public mutating func appendInterpolation(_ expression: Expression) { segments.append(.formula(expression)) }
        public mutating func appendInterpolation(_ statement: Statement) { segments.append(.statement(statement)) }
        public mutating func appendInterpolation(_ function: FunctionSymbol) {
            segments.append(.formula(Expression(.symbol(function.symbol), .scalar)))
        }
        public mutating func appendInterpolation(_ text: String) { segments.append(.words(text)) }
    }

    /// For TeX's mathematics mode.
    public var tex: String {
        segments.map { segment in
            switch segment {
            case .words(let words): "\\text{\(escapedForTeX(words))}"
            case .formula(let formula): formula.tex
            case .statement(let statement): statement.tex
            }
        }.joined()
    }

    public var unicode: String {
        segments.map { segment in
            switch segment {
            case .words(let words): words
            case .formula(let formula): formula.unicode
            case .statement(let statement): statement.unicode
            }
        }.joined()
    }

    /// The same in pieces of about `width` characters, broken between words.
    func wrapped(_ width: Int) -> [Reason] {
        var lines: [[Segment]] = [[]]
        var length = 0
        func add(_ segment: Segment, _ count: Int) {
            var segment = segment
            var sticks = false
            if case .words(let words) = segment { sticks = words.first.map { ",.;:)".contains($0) } ?? true }
            if length + count > width, length > 0, !sticks {
                lines.append([])
                length = 0
                if case .words(let words) = segment, words.first == " " { segment = .words(String(words.dropFirst())) }
            }
            lines[lines.count - 1].append(segment)
            length += count
        }
        for segment in segments {
            switch segment {
            case .words(let words):
                // A word keeps the space before it, so that what follows a formula stays apart from it.
                var word = ""
                for character in words {
                    if character == " ", !word.isEmpty {
                        add(.words(word), word.count)
                        word = ""
                    }
                    word.append(character)
                }
                if !word.isEmpty { add(.words(word), word.count) }
            case .formula(let formula): add(segment, formula.unicode.count * 2 / 3)
            case .statement(let statement): add(segment, statement.unicode.count * 2 / 3)
            }
        }
        return lines.map { line in
            // Words that stand together are one text again.
            var joined: [Segment] = []
            for segment in line {
                if case .words(let word) = segment, case .words(let before) = joined.last {
                    joined[joined.count - 1] = .words(before + word)
                } else {
                    joined.append(segment)
                }
            }
            return Reason(segments: joined)
        }
    }

    var isEmpty: Bool { segments.isEmpty }
}

func escapedForTeX(_ words: String) -> String {
    var escaped = ""
    for character in words {
        switch character {
        case "&", "%", "#", "_", "{", "}", "$": escaped += "\\\(character)"
        case "<": escaped += "\\textless "
        case ">": escaped += "\\textgreater "
        default: escaped.append(character)
        }
    }
    return escaped
}

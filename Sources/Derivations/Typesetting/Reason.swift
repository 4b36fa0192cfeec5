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

// What a derivation is made of: the words of its language.

/// Anything that may stand in a ``Derivation``.
public protocol DerivationPart: Sendable {
    var part: Part { get }
}

/// The parts of a derivation, in the form in which they are checked and typeset.
public enum Part: Sendable, DerivationPart {
    case given(Given)
    case start(Start)
    case step(Step)
    case note(Reason)
    case conclusion(Conclusion)

    public var part: Part { self }
}

/// What is assumed: symbols with what is known of them, a definition, a recursion, or a sentence.
public struct Given: DerivationPart {
    enum Kind: Sendable {
        case symbols([Symbol])
        case definition(Expression, Expression)
        case recursion(Symbol, index: Symbol, first: Expression, step: Expression)
        case eigenpairs(vectors: Symbol, values: Symbol, of: Expression)
        case words
    }
    let kind: Kind
    let words: Reason?

    /// Symbols: typeset with what their domain says.
    public init(_ symbols: Expression...) {
        kind = .symbols(symbols.compactMap(\.mentioned))
        words = nil
    }

    /// Families of symbols.
    public init(_ families: Family...) {
        kind = .symbols(families.map(\.symbol))
        words = nil
    }

    /// A symbol that is defined by an expression: it has that value in every case.
    public init(_ symbol: Expression, is definition: Expression) {
        kind = .definition(symbol, definition)
        words = nil
    }

    /// A sequence that starts with a value at index 0 and goes on by a recursion, valid from index 1.
    public init(_ sequence: Family, over index: Expression, startsWith first: Expression, then step: Expression) {
        kind = .recursion(sequence.symbol, index: index.symbol ?? Symbol("?"), first: first, step: step)
        words = nil
    }

    /// The columns of `vectors` are orthonormal eigenvectors of a symmetric matrix, `values` its eigenvalues, the
    /// largest first. With fewer columns than the matrix has: those of the largest eigenvalues.
    public init(eigenvectors vectors: Expression, eigenvalues values: Expression, of matrix: Expression) {
        kind = .eigenpairs(vectors: vectors.symbol ?? Symbol("?"), values: values.symbol ?? Symbol("?"), of: matrix)
        words = nil
    }

    /// A sentence; it puts no numbers into a check.
    public init(_ words: Reason) {
        kind = .words
        self.words = words
    }

    public var part: Part { .given(self) }
}

extension Expression {
    /// The symbol that this expression is, or is a member of.
    fileprivate var mentioned: Symbol? {
        switch node {
        case .symbol(let symbol), .member(let symbol, _): symbol
        default: nil
        }
    }
}

/// Where a chain starts.
public struct Start: DerivationPart {
    let line: Line
    public init(_ expression: Expression) { line = .expression(expression) }
    public init(_ statement: Statement) { line = .statement(statement) }
    public var part: Part { .start(self) }
}

/// A remark between lines.
public struct Note: DerivationPart {
    let words: Reason
    public init(_ words: Reason) { self.words = words }
    public var part: Part { .note(words) }
}

/// What has been shown. Others may cite it.
public struct Conclusion: DerivationPart {
    let statement: Statement
    public init(_ statement: Statement) { self.statement = statement }
    public var part: Part { .conclusion(self) }
}

private func step(_ kind: Step.Kind, _ line: Line, _ reason: Reason, _ cited: [Derivation] = []) -> Part {
    .step(Step(kind: kind, line: line, reason: reason, cited: cited))
}

/// The same value, in every case.
public func Equals(_ expression: Expression, because reason: Reason, by cited: Derivation...) -> Part {
    step(.equals, .expression(expression), reason, cited)
}

/// The line before is at most this; the bound is attained where `attained` says (everywhere in between it is a bound).
public func AtMost(
    _ expression: Expression, because reason: Reason, attained: Assignment..., by cited: Derivation...
) -> Part {
    step(.atMost(attained: attained), .expression(expression), reason, cited)
}

/// The line before is at least this; the bound is attained where `attained` says.
public func AtLeast(
    _ expression: Expression, because reason: Reason, attained: Assignment..., by cited: Derivation...
) -> Part {
    step(.atLeast(attained: attained), .expression(expression), reason, cited)
}

/// The line before is this but for O(hᵖ), p the order, h → 0.
public func Approximately(
    _ expression: Expression, order: Double, in h: Expression, because reason: Reason
) -> Part {
    step(.approximately(order: order, small: h.symbol ?? Symbol("?")), .expression(expression), reason)
}

/// The line before tends to this as the variable tends to `target` (nil: to infinity).
public func TendsTo(
    _ expression: Expression, as variable: Expression, to target: Expression?, because reason: Reason
) -> Part {
    step(.tendsTo(variable: variable.symbol ?? Symbol("?"), target: target), .expression(expression), reason)
}

/// The line before, as a function of `symbol`, has gradient zero at `value`.
public func IsStationary(_ symbol: Expression, at value: Expression, because reason: Reason) -> Part {
    let name = symbol.symbol ?? Symbol("?")
    return step(.stationary(name, at: value), .expression(value), reason)
}

/// The line before, as a function of `symbol`, is smallest at `value`.
public func IsMinimised(_ symbol: Expression, at value: Expression, because reason: Reason) -> Part {
    step(.minimised(symbol.symbol ?? Symbol("?"), at: value), .expression(value), reason)
}

/// The line before, as a function of `symbol`, is largest at `value`.
public func IsMaximised(_ symbol: Expression, at value: Expression, because reason: Reason) -> Part {
    step(.maximised(symbol.symbol ?? Symbol("?"), at: value), .expression(value), reason)
}

/// A statement that follows.
public func Implies(_ statement: Statement, because reason: Reason, by cited: Derivation...) -> Part {
    step(.implies, .statement(statement), reason, cited)
}

/// A statement that says the same as the one before.
public func Equivalent(_ statement: Statement, because reason: Reason, by cited: Derivation...) -> Part {
    step(.equivalent, .statement(statement), reason, cited)
}

/// A statement that holds for all values of an index, checked for each of them in exact arithmetic and in Double.
public func ForAll(
    _ index: Expression, from: Int = 1, through: Int = 200, _ statement: Statement, because reason: Reason
) -> Part {
    step(.forAll(index.symbol ?? Symbol("?"), from: from, through: through), .statement(statement), reason)
}

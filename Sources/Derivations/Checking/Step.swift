/// One line of a derivation: an expression that continues the chain, or a statement.
enum Line: Sendable {
    case expression(Expression)
    case statement(Statement)

    var expressions: [Expression] {
        switch self {
        case .expression(let expression): [expression]
        case .statement(let statement): [statement.left, statement.right]
        }
    }

    var misfit: String? { expressions.compactMap(\.misfit).first }

    var unicode: String {
        switch self {
        case .expression(let expression): expression.unicode
        case .statement(let statement): statement.unicode
        }
    }
}

/// A step from the line before to a new one, with its reason.
public struct Step: Sendable {
    /// How the new line follows from the line before.
    enum Kind: Sendable {
        /// The same value in every case.
        case equals
        /// Never smaller (larger) than the line before, and equal to it where `attained` says.
        case atMost(attained: [Assignment])
        case atLeast(attained: [Assignment])
        /// Differs from the line before by O(hᵖ) as h → 0.
        case approximately(order: Double, small: Symbol)
        /// The limit of the line before.
        case tendsTo(variable: Symbol, target: Expression?)
        /// The line before, seen as a function of the symbol, has a zero gradient at the value.
        case stationary(Symbol, at: Expression)
        case minimised(Symbol, at: Expression)
        case maximised(Symbol, at: Expression)
        /// A statement that holds if the one before does.
        case implies
        /// A statement that holds exactly if the one before does.
        case equivalent
        /// A statement that holds for every value of an index, in exact arithmetic.
        case forAll(Symbol, from: Int, through: Int)
    }

    let kind: Kind
    let line: Line
    let reason: Reason
    /// Derivations whose conclusions are the reason.
    let cited: [Derivation]

    /// The kind in a word: "equal", "at most", "order 2", "limit", …
    public var name: String {
        switch kind {
        case .equals: "equal"
        case .atMost: "at most"
        case .atLeast: "at least"
        case .approximately(let order, _): "order \(Expression(order).unicode)"
        case .tendsTo: "limit"
        case .stationary: "stationary"
        case .minimised: "minimum"
        case .maximised: "maximum"
        case .implies: "follows"
        case .equivalent: "equivalent"
        case .forAll: "for all"
        }
    }
}

/// A symbol and the value put in its place.
public struct Assignment: Sendable {
    let symbol: Symbol
    /// For a family: the index that `value` may depend on.
    let index: Symbol?
    let value: Expression

    /// Where a bound is attained: `.at(x, 0)`, or for all members of a family `.at(g[i], β ** i)`.
    public static func at(_ symbol: Expression, _ value: Expression) -> Assignment {
        if case .member(let family, let index) = symbol.node {
            return Assignment(symbol: family, index: index.symbol, value: value)
        }
        return Assignment(symbol: symbol.symbol ?? Symbol("?"), index: nil, value: value)
    }
}

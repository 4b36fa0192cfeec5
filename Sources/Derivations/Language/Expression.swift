/// A mathematical expression: a scalar, a vector (a column) or a matrix of symbolic size.
///
/// Expressions are made with operators and functions and keep the form in which they were written. Sizes are checked
/// when an expression is made; one that does not fit carries a sentence that names both sizes (``misfit``), as does
/// everything made from it, and a derivation that holds it never passes its check.
public struct Expression: Hashable, Sendable {
    let node: Node
    let extent: Extent

    init(_ node: Node, _ extent: Extent) {
        self.node = node
        self.extent = extent
    }

    /// Why this expression makes no sense, or nil if it does.
    public var misfit: String? {
        if case .misfit(let sentence) = node { sentence } else { nil }
    }

    static func misfit(_ sentence: String) -> Expression { Expression(.misfit(sentence), .scalar) }

    /// `make()`, unless one of the parts is already a misfit: then that one.
    static func of(_ parts: [Expression], _ make: () -> Expression) -> Expression {
        parts.first { $0.misfit != nil } ?? make()
    }

    var isScalar: Bool { extent.isScalar }
    var number: Double? { if case .number(let number) = node { number.value } else { nil } }

    /// The exact value of a number, of a fraction of two, or of such a number with a sign.
    var exactNumber: Number? {
        switch node {
        case .number(let number): number.fraction == nil ? nil : number
        case .negative(let a): a.exactNumber?.negated
        case .quotient(let a, let b): a.exactNumber.flatMap { a in b.exactNumber.flatMap { a.divided(by: $0) } }
        default: nil
        }
    }
    var symbol: Symbol? { if case .symbol(let symbol) = node { symbol } else { nil } }

    /// This expression as the size of a vector or matrix.
    var dimension: Dimension? {
        switch node {
        case .number(let number): number.whole.flatMap { $0 >= 1 ? .fixed($0) : nil }
        case .symbol(let symbol) where extent.isScalar: .named(symbol)
        default: nil
        }
    }
}

extension Expression: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int) { self.init(.number(Number(value)), .scalar) }
    public init(floatLiteral value: Double) { self.init(.number(Number(value)), .scalar) }
    public init(_ value: Double) { self.init(.number(Number(value)), .scalar) }

    /// A number as it is written: 3, 0.3, or 1/3 as a fraction.
    init(_ number: Number) {
        guard let fraction = number.fraction, !fraction.isWhole, !number.isDecimal || fraction.decimal == nil else {
            self.init(.number(number), .scalar)
            return
        }
        let above = Expression(.number(Number(Fraction(Swift.abs(fraction.numerator), 1)!)), .scalar)
        let below = Expression(.number(Number(Fraction(fraction.denominator, 1)!)), .scalar)
        let ratio = Expression(.quotient(above, below), .scalar)
        self = fraction.isNegative ? -ratio : ratio
    }
}

extension Dimension {
    var expression: Expression {
        switch self {
        case .fixed(let count): Expression(integerLiteral: count)
        case .named(let symbol): Expression(.symbol(symbol), .scalar)
        }
    }
}

/// What an expression is made of.
indirect enum Node: Hashable, Sendable {
    case number(Number)
    /// A part that has been evaluated already.
    case value(Value)
    case symbol(Symbol)
    case member(Symbol, Expression)
    case element(Expression, row: Expression, column: Expression?)

    case sum([Expression])
    case product([Expression])
    case hadamard(Expression, Expression)
    case quotient(Expression, Expression)
    case power(Expression, Expression)
    case negative(Expression)
    case function(Function, Expression)
    case call(FunctionSymbol, order: Int, Expression)
    case maximum([Expression])
    case cases([Branch])

    case transpose(Expression)
    case trace(Expression)
    case determinant(Expression)
    case inverse(Expression)
    case diagonalMatrix(Expression)
    case diagonal(Expression)
    case norm(Expression)
    case delta(Expression, Expression)
    case identity(Dimension)
    case zero
    case ones
    case unit(Expression)

    case series(Series, index: Symbol, from: Expression, to: Expression, Expression)
    case expectation(Moment, [Symbol], Expression)
    /// A derivative that stands for itself.
    case differential(Differential, Expression, variable: Expression)
    /// An expression under a name: `σ(x)`, `s_i`, `ℒ`.
    case named(Naming, [Expression], Expression)
    case annotated(Expression, String)
    case substitution(Expression, Symbol, Expression)
    case misfit(String)
}

/// One line of a case distinction; without a condition: otherwise.
struct Branch: Hashable, Sendable {
    let value: Expression
    let condition: Statement?
}

enum Series: Hashable, Sendable { case sum, product, mean }

enum Moment: Hashable, Sendable { case expectation, variance }

enum Differential: Hashable, Sendable { case derivative, partial, gradient, jacobian }

/// How a named expression is written.
struct Naming: Hashable, Sendable {
    enum Style: Hashable, Sendable { case plain, call, indexed, density }
    let name: String
    let style: Style
}

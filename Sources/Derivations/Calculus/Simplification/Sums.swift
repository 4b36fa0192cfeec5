extension Expression {
    /// This expression as an exact number times the rest.
    var coefficient: (Number, Expression) {
        switch node {
        case .number(let number): return number.fraction == nil ? (.one, self) : (number, 1)
        case .negative(let a):
            let (number, rest) = a.coefficient
            return (number.negated, rest)
        case .quotient(let a, let b):
            let (number, rest) = a.coefficient
            guard let divisor = b.exactNumber, let ratio = number.divided(by: divisor) else { return (.one, self) }
            return (ratio, rest)
        case .product(let factors):
            guard let number = factors[0].exactNumber else { return (.one, self) }
            return (number, .product(Array(factors.dropFirst())))
        default: return (.one, self)
        }
    }

    /// Whether this is zero for certain.
    var isZero: Bool { node == .zero || exactNumber == .zero }
}

/// An exact number times an expression, as it is written: −x, 3x, x / 3, 2x / 3, and 0.3x where decimals were written.
func scaled(_ number: Number, _ e: Expression) -> Expression {
    if number == .zero { return .zero(e.extent) }
    if number == .one { return e }
    if number.isNegative { return -scaled(number.negated, e) }
    if let other = e.exactNumber, let product = number.times(other) { return Expression(product) }
    func times(_ factor: Expression) -> Expression {
        if factor.number == 1 { return e }
        if case .product(let factors) = e.node { return .product([factor] + factors) }
        return .product([factor, e])
    }
    guard let fraction = number.fraction, !fraction.isWhole else { return times(Expression(number)) }
    if number.isDecimal, fraction.decimal != nil { return times(Expression(number)) }
    guard let above = Fraction(fraction.numerator, 1), let below = Fraction(fraction.denominator, 1) else { return e }
    return times(Expression(Number(above))) / Expression(Number(below))
}

extension Rule {
    static let sums = [
        Rule("p a + q a = (p + q) a") { e in
            guard case .sum(let terms) = e.node else { return nil }
            return collected(terms, e.extent)
        }
    ]

    /// Like terms in the order in which they first come.
    static func collected(_ terms: [Expression], _ extent: Extent) -> Expression {
        var found: [(number: Number, rest: Expression)] = []
        var places: [Unordered: Int] = [:]
        for term in terms.flatMap({ term in if case .sum(let inner) = term.node { inner } else { [term] } })
        where !term.isZero {
            let (number, rest) = term.coefficient
            let key = Unordered(rest)
            if let place = places[key], let sum = found[place].number.plus(number) {
                found[place].number = sum
            } else {
                places[key] = found.count
                found.append((number, rest))
            }
        }
        let kept = found.filter { $0.number != .zero }.map { scaled($0.number, $0.rest) }
        return kept.isEmpty ? .zero(extent) : .sum(kept)
    }
}

/// A term without regard to the order of its scalar factors: x y and y x are like terms, A B and B A are not.
private struct Unordered: Hashable {
    private let scalars: [Expression: Int]
    private let chain: [Expression]
    private let divisors: [Unordered]

    init(_ term: Expression) {
        var (top, below): (Expression, [Unordered]) = (term, [])
        if case .quotient(let a, let b) = term.node { (top, below) = (a, [Unordered(b)]) }
        let factors = if case .product(let factors) = top.node { factors } else { [top] }
        scalars = Dictionary(factors.filter(\.isScalar).map { ($0, 1) }, uniquingKeysWith: +)
        chain = factors.filter { !$0.isScalar }
        divisors = below
    }
}

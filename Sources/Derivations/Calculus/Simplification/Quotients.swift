/// a / b, simplified; both are simple already.
func divided(_ a: Expression, _ b: Expression) -> Expression { (a / b).rewritten }

extension Rule {
    static let quotients: [Rule] = [
        quotient("nothing is divided by 0") { a, b in b.isZero ? a / b : nil },
        quotient("0 / a = 0") { a, _ in a.isZero ? .zero(a.extent) : nil },
        quotient("a / 1 = a") { a, b in b.number == 1 ? a : nil },
        quotient("a / a = 1") { a, b in a == b ? 1 : nil },
        quotient("a / |a| = sign a") { a, b in
            if case .function(.abs, a) = b.node { sign(a) } else { nil }
        },
        quotient("(a / b) / c = a / (b c)") { a, b in
            guard case .quotient(let c, let d) = a.node else { return nil }
            return divided(c, multiplied([d, b], .scalar))
        },
        quotient("a / (b / c) = a c / b") { a, b in
            guard case .quotient(let c, let d) = b.node else { return nil }
            return divided(multiplied([a, d], a.extent), c)
        },
        quotient("p a / (q b) = (p / q) (a / b), without common factors") { a, b in
            let (p, above) = a.coefficient
            let (q, below) = b.coefficient
            guard let ratio = p.divided(by: q), let fraction = ratio.fraction else { return nil }
            let (top, bottom) = cancelled(above, below)
            if bottom.number == 1 { return scaled(ratio, top) }
            if ratio.isDecimal && fraction.decimal != nil { return scaled(ratio, top) / bottom }
            guard let m = Fraction(Swift.abs(fraction.numerator), 1), let n = Fraction(fraction.denominator, 1) else {
                return nil
            }
            let result = scaled(Number(m), top) / scaled(Number(n), bottom)
            return ratio.isNegative ? -result : result
        },
    ]

    private static func quotient(_ law: String, _ apply: @escaping @Sendable (Expression, Expression) -> Expression?)
        -> Rule
    {
        Rule(law) { e in
            guard case .quotient(let a, let b) = e.node else { return nil }
            return apply(a, b)
        }
    }

    /// Above and below without what divides both: powers of the same scalar with exponents that are numbers.
    private static func cancelled(_ a: Expression, _ b: Expression) -> (Expression, Expression) {
        func factors(_ e: Expression) -> [Expression] { if case .product(let inner) = e.node { inner } else { [e] } }
        func split(_ e: Expression) -> (base: Expression, exponent: Number)? {
            guard case .power(let base, let exponent) = e.node else { return (e, .one) }
            return exponent.exactNumber.map { (base, $0) }
        }
        var above = factors(a)
        var below = factors(b)
        var isChanged = false
        for i in above.indices where above[i].isScalar {
            for j in below.indices {
                guard let (x, p) = split(above[i]), let (y, q) = split(below[j]), x == y, x.number == nil,
                    let rest = p.plus(q.negated)
                else { continue }
                isChanged = true
                above[i] = raised(x, Expression(rest.isNegative ? .zero : rest))
                below[j] = raised(x, Expression(rest.isNegative ? rest.negated : .zero))
            }
        }
        return isChanged ? (multiplied(above, a.extent), multiplied(below, .scalar)) : (a, b)
    }
}

/// baseᵉˣᵖᵒⁿᵉⁿᵗ, simplified; both are simple already.
func raised(_ base: Expression, _ exponent: Expression) -> Expression { (base ** exponent).rewritten }

extension Rule {
    static let powers: [Rule] = [
        power("a⁰ = 1") { _, b in b.exactNumber == .zero ? 1 : nil },
        power("a¹ = a") { a, b in b.exactNumber == .one ? a : nil },
        power("1ᵇ = 1") { a, _ in a.exactNumber == .one ? 1 : nil },
        power("a⁻ⁿ = 1 / aⁿ") { a, b in
            guard let n = b.exactNumber, n.isNegative else { return nil }
            return 1 / raised(a, Expression(n.negated))
        },
        power("powers and roots of numbers, where they are exact and short") { a, b in
            guard let base = a.exactNumber, let exponent = b.exactNumber else { return nil }
            return base.power(exponent).map(Expression.init)
        },
        // Where aᵖ has a value for both signs of a, a root of it knows nothing of the sign.
        power("(aᵖ)ⁿ = |a|ᵖⁿ for even p, else aᵖⁿ") { a, b in
            guard case .power(let inner, let power) = a.node, let p = power.exactNumber, let n = b.exactNumber,
                let product = p.times(n)
            else { return nil }
            let losesSign = p.isEven && !n.isWhole
            return raised(losesSign ? abs(inner).rewritten : inner, Expression(product))
        },
        power("(√a)ⁿ = aⁿᐟ² for even n") { a, b in
            guard case .function(.sqrt, let inner) = a.node, let n = b.exactNumber, n.isEven,
                let half = n.divided(by: Number(2))
            else { return nil }
            return raised(inner, Expression(half))
        },
        power("|a|ⁿ = aⁿ for even n") { a, b in
            guard case .function(.abs, let inner) = a.node, b.exactNumber?.isEven == true else { return nil }
            return raised(inner, b)
        },
    ]

    private static func power(_ law: String, _ apply: @escaping @Sendable (Expression, Expression) -> Expression?)
        -> Rule
    {
        Rule(law) { e in
            guard case .power(let base, let exponent) = e.node else { return nil }
            return apply(base, exponent)
        }
    }
}

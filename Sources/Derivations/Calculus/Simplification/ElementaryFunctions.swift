extension Rule {
    static let functions: [Rule] = [
        function(.exp, "e⁰ = 1") { a in a.exactNumber == .zero ? 1 : nil },
        function(.log, "log 1 = 0") { a in a.exactNumber == .one ? 0 : nil },
        function(.log, "log eᵃ = a") { a in
            if case .function(.exp, let inner) = a.node { inner } else { nil }
        },
        function(.sqrt, "roots of numbers, where they are exact") { a in
            a.exactNumber.flatMap { number in
                number.fraction?.root.map { Expression(Number($0, isDecimal: number.isDecimal)) }
            }
        },
        function(.sqrt, "√(aᵖ) = |a|ᵖᐟ² for even p") { a in
            guard case .power(let inner, let power) = a.node, let p = power.exactNumber, p.isEven,
                let half = p.divided(by: Number(2))
            else { return nil }
            return raised(abs(inner).rewritten, Expression(half))
        },
        function(.abs, "|a| = a for a ≥ 0") { a in a.isNonNegative ? a : nil },
        function(.abs, "|−a| = |a|") { a in
            if case .negative(let inner) = a.node { abs(inner).rewritten } else { nil }
        },
        function(.abs, "absolute values of numbers") { a in
            a.exactNumber.map { Expression($0.isNegative ? $0.negated : $0) }
        },
    ]

    /// Numbers and signs are of scalars; of a vector only what is true of each element.
    private static func function(
        _ function: Function, _ law: String, _ apply: @escaping @Sendable (Expression) -> Expression?
    ) -> Rule {
        Rule(law) { e in
            guard case .function(function, let argument) = e.node else { return nil }
            return apply(argument)
        }
    }
}

extension Rule {
    static let traces: [Rule] = [
        Rule("tr a = a of a scalar, tr 0 = 0") { e in
            guard case .trace(let a) = e.node else { return nil }
            return a.isScalar ? a : a.isZero ? 0 : nil
        }
    ]

    static let inverses: [Rule] = [
        Rule("(A⁻¹)⁻¹ = A, I⁻¹ = I") { e in
            guard case .inverse(let a) = e.node else { return nil }
            switch a.node {
            case .inverse(let inner): return inner
            case .identity: return a
            default: return nil
            }
        }
    ]

    static let diagonals: [Rule] = [
        Rule("diag of zeros and ones") { e in
            guard case .diagonalMatrix(let v) = e.node else { return nil }
            if v.isZero { return .zero(e.extent) }
            return v.node == .ones ? Expression(.identity(v.extent.rows), e.extent) : nil
        },
        Rule("the diagonal of diag v is v, of I ones, of 0 zeros") { e in
            guard case .diagonal(let a) = e.node else { return nil }
            if case .diagonalMatrix(let v) = a.node { return v }
            if case .identity = a.node { return Expression(.ones, e.extent) }
            return a.isZero ? .zero(e.extent) : nil
        },
    ]

    static let transposes: [Rule] = [
        transpose("aᵀ = a of scalars and symmetric matrices") { a in
            if a.isScalar { return a }
            switch a.node {
            case .symbol(let symbol) where symbol.domain.isSymmetric: return a
            case .identity, .diagonalMatrix: return a
            default: return nil
            }
        },
        transpose("(Aᵀ)ᵀ = A") { a in if case .transpose(let inner) = a.node { inner } else { nil } },
        transpose("0ᵀ = 0") { a in a.isZero ? .zero(a.extent.transposed) : nil },
        transpose("(A⁻¹)ᵀ = (Aᵀ)⁻¹") { a in
            guard case .inverse(let inner) = a.node else { return nil }
            let transposed = inner.ᵀ.rewritten
            return transposed == inner ? a : transposed.⁻¹
        },
        transpose("(A + B)ᵀ = Aᵀ + Bᵀ") { a in
            if case .sum(let terms) = a.node { .sum(terms.map { $0.ᵀ.rewritten }) } else { nil }
        },
        transpose("(−A)ᵀ = −Aᵀ") { a in if case .negative(let inner) = a.node { -inner.ᵀ.rewritten } else { nil } },
        transpose("(A / b)ᵀ = Aᵀ / b") { a in
            if case .quotient(let top, let bottom) = a.node { top.ᵀ.rewritten / bottom } else { nil }
        },
        transpose("(AB)ᵀ = Bᵀ Aᵀ") { a in
            guard case .product(let factors) = a.node else { return nil }
            let chain = factors.filter { !$0.isScalar }.reversed().map { $0.ᵀ.rewritten }
            return multiplied(factors.filter(\.isScalar) + chain, a.extent.transposed)
        },
        transpose("(∑ A)ᵀ = ∑ Aᵀ") { a in
            guard case .series(let kind, let index, let lower, let upper, let body) = a.node, kind != .product else {
                return nil
            }
            return .series(kind, index, lower, upper, body.ᵀ.rewritten)
        },
    ]

    private static func transpose(_ law: String, _ apply: @escaping @Sendable (Expression) -> Expression?) -> Rule {
        Rule(law) { e in if case .transpose(let a) = e.node { apply(a) } else { nil } }
    }
}

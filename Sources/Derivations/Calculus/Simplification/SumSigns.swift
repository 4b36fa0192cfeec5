extension Rule {
    static let indices: [Rule] = [
        Rule("δ of equal indices is 1, of different numbers 0") { e in
            guard case .delta(let i, let j) = e.node else { return nil }
            if i == j { return 1 }
            return i.exactNumber != nil && j.exactNumber != nil ? 0 : nil
        },
        Rule("elements of unit vectors, of the identity and of zeros") { e in
            guard case .element(let a, let i, let column) = e.node else { return nil }
            switch (a.node, column) {
            case (.unit(let j), nil): return δ(i, j).rewritten
            case (.identity, let j?): return δ(i, j).rewritten
            default: return a.isZero ? 0 : nil
            }
        },
    ]

    /// Of sums and means; a product has none.
    static let series: [Rule] = [
        sum("∑ 0 = 0") { s in s.body.isZero ? .zero(s.body.extent) : nil },
        sum("∑ c a = c ∑ a") { s in
            let (number, rest) = s.body.coefficient
            guard number != .one, rest.exactNumber == nil else { return nil }
            return scaled(number, s.with(rest).rewritten)
        },
        sum("∑ a / c = (∑ a) / c") { s in
            guard case .quotient(let a, let b) = s.body.node, !b.contains(s.index) else { return nil }
            return divided(s.with(a).rewritten, b)
        },
        sum("the mean of c is c") { s in s.kind == .mean && !s.body.contains(s.index) ? s.body : nil },
        sum("∑ (δᵢⱼ aᵢ + b) = aⱼ + ∑ b") { s in
            guard s.kind == .sum, case .sum(let terms) = s.body.node, terms.contains(where: { s.contracted($0) != nil })
            else { return nil }
            return collected(terms.map { s.with($0).rewritten }, s.body.extent)
        },
        sum("∑ δᵢⱼ aᵢ = aⱼ, ∑ vᵢ eᵢ = v") { s in s.kind == .sum ? s.contracted(s.body) : nil },
    ]

    private static func sum(_ law: String, _ apply: @escaping @Sendable (SumSign) -> Expression?) -> Rule {
        Rule(law) { e in
            guard case .series(let kind, let index, let lower, let upper, let body) = e.node, kind != .product else {
                return nil
            }
            return apply(SumSign(kind: kind, index: index, lower: lower, upper: upper, body: body))
        }
    }
}

/// A sum or a mean in its parts.
private struct SumSign {
    let kind: Series
    let index: Symbol
    let lower: Expression
    let upper: Expression
    let body: Expression

    func with(_ body: Expression) -> Expression { .series(kind, index, lower, upper, body) }

    /// The sum of a term with a δ or a unit vector in it; nil if there is none that the sum meets for certain.
    func contracted(_ term: Expression) -> Expression? {
        let factors = if case .product(let factors) = term.node { factors } else { [term] }
        for (k, factor) in factors.enumerated() {
            var others = factors
            others.remove(at: k)
            let rest = others.isEmpty ? Expression(1) : .product(others)
            switch factor.node {
            case .delta(let i, let j):
                if i.symbol == index, covers(j) { return rest.substituting(index, j).simplified }
                if j.symbol == index, covers(i) { return rest.substituting(index, i).simplified }
            case .unit(let i) where i.symbol == index && lower.number == 1 && upper == factor.extent.rows.expression:
                for (m, other) in others.enumerated() {
                    guard case .element(let v, let j, nil) = other.node, j == i, !v.contains(index),
                        v.extent == factor.extent
                    else { continue }
                    others[m] = v
                    guard !others.enumerated().contains(where: { $0.offset != m && $0.element.contains(index) }) else {
                        continue
                    }
                    return Expression.product(others).simplified
                }
            default: continue
            }
        }
        return nil
    }

    /// Whether the index takes the value j for certain: an index with the same bounds, or a number between them.
    private func covers(_ j: Expression) -> Bool {
        guard !j.contains(index) else { return false }
        if case .index(let bounds) = j.symbol?.domain { return bounds == Bounds(lower: lower, upper: upper) }
        guard let number = j.number, let first = lower.number, first <= number else { return false }
        if case .integer(let range) = upper.symbol?.domain { return number <= Double(range.lowerBound) }
        return upper.number.map { number <= $0 } ?? false
    }
}

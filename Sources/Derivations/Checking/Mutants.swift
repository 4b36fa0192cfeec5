extension Expression {
    /// All versions of this expression with one thing wrong; each has the same size and another form.
    var mutations: [Mutation] {
        var found: [Mutation] = []
        var seen: Set<Expression> = [self]
        func add(_ kind: Mutation.Kind, _ e: Expression, scales: Bool = false) {
            guard e.misfit == nil, e.extent == extent, seen.insert(e).inserted else { return }
            found.append(Mutation(kind: kind, expression: e, scales: scales))
        }
        for mutation in local + deep { add(mutation.kind, mutation.expression) }
        if node != .zero && number != 0 {
            add(.changedFactor, 2 * self, scales: true)
            add(.changedFactor, self / 3, scales: true)
            add(.flippedSign, -self, scales: true)
        }
        let terms: [Expression] = isScalar ? [1] : Expression.offset(extent).map { [$0] } ?? []
        for term in terms {
            for factor in [1, -1, 0.01, -0.5, 3] as [Expression] { add(.addedTerm, self + factor * term) }
        }
        return found
    }

    private static func offset(_ extent: Extent) -> Expression? {
        if extent.isVector { return Expression(.ones, extent) }
        if extent.rows == extent.columns { return Expression(.identity(extent.rows), extent) }
        return Expression(.ones, Extent(rows: extent.rows, columns: .one))
            * Expression(.ones, Extent(rows: extent.columns, columns: .one)).ᵀ
    }

    /// One part of this expression wrong.
    private var deep: [Mutation] {
        if case .differential = node { return [] }
        let parts = children
        return parts.indices.flatMap { k -> [Mutation] in
            if case .named = node, k < parts.count - 1 { return [] }
            var wrong = parts[k].local + parts[k].deep
            if case .function(.sign, _) = node { wrong.removeAll { $0.kind == .changedFactor } }
            // tr(AB) = tr(BA).
            if case .trace = node, case .product(let factors) = parts[k].node, factors.count == 2 {
                wrong.removeAll { $0.kind == .swappedOperands && $0.expression == .product(factors.reversed()) }
            }
            // Whether 2x > 0 is not the question.
            if case .cases = node, k % 3 != 0 { wrong.removeAll { $0.kind == .changedFactor } }
            return wrong.map { mutation in
                var wrong = parts
                wrong[k] = mutation.expression
                return Mutation(kind: mutation.kind, expression: with(wrong))
            }
        }
    }

    /// What can be wrong at the top of this expression.
    private var local: [Mutation] {
        func m(_ kind: Mutation.Kind, _ e: Expression) -> Mutation { Mutation(kind: kind, expression: e) }
        switch node {
        case .sum(let terms):
            return terms.indices.flatMap { k in
                var dropped = terms
                dropped.remove(at: k)
                var flipped = terms
                flipped[k] = -terms[k]
                return [m(.droppedTerm, .sum(dropped)), m(.flippedSign, .sum(flipped))]
            }
        case .product(let factors):
            return factors.indices.flatMap { k -> [Mutation] in
                var dropped = factors
                dropped.remove(at: k)
                var result = [m(.changedFactor, .product(dropped))]
                if k > 0, !factors[k].isScalar, !factors[k - 1].isScalar, factors[k] != factors[k - 1] {
                    var swapped = factors
                    swapped.swapAt(k, k - 1)
                    result.append(m(.swappedOperands, .product(swapped)))
                }
                return result
            }
        case .quotient(let a, let b):
            return [m(.changedFactor, a)] + (a.isScalar && a != 0 ? [m(.swappedOperands, b / a)] : [])
        case .power(let a, let b): return [m(.wrongIndexOrExponent, a ** (b + 1)), m(.wrongIndexOrExponent, a)]
        case .negative(let a): return [m(.flippedSign, a)]
        case .function(.sign, let x): return [m(.flippedSign, sign(-x))]
        case .function(let function, let x):
            let other: Function? =
                switch function {
                case .exp: .cosh
                case .sin: .cos
                case .cos: .sin
                case .sinh: .cosh
                case .cosh: .sinh
                case .tanh: .sin
                case .erf: .tanh
                case .log: .abs
                default: nil
                }
            return [m(.changedFactor, other.map { Expression(.function($0, x), extent) } ?? x)]
        case .number(let number) where number.value != 0:
            return [m(.changedFactor, Expression(number.value + 1)), m(.flippedSign, -self)]
        case .symbol(let symbol):
            if case .index = symbol.domain { return [m(.wrongIndexOrExponent, self + 1)] }
            if case .integer = symbol.domain { return [m(.wrongIndexOrExponent, self + 1)] }
            return [m(.changedFactor, 2 * self)]
        case .member(let symbol, let index):
            return [m(.wrongIndexOrExponent, Expression(.member(symbol, index - 1), extent))]
        case .element(let a, let i, let j?): return i == j ? [] : [m(.swappedOperands, a[j, i])]
        case .transpose(let a) where a.symbol?.domain.isSymmetric == true: return []
        case .transpose(let a): return [m(.swappedOperands, a)]
        case .inverse(let a): return [m(.wrongIndexOrExponent, a)]
        case .trace(let a): return [m(.changedFactor, det(a))]
        case .determinant(let a): return [m(.changedFactor, tr(a))]
        case .norm: return [m(.wrongIndexOrExponent, self.²)]
        case .maximum(let parts) where parts.count == 2:
            return [m(.droppedTerm, parts[1]), m(.droppedTerm, parts[0]), m(.flippedSign, -max(-parts[0], -parts[1]))]
        case .cases(let branches) where branches.count == 2:
            let swapped = [
                Branch(value: branches[1].value, condition: branches[0].condition),
                Branch(value: branches[0].value, condition: nil),
            ]
            return [m(.swappedOperands, cases(swapped)), m(.droppedTerm, branches[0].value)]
        case .series(let kind, let index, let lower, let upper, let body):
            let other: Series = kind == .sum ? .mean : .sum
            return [
                m(.wrongIndexOrExponent, .series(kind, index, lower + 1, upper, body)),
                m(.wrongIndexOrExponent, .series(kind, index, lower, upper - 1, body)),
                m(.changedFactor, .series(other, index, lower, upper, body)),
            ]
        case .expectation(let moment, let symbols, let body) where isScalar:
            let other: Moment = moment == .variance ? .expectation : .variance
            return [m(.changedFactor, Expression(.expectation(other, symbols, body), extent))]
        case .delta(let i, let j): return [m(.changedFactor, 1), m(.wrongIndexOrExponent, δ(i, j + 1))]
        default: return []
        }
    }
}

extension Environment {
    /// The change of an expectation, Σ w f, or of a variance: weights and outcomes change with the parameters of the
    /// laws.
    func expectation(_ moment: Moment, _ symbols: [Symbol], _ body: Expression) -> Value? {
        let kept = symbols.map { (self[$0], self[family: $0]) }
        let outer = tangents
        defer {
            tangents = outer
            for (symbol, values) in zip(symbols, kept) {
                self[symbol] = values.0
                self[family: symbol] = values.1
            }
        }
        var terms: [(weight: Double, weightChange: Double, value: Value, change: Value?)] = []
        func run(_ number: Int, _ weight: Double, _ change: Double) {
            guard number < symbols.count else {
                terms.append((weight, change, evaluate(body), tangent(of: body)))
                return
            }
            let symbol = symbols[number]
            let outcomes = self.outcomes(of: symbol)
            let changes = self.changes(of: outcomes, of: symbol)
            for (outcome, (outcomeWeight, outcomeChange)) in zip(outcomes, changes) {
                bind(symbol, outcome.value)
                changing(symbol, outcomeChange) {
                    run(number + 1, weight * outcome.weight, change * outcome.weight + weight * outcomeWeight)
                }
            }
        }
        run(0, 1, 0)
        guard let first = terms.first else { return .undefined }
        guard terms.contains(where: { $0.weightChange != 0 || $0.change != nil }) else { return nil }
        let zero = first.value.map { $0 * 0 }
        guard moment == .variance else {
            return terms.reduce(zero) { sum, term in
                let moved = sum.combined(term.value) { $0 + term.weightChange * $1 }
                return term.change.map { moved.combined($0) { $0 + term.weight * $1 } } ?? moved
            }
        }
        let mean = terms.reduce(0) { $0 + $1.weight * $1.value.scalar }
        return Value(
            terms.reduce(0) { sum, term in
                let deviation = term.value.scalar - mean
                return sum + term.weightChange * deviation * deviation + 2 * term.weight * deviation
                    * (term.change?.scalar ?? 0)
            } * varianceCorrection(symbols, count: terms.count))
    }

    /// How weight and value of each outcome change with the parameters of the law.
    private func changes(of outcomes: [Outcome], of symbol: Symbol) -> [(weight: Double, value: Value?)] {
        func values(_ change: (Value) -> Value?) -> [(weight: Double, value: Value?)] {
            outcomes.map { outcome in
                guard case .value(let value) = outcome.value else { return (0, nil) }
                return (0, change(value))
            }
        }
        /// x = μ + √v z moves by μ′ + v′ / (2v) (x − μ).
        func scaled(_ mean: Expression, _ variance: Expression) -> [(weight: Double, value: Value?)] {
            let (μ, v) = (evaluate(mean), evaluate(variance).scalar)
            let (μʹ, vʹ) = (tangent(of: mean), tangent(of: variance))
            guard μʹ != nil || vʹ != nil else { return values { _ in nil } }
            let stretch = vʹ.map { $0.scalar / (2 * v) } ?? 0
            return values { x in
                let moved = (x - μ).map { $0 * stretch }
                return μʹ.map { moved + $0 } ?? moved
            }
        }
        switch symbol.law {
        case .gaussian(let mean, let covariance) where mean.isScalar: return scaled(mean, covariance)
        case .gaussian(let mean, let covariance):
            let (μʹ, Σʹ) = (tangent(of: mean), tangent(of: covariance))
            guard let Σʹ else { return values { _ in μʹ } }
            // L = Cholesky's factor moves by L Φ(L⁻¹ Σ′ L⁻ᵀ), Φ the lower triangle with half the diagonal.
            let (μ, L) = (evaluate(mean), evaluate(covariance).cholesky)
            let inverse = L.inverse
            let inner = inverse * Σʹ * inverse.transposed
            let triangle = Value(rows: L.rows, columns: L.rows) { i, j in
                i > j ? inner[i, j] : i == j ? inner[i, j] / 2 : 0
            }
            let factor = L * triangle * inverse
            return values { x in
                let moved = factor * (x - μ)
                return μʹ.map { moved + $0 } ?? moved
            }
        case .arbitrary(let mean, let variance, _): return scaled(mean, variance)
        case .bernoulli(let p):
            let change = tangent(of: p)?.scalar ?? 0
            return [(change, nil), (-change, nil)]
        case .categorical(let p):
            let change = tangent(of: p)
            return outcomes.indices.map { (change?.elements[$0] ?? 0, nil) }
        case .empirical(let family):
            guard let first = self[family: family.symbol]?.first else { return [] }
            return outcomes.indices.map { (0, tangents.members[family.symbol]?[first + $0]) }
        case .uniform(let lower, let upper):
            let (a, b) = (evaluate(lower).scalar, evaluate(upper).scalar)
            let (aʹ, bʹ) = (tangent(of: lower)?.scalar ?? 0, tangent(of: upper)?.scalar ?? 0)
            return values { x in Value(aʹ + (bʹ - aʹ) * (x.scalar - a) / (b - a)) }
        case .process, nil: return values { _ in nil }
        }
    }
}

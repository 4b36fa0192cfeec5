import Foundation

/// What a random variable may be, with its weight in expectations.
struct Outcome {
    enum Bound {
        case value(Value)
        case family(Environment.FamilyValue)
    }
    let weight: Double
    let value: Bound
}

extension Environment {
    func bind(_ symbol: Symbol, _ value: Outcome.Bound) {
        switch value {
        case .value(let value): self[symbol] = value
        case .family(let family): self[family: symbol] = family
        }
    }

    /// The outcomes of a random variable: all of them where the law is finite; the nodes of a Gauss–Hermite rule where
    /// it is normal; equally weighted draws where it is uniform.
    func outcomes(of symbol: Symbol) -> [Outcome] {
        func single(_ weight: Double, _ value: Value) -> Outcome { Outcome(weight: weight, value: .value(value)) }
        switch symbol.law {
        case .gaussian(let mean, let covariance):
            let μ = evaluate(mean)
            let covariance = evaluate(covariance)
            let rule = GaussHermite.standard
            let law = zip(rule.weights, rule.nodes).map { (weight: $0, value: $1) }
            if μ.isScalar {
                let σ = covariance.scalar.squareRoot()
                return law.map { single($0.weight, Value(μ.scalar + σ * $0.value)) }
            }
            let factor = covariance.cholesky
            return independent(law, count: μ.rows).map { weight, z in
                single(weight, μ + factor * Value(rows: z.count, columns: 1, z))
            }
        case .arbitrary(let mean, let variance, let symmetric):
            let μ = evaluate(mean)
            let law = arbitraryLaw(symbol, variance: evaluate(variance).scalar, symmetric: symmetric)
            return independent(law, count: μ.rows * μ.columns).map { weight, z in
                single(weight, μ + Value(rows: μ.rows, columns: μ.columns, z))
            }
        case .bernoulli(let p):
            let p = evaluate(p).scalar
            return [single(p, Value(1)), single(1 - p, Value(0))]
        case .categorical(let p):
            let p = evaluate(p).elements
            return p.indices.map { k in single(p[k], Value(rows: p.count, columns: 1) { i, _ in i == k ? 1 : 0 }) }
        case .empirical(let family):
            let members = self[family: family.symbol]?.members ?? []
            return members.map { single(1 / Double(members.count), $0) }
        case .process(let stationary): return scenarios(symbol, stationary: stationary)
        case .uniform(let lower, let upper):
            let (lower, upper) = (evaluate(lower).scalar, evaluate(upper).scalar)
            var random = RandomSource(seed, UInt64(symbol.id), batch)
            return (0..<drawsPerBatch).map { _ in
                single(1 / Double(drawsPerBatch), Value(random.uniform(lower, upper)))
            }
        case nil: return []
        }
    }

    /// Few values with weights, mean zero and the given variance; skewed unless symmetric.
    private func arbitraryLaw(
        _ symbol: Symbol, variance: Double, symmetric: Bool
    ) -> [(weight: Double, value: Double)] {
        var random = RandomSource(seed, UInt64(symbol.id), 1)
        var law: [(weight: Double, value: Double)]
        if symmetric {
            let weight = random.uniform(0.1, 0.4)
            let (a, b) = (random.uniform(0.2, 1), random.uniform(1, 3))
            law = [(weight, a), (weight, -a), (0.5 - weight, b), (0.5 - weight, -b)]
        } else {
            let weights = (0..<3).map { _ in random.uniform(0.2, 1) }
            law = weights.map { ($0 / weights.reduce(0, +), random.uniform(-2, 2)) }
            let mean = law.reduce(0) { $0 + $1.weight * $1.value }
            law = law.map { ($0.weight, $0.value - mean) }
        }
        let second = law.reduce(0) { $0 + $1.weight * $1.value * $1.value }
        return law.map { ($0.weight, $0.value * (variance / second).squareRoot()) }
    }

    /// All combinations of the values of independent components.
    private func independent(
        _ law: [(weight: Double, value: Double)], count: Int
    ) -> [(Double, [Double])] {
        var all: [(Double, [Double])] = [(1, [])]
        for _ in 0..<count {
            all = all.flatMap { weight, values in law.map { (weight * $0.weight, values + [$0.value]) } }
        }
        return all
    }

    /// Four courses that a random sequence may take. If it is stationary, the four values are the same at each time,
    /// in another order, so that members depend on each other but have one law.
    private func scenarios(_ symbol: Symbol, stationary: Bool) -> [Outcome] {
        guard let members = symbol.members, let first = integer(members.lower), let last = integer(members.upper),
            first <= last
        else { return [] }
        var random = RandomSource(seed, UInt64(symbol.id), 2)
        let values = (0..<4).map { _ in random.uniform(-2, 2) }
        var weights = (0..<4).map { _ in stationary ? 1 : random.uniform(0.2, 1) }
        let total = weights.reduce(0, +)
        weights = weights.map { $0 / total }
        let columns: [[Double]] = (first...last).map { _ in
            stationary ? values.shuffled(using: &random) : (0..<4).map { _ in random.uniform(-2, 2) }
        }
        return (0..<4).map { k in
            Outcome(
                weight: weights[k], value: .family(FamilyValue(first: first, members: columns.map { Value($0[k]) })))
        }
    }
}

/// How many draws one batch of a Monte Carlo expectation has.
private let drawsPerBatch = 500

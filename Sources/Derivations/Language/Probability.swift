/// How a random variable is distributed.
indirect enum Law: Hashable, Sendable {
    /// Normal with the given mean and the given variance (a scalar) or covariance (a matrix).
    case gaussian(mean: Expression, covariance: Expression)
    /// Any law with the given mean and variance: a check draws one with few values. Components are independent.
    case arbitrary(mean: Expression, variance: Expression, symmetric: Bool)
    /// 1 with probability p, else 0.
    case bernoulli(Expression)
    /// The unit vector e_k with probability p_k.
    case categorical(Expression)
    /// Each of the members of a family with the same probability.
    case empirical(Family)
    /// Every member is random, in any way (dependent on each other); if stationary, each has the same law.
    case process(stationary: Bool)
    /// Uniform between two numbers: expectations by Monte Carlo.
    case uniform(Expression, Expression)
}

/// A normal random variable: a scalar with a variance, or a vector with a covariance matrix.
public func gaussian(_ name: String, mean: Expression, variance: Expression) -> Expression {
    .of([mean, variance]) {
        guard variance.isScalar && mean.isScalar || variance.extent == (mean * mean.ᵀ).extent else {
            return .misfit("\(name) ∼ N(\(mean.unicode), \(variance.unicode)): \(mean.extent) and \(variance.extent)")
        }
        let law = Law.gaussian(mean: mean, covariance: variance)
        return Expression(.symbol(Symbol(name, extent: mean.extent, law: law)), mean.extent)
    }
}

/// A random variable of any law with this mean and variance. A vector (where `mean` is one) has independent components.
public func randomVariable(
    _ name: String, mean: Expression = 0, variance: Expression, symmetric: Bool = false
) -> Expression {
    .of([mean, variance]) {
        let law = Law.arbitrary(mean: mean, variance: variance, symmetric: symmetric)
        return Expression(.symbol(Symbol(name, extent: mean.extent, law: law)), mean.extent)
    }
}

/// A random variable that is 1 with probability p, else 0.
public func bernoulli(_ name: String, _ p: Expression) -> Expression {
    .of([p]) { Expression(.symbol(Symbol(name, law: .bernoulli(p))), .scalar) }
}

/// A random unit vector: e_k with probability p_k.
public func categorical(_ name: String, _ p: Expression) -> Expression {
    .of([p]) { Expression(.symbol(Symbol(name, extent: p.extent, law: .categorical(p))), p.extent) }
}

/// A random variable with uniform density between `lower` and `upper`.
public func uniform(_ name: String, _ lower: Expression, _ upper: Expression) -> Expression {
    .of([lower, upper]) { Expression(.symbol(Symbol(name, law: .uniform(lower, upper))), .scalar) }
}

/// One of the members of a family, each with the same probability.
public func drawn(_ name: String, from family: Family) -> Expression {
    Expression(.symbol(Symbol(name, extent: family.symbol.extent, law: .empirical(family))), family.symbol.extent)
}

/// Scalars g_1, g_2, … that are random and may depend on each other; if `stationary`, all have the same law.
public func process(_ name: String, _ bounds: Bounds, stationary: Bool = false) -> Family {
    Family(symbol: Symbol(name, members: bounds, law: .process(stationary: stationary)))
}

private func moment(_ moment: Moment, _ symbols: [Symbol?], _ body: Expression) -> Expression {
    .of([body]) {
        let known = symbols.compactMap { $0?.law == nil ? nil : $0 }
        guard known.count == symbols.count, !known.isEmpty else {
            return .misfit("expectation of \(body.unicode): over something that is not a random variable")
        }
        guard moment == .expectation || body.isScalar else {
            return .misfit("variance of \(body.unicode): expects a scalar, not \(body.extent)")
        }
        return Expression(.expectation(moment, known, body), body.extent)
    }
}

/// The expectation of `body` over random variables.
public func E(_ variables: Expression..., of body: () -> Expression) -> Expression {
    moment(.expectation, variables.map(\.symbol), body())
}

/// The expectation of `body` over all members of a random family.
public func E(_ process: Family, of body: () -> Expression) -> Expression {
    moment(.expectation, [process.symbol], body())
}

/// The variance of the scalar `body` over random variables.
public func Var(_ variables: Expression..., of body: () -> Expression) -> Expression {
    moment(.variance, variables.map(\.symbol), body())
}

/// The density of the normal law at x: of a scalar with a variance, of a vector with a covariance matrix.
public func normalDensity(_ x: Expression, mean μ: Expression, variance Σ: Expression) -> Expression {
    .of([x, μ, Σ]) {
        let body: Expression
        let deviation = μ.node == .zero || μ.number == 0 ? x : x - μ
        if x.isScalar {
            body = exp(-(deviation.² / (2 * Σ))) / sqrt(2 * π * Σ)
        } else {
            body = exp(-(deviation.ᵀ * Σ.⁻¹ * deviation) / 2) / sqrt(det(2 * π * Σ))
        }
        return .of([body]) { Expression(.named(Naming(name: "𝒩", style: .density), [x, μ, Σ], body), .scalar) }
    }
}

/// The probability of y (0 or 1) when 1 has probability p.
public func bernoulliProbability(_ y: Expression, _ p: Expression) -> Expression {
    p ** y * (1 - p) ** (1 - y)
}

/// The probability of the unit vector y when e_k has probability p_k; `k` names the index.
public func categoricalProbability(_ y: Expression, _ p: Expression, index k: Expression) -> Expression {
    product(over: k) { p[k] ** y[k] }
}

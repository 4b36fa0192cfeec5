private let K = size("K", 2...4)
private let n = size("n", 1...3)
private let k = index("k", 1...K)
private let σ = scalar("σ", .interval(0.7, 2))
private let w = vector("π", K, .probabilities)

extension Derivation {
    public static let tweedie = Derivation("Tweedie's formula") {
        let y = vector("x̃", n)
        let x = Family.vectors("x", 1...K, size: n)
        let density = NamedFunction("φ") { k in normalDensity(y, mean: x[k], variance: σ.² * identity(n)) }
        let p = sum(over: k) { w[k] * density[k] }.named("p", y)
        let conditional = (sum(over: k) { w[k] * density[k] * x[k] } / p).named("m", y)
        Given(
            "The clean value is \(x[k]) with probability \(w[k]); the noisy one, \(y), is normal about it, with density \(density[k] == normalDensity(y, mean: x[k], variance: σ.² * identity(n)))."
        )
        Given(
            "\(p == sum(over: k) { w[k] * density[k] }) is the density of \(y), and \(conditional == sum(over: k) { w[k] * density[k] * x[k] } / p) the conditional mean of \(x[k])."
        )
        Start(grad(log(p), y))
        Equals(1 / p * sum(over: k) { w[k] * grad(density[k], y) }, because: "chain rule")
        Equals(
            1 / p * sum(over: k) { w[k] * density[k] * ((x[k] - y) / σ.²) }, because: "derivative of the exponential")
        Equals(
            1 / σ.²
                * (1 / p * sum(over: k) { w[k] * density[k] * x[k] } - y * (1 / p * sum(over: k) { w[k] * density[k] })),
            because: "\(y) and \(σ) do not depend on \(k)")
        Equals(1 / σ.² * (conditional - y), because: "definitions of \(conditional) and \(p)")
        Conclusion(conditional == y + σ.² * grad(log(p), y))
    }

    public static let tweedieMixture = Derivation("Tweedie's formula on a mixture of normal laws") {
        let y = scalar("x̃")
        let μ = Family.scalars("μ", 1...K)
        let τ = Family.scalars("τ", 1...K, .positive)
        let density = NamedFunction("φ") { k in normalDensity(y, mean: μ[k], variance: τ[k].² + σ.²) }
        let p = sum(over: k) { w[k] * density[k] }.named("p", y)
        let weight = NamedFunction("w") { k in w[k] * density[k] / p }
        Given(
            "The clean value is normal with mean \(μ[k]) and variance \(τ[k].²) with probability \(w[k]), the noise has variance \(σ.²)."
        )
        Given(
            "The noisy value \(y) has the density \(p == sum(over: k) { w[k] * density[k] }), \(density[k] == normalDensity(y, mean: μ[k], variance: τ[k].² + σ.²)); put \(weight[k] == w[k] * density[k] / p)."
        )
        Start(y + σ.² * d(log(p), y))
        Equals(y + σ.² * sum(over: k) { w[k] * d(density[k], y) / p }, because: "chain rule")
        Equals(
            y + σ.² * sum(over: k) { weight[k] * ((μ[k] - y) / (τ[k].² + σ.²)) },
            because: "derivative of the exponential")
        Equals(
            sum(over: k) { weight[k] * (y + σ.² * ((μ[k] - y) / (τ[k].² + σ.²))) },
            because: "\(sum(over: k) { weight[k] } == 1)")
        Equals(
            sum(over: k) { weight[k] * ((τ[k].² * y + σ.² * μ[k]) / (τ[k].² + σ.²)) },
            because: "common denominator: the conditional mean within each part")
        Conclusion(
            y + σ.² * d(log(p), y) == sum(over: k) { weight[k] * ((τ[k].² * y + σ.² * μ[k]) / (τ[k].² + σ.²)) })
    }
}

private let μ = scalar("μ")
private let σ = scalar("σ", .positive)
private let z = gaussian("z", mean: μ, variance: σ.²)
private let ε = gaussian("ε", mean: 0, variance: 1)
private let f = FunctionSymbol("f")

extension Derivation {
    public static let reparametrisedGradient = Derivation("The reparametrised gradient is unbiased") {
        Given(z)
        Given(ε)
        Given("\(f(z)) differentiable")
        Start(partial(E(z) { f(z) }, μ))
        Equals(partial(E(ε) { f(μ + σ * ε) }, μ), because: "\(z == μ + σ * ε)")
        Equals(E(ε) { f.derivative(order: 1, at: μ + σ * ε) }, because: "the law of \(ε) does not depend on \(μ)")
        Start(partial(E(z) { f(z) }, σ))
        Equals(partial(E(ε) { f(μ + σ * ε) }, σ), because: "\(z == μ + σ * ε)")
        Equals(E(ε) { ε * f.derivative(order: 1, at: μ + σ * ε) }, because: "chain rule")
        Conclusion(partial(E(z) { f(z) }, μ) == E(ε) { f.derivative(order: 1, at: μ + σ * ε) })
    }

    public static let scoreFunctionGradient = Derivation("The score-function gradient is unbiased too") {
        Given(z)
        Given(ε)
        Start(E(z) { f(z) * partial(log(normalDensity(z, mean: μ, variance: σ.²)), μ) })
        Equals(E(z) { f(z) * ((z - μ) / σ.²) }, because: "derivative of the log density")
        Equals(1 / σ * E(ε) { f(μ + σ * ε) * ε }, because: "\(z == μ + σ * ε)")
        Equals(
            E(ε) { f.derivative(order: 1, at: μ + σ * ε) },
            because: "integration by parts: \(E(ε) { ε * f(ε) } == E(ε) { f.derivative(order: 1, at: ε) })")
        Equals(partial(E(z) { f(z) }, μ), because: "", by: reparametrisedGradient)
        Conclusion(E(z) { f(z) * ((z - μ) / σ.²) } == partial(E(z) { f(z) }, μ))
    }

    /// For f(z) = z², where both have the expectation 2μ.
    public static let gradientVariances = Derivation("The variances of the two gradients") {
        Given("For \(f(z) == z.²), whose expectation has the derivative \(2 * μ):")
        Given(z)
        Given(ε)
        Start(Var(z) { 2 * z })
        Equals(4 * σ.², because: "constants leave the variance squared")
        Note("against, for the score function,")
        Start(Var(z) { z.² * ((z - μ) / σ.²) })
        Equals(Var(ε) { (μ + σ * ε).² * ε / σ }, because: "\(z == μ + σ * ε)")
        Equals(Var(ε) { μ.² / σ * ε + 2 * μ * ε.² + σ * ε ** 3 }, because: "multiply out")
        Equals(
            E(ε) { (μ.² / σ * ε + 2 * μ * ε.² + σ * ε ** 3).² } - (2 * μ).², because: "the mean is \(2 * μ)")
        Equals(
            μ ** 4 / σ.² * E(ε) { ε.² } + (4 * μ.² + 2 * μ.²) * E(ε) { ε ** 4 } + σ.² * E(ε) { ε ** 6 } - 4 * μ.²,
            because: "odd moments are zero")
        Equals(μ ** 4 / σ.² + 14 * μ.² + 15 * σ.², because: "the moments are 1, 3 and 15")
        AtLeast(15 * σ.², because: "nearly four times as much, at best", attained: .at(μ, 0))
        Conclusion(Var(z) { z.² * ((z - μ) / σ.²) } > Var(z) { 2 * z })
    }
}

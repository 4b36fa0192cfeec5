private let x = scalar("x")
private let σ = NamedFunction("σ") { x in 1 / (1 + exp(-x)) }
private let Φ = NamedFunction("Φ") { x in 1 / 2 * (1 + erf(x / sqrt(2))) }
private let softplus = NamedFunction("softplus") { x in log(1 + exp(x)) }
private let silu = NamedFunction("SiLU") { x in x * σ(x) }
private let gelu = NamedFunction("GELU") { x in x * Φ(x) }

extension Derivation {
    public static let softplusDerivative = Derivation("The derivative of softplus") {
        Given(x)
        Start(d(softplus(x), x))
        Equals(d(log(1 + exp(x)), x), because: "definition")
        Equals(exp(x) / (1 + exp(x)), because: "chain rule")
        Equals(1 / (1 + exp(-x)), because: "divide by \(exp(x))")
        Equals(σ(x), because: "definition of \(σ(x))")
        Conclusion(d(softplus(x), x) == σ(x))
    }

    public static let siluDerivative = Derivation("The derivative of SiLU") {
        Given(x)
        Start(d(silu(x), x))
        Equals(d(x * σ(x), x), because: "definition")
        Equals(σ(x) + x * d(σ(x), x), because: "product rule")
        Equals(σ(x) + x * (σ(x) * (1 - σ(x))), because: "", by: sigmoidDerivative)
        Equals(σ(x) * (1 + x * (1 - σ(x))), because: "factor out")
        Conclusion(d(silu(x), x) == σ(x) * (1 + x * (1 - σ(x))))
    }

    public static let geluDerivative = Derivation("The derivative of GELU") {
        Given("with \(Φ(x) == 1 / 2 * (1 + erf(x / sqrt(2)))), the distribution function of the standard normal law")
        Given(x)
        Start(d(gelu(x), x))
        Equals(d(x * Φ(x), x), because: "definition")
        Equals(Φ(x) + x * d(Φ(x), x), because: "product rule")
        Equals(
            Φ(x) + x * (1 / 2) * (2 / sqrt(π) * exp(-(x / sqrt(2)).²)) * (1 / sqrt(2)),
            because: "chain rule; the derivative of \(erf(x)) is \(2 / sqrt(π) * exp(-x.²))")
        Equals(Φ(x) + x * (exp(-x.² / 2) / sqrt(2 * π)), because: "collect: the density of the standard normal law")
        Conclusion(d(gelu(x), x) == Φ(x) + x * (exp(-x.² / 2) / sqrt(2 * π)))
    }
}

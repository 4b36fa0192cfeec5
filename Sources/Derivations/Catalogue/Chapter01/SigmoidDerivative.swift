private let x = scalar("x")
private let σ = NamedFunction("σ") { x in 1 / (1 + exp(-x)) }

extension Derivation {
    public static let sigmoidDerivative = Derivation("The derivative of the sigmoid") {
        Given(x)
        Start(d(σ(x), x))
        Equals(d(1 / (1 + exp(-x)), x), because: "definition of \(σ(x))")
        Equals(exp(-x) / (1 + exp(-x)).², because: "chain rule")
        Equals(1 / (1 + exp(-x)) * (exp(-x) / (1 + exp(-x))), because: "split the square")
        Equals(σ(x) * (1 - σ(x)), because: "\(1 - σ(x) == exp(-x) / (1 + exp(-x)))")
        Conclusion(d(σ(x), x) == σ(x) * (1 - σ(x)))
    }
}

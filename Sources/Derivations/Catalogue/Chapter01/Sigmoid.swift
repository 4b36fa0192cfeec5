private let x = scalar("x")
private let y = scalar("y")
private let L = size("L", 1...4)
private let l = index("l", 1...L)
private let z = Family.scalars("z", 1...L)
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

    public static let sigmoidSteepest = Derivation("The sigmoid is nowhere steeper than ¼") {
        Given(x)
        Start(d(σ(x), x))
        Equals(σ(x) * (1 - σ(x)), because: "", by: sigmoidDerivative)
        Equals(1 / 4 - (σ(x) - 1 / 2).², because: "complete the square")
        AtMost(1 / 4, because: "a square is not negative; it is zero at \(x == 0)", attained: .at(x, 0))
        Conclusion(d(σ(x), x) ≤ 1 / 4)
    }

    /// What a gradient is multiplied with on its way back through L sigmoids.
    public static let vanishingGradient = Derivation("Sigmoids make gradients vanish") {
        let slope = partial(σ(z[l]), z[l])
        Given(z)
        Start(product(over: l) { σ(z[l]) * (1 - σ(z[l])) })
        AtMost(
            product(over: l) { 1 / 4 }, because: "each factor is positive and at most \((1 / 4) as Expression)",
            attained: .at(z[l], 0), by: sigmoidSteepest)
        Equals((1 / 4) ** L, because: "\(L) equal factors")
        Conclusion(product(over: l) { slope } ≤ (1 / 4) ** L)
    }

    public static let softmaxOfTwo = Derivation("A softmax of two classes is a sigmoid") {
        Given(x, y)
        Start(exp(x) / (exp(x) + exp(y)))
        Equals(1 / (1 + exp(y) / exp(x)), because: "divide by \(exp(x))")
        Equals(1 / (1 + exp(-(x - y))), because: "\(exp(y) / exp(x) == exp(y - x))")
        Equals(σ(x - y), because: "definition of \(σ(x))")
        Conclusion(exp(x) / (exp(x) + exp(y)) == σ(x - y))
    }
}

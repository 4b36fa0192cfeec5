private let T = size("T", 4...8)
private let t = index("t", 1...T)
private let i = index("i", 1...t)
private let g = Family.scalars("g", 1...T)
private let β₁ = scalar("β₁", .unitInterval)
private let β₂ = scalar("β₂", .unitInterval)
private let η = scalar("η", .positive)
private let ε = scalar("ε", .positive)
private let m = scalar("m")
private let v = scalar("v", .positive)

extension Derivation {
    public static let adamEfficientForm = Derivation("Adam's efficient form, and its ε̂") {
        let step = η * (m / (1 - β₁ ** t)) / (sqrt(v / (1 - β₂ ** t)) + ε)
        Given(m, v)
        Given(η, ε, β₁, β₂)
        Start(step)
        Equals(
            η / (1 - β₁ ** t) * (m / (sqrt(v) / sqrt(1 - β₂ ** t) + ε)), because: "root of a quotient")
        Equals(
            η / (1 - β₁ ** t) * (sqrt(1 - β₂ ** t) * m / (sqrt(v) + sqrt(1 - β₂ ** t) * ε)),
            because: "multiply above and below by \(sqrt(1 - β₂ ** t))")
        Equals(
            (η * (sqrt(1 - β₂ ** t) / (1 - β₁ ** t))).named("η̂") * (m / (sqrt(v) + (sqrt(1 - β₂ ** t) * ε).named("ε̂"))),
            because:
                "with \((sqrt(1 - β₂ ** t) * ε).named("ε̂") == sqrt(1 - β₂ ** t) * ε): smaller than \(ε), not equal to it"
        )
        Conclusion(
            step == η * (sqrt(1 - β₂ ** t) / (1 - β₁ ** t)) * (m / (sqrt(v) + sqrt(1 - β₂ ** t) * ε)))
    }

    public static let adamFirstStep = Derivation("Adam's first step has the length of the learning rate") {
        let g = scalar("g")
        Given(g)
        Given(η, ε, β₁, β₂)
        Start(η * ((1 - β₁) * g / (1 - β₁ ** 1)) / (sqrt((1 - β₂) * g.² / (1 - β₂ ** 1)) + ε))
        Equals(η * g / (sqrt(g.²) + ε), because: "the corrections cancel \(1 - β₁) and \(1 - β₂)")
        Equals(η * g / (abs(g) + ε), because: "root of a square")
        TendsTo(η * sign(g), as: ε, to: 0, because: "however large or small the gradient")
        Conclusion(abs(η * g / (abs(g) + ε)) < η)
    }

    public static let adamConstantGradient = Derivation("Under a constant gradient Adam steps by the learning rate") {
        let g = scalar("g", .nonzero)
        Given(g)
        Given(η, β₁, β₂)
        Start(
            η * ((1 - β₁) * sum(over: i) { β₁ ** (t - i) * g } / (1 - β₁ ** t))
                / sqrt((1 - β₂) * sum(over: i) { β₂ ** (t - i) * g.² } / (1 - β₂ ** t)))
        Equals(
            η * ((1 - β₁ ** t) * g / (1 - β₁ ** t)) / sqrt((1 - β₂ ** t) * g.² / (1 - β₂ ** t)), because: "",
            by: weightsOfTheMean)
        Equals(η * sign(g), because: "cancel; \(sqrt(g.²) == abs(g))")
        Conclusion(
            η * ((1 - β₁) * sum(over: i) { β₁ ** (t - i) * g } / (1 - β₁ ** t))
                / sqrt((1 - β₂) * sum(over: i) { β₂ ** (t - i) * g.² } / (1 - β₂ ** t)) == η * sign(g))
    }

    /// Cauchy and Schwarz: what Adam's ratio can be at most.
    public static let adamStepBound = Derivation("How long a step of Adam can be") {
        let β₁ = scalar("β₁", .interval(0.1, 0.75))
        let β₂ = scalar("β₂", .interval(0.6, 0.99))
        let q = β₁.² / β₂
        let first = (1 - β₁) * sum(over: i) { β₁ ** (t - i) * g[i] }
        let second = (1 - β₂) * sum(over: i) { β₂ ** (t - i) * g[i].² }
        let equality = Assignment.at(g[i], (β₁ / β₂) ** (t - i))
        Given(g)
        Given("with \(β₁.² < β₂), and with \(m) and \(v) in closed form")
        Start(abs(first))
        Equals(
            (1 - β₁) * abs(sum(over: i) { (β₁ / sqrt(β₂)) ** (t - i) * (sqrt(β₂) ** (t - i) * g[i]) }),
            because: "\(β₁ == β₁ / sqrt(β₂) * sqrt(β₂))")
        AtMost(
            (1 - β₁) * sqrt(sum(over: i) { q ** (t - i) }) * sqrt(sum(over: i) { β₂ ** (t - i) * g[i].² }),
            because: "Cauchy and Schwarz; equality if \(g[i]) is proportional to \((β₁ / β₂) ** (t - i))",
            attained: equality)
        Equals(
            (1 - β₁) * sqrt((1 - q ** t) / (1 - q)) * sqrt(second / (1 - β₂)),
            because: "geometric sum; divide and multiply by \(1 - β₂)")
        AtMost(
            (1 - β₁) / sqrt((1 - β₂) * (1 - q)) * sqrt(second), because: "\(1 - q ** t < 1)", attained: .at(β₁, 1e-12))
        Conclusion(abs(first) ≤ (1 - β₁) / sqrt((1 - β₂) * (1 - q)) * sqrt(second))
    }
}

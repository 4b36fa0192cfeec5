private let z = scalar("z")
private let y = scalar("y", .closedUnitInterval)
private let σ = NamedFunction("σ") { z in 1 / (1 + exp(-z)) }
private let loss = -(y * log(σ(z)) + (1 - y) * log(1 - σ(z)))

extension Derivation {
    public static let meanSquaredErrorGradient = Derivation("The gradient of the squared error") {
        let d = size("d")
        let y = vector("y", d)
        let ŷ = vector("ŷ", d)
        Given(y, ŷ)
        Start(grad(1 / 2 * norm(ŷ - y).², ŷ))
        Equals(grad(1 / 2 * (ŷ - y).ᵀ * (ŷ - y), ŷ), because: "definition of the norm")
        Equals(1 / 2 * (ŷ - y) + 1 / 2 * (ŷ - y), because: "product rule")
        Equals(ŷ - y, because: "add")
        Conclusion(grad(1 / 2 * norm(ŷ - y).², ŷ) == ŷ - y)
    }

    public static let sigmoidCrossEntropyGradient = Derivation("Sigmoid and binary cross-entropy, fused") {
        Given(z, y)
        Start(d(loss, z))
        Equals(
            -(y * (σ(z) * (1 - σ(z))) / σ(z) - (1 - y) * (σ(z) * (1 - σ(z))) / (1 - σ(z))), because: "chain rule",
            by: sigmoidDerivative)
        Equals(-(y * (1 - σ(z)) - (1 - y) * σ(z)), because: "cancel")
        Equals(σ(z) - y, because: "multiply out: \(y * σ(z)) cancels")
        Conclusion(d(loss, z) == σ(z) - y)
    }

    public static let softmaxCrossEntropyGradient = Derivation("Softmax and cross-entropy, fused") {
        let K = size("K", 2...4)
        let k = index("k", 1...K)
        let j = index("j", 1...K)
        let m = index("m", 1...K)
        let z = vector("z", K)
        let y = vector("y", K, .probabilities)
        let ŷ = NamedFunction("ŷ") { k in exp(z[k]) / sum(over: m) { exp(z[m]) } }
        let softmax = (exp(z) / (ones(K).ᵀ * exp(z))).named("ŷ")
        Given(z, y)
        Given("with \(ŷ[k] == exp(z[k]) / sum(over: m) { exp(z[m]) })")
        Start(partial(-sum(over: k) { y[k] * log(ŷ[k]) }, z[j]))
        Equals(-sum(over: k) { y[k] / ŷ[k] * partial(ŷ[k], z[j]) }, because: "chain rule")
        Equals(-sum(over: k) { y[k] / ŷ[k] * (ŷ[k] * (δ(k, j) - ŷ[j])) }, because: "", by: softmaxJacobian)
        Equals(-sum(over: k) { y[k] * (δ(k, j) - ŷ[j]) }, because: "cancel \(ŷ[k])")
        Equals(
            -(sum(over: k) { y[k] * δ(k, j) } - ŷ[j] * sum(over: k) { y[k] }),
            because: "\(ŷ[j]) does not depend on \(k)")
        Equals(-(y[j] - ŷ[j]), because: "\(δ(k, j)) picks one term, and \(sum(over: k) { y[k] } == 1)")
        Equals(ŷ[j] - y[j], because: "change the sign")
        Conclusion(grad(-(y.ᵀ * log(softmax)), z) == softmax - y)
    }

    public static let saturation = Derivation("Why a sigmoid learns slowly from the squared error") {
        Given(z, y)
        Start(abs(d(1 / 2 * (σ(z) - y).², z)))
        Equals(abs((σ(z) - y) * (σ(z) * (1 - σ(z)))), because: "chain rule", by: sigmoidDerivative)
        Equals(
            abs(σ(z) - y) * (σ(z) * (1 - σ(z))), because: "\(σ(z) * (1 - σ(z))) is positive")
        AtMost(
            1 / 4 * abs(σ(z) - y), because: "equality only at \(z == 0) and where \(σ(z) == y)", attained: .at(z, 0),
            by: sigmoidSteepest)
        Note("and far from 0 it vanishes, however wrong the answer:")
        Start((σ(z) - y) * (σ(z) * (1 - σ(z))))
        TendsTo(0, as: z, to: nil, because: "\(σ(z)) tends to 1")
        Conclusion(abs(d(1 / 2 * (σ(z) - y).², z)) ≤ 1 / 4 * abs(σ(z) - y))
    }

    public static let stableCrossEntropy = Derivation("Binary cross-entropy from the logit, without overflow") {
        Given(z, y)
        Start(loss)
        Equals(y * log(1 + exp(-z)) + (1 - y) * log(1 + exp(z)), because: "\(1 - σ(z) == 1 / (1 + exp(z)))")
        Equals(
            y * (log(1 + exp(z)) - z) + (1 - y) * log(1 + exp(z)), because: "\(1 + exp(-z) == exp(-z) * (1 + exp(z)))")
        Equals(log(1 + exp(z)) - y * z, because: "collect")
        Equals(
            max(z, 0) + log(1 + exp(-abs(z))) - y * z,
            because: "for \(z > 0) take \(exp(z)) out of the logarithm")
        Conclusion(loss == max(z, 0) - y * z + log(1 + exp(-abs(z))))
    }
}

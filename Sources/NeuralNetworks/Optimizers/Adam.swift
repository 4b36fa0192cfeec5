import Tensors

/// Adam, adaptive moment estimation: momentum's mean of the gradients over RMSProp's root mean square of them, each
/// corrected for starting at zero.
///
/// Source: Kingma, Ba, Adam: a method for stochastic optimization, ICLR 2015 (arXiv 1412.6980), algorithm 1.
public struct Adam: Optimizer {
    public let learningRate: any LearningRate
    /// The share of the first moment that is kept, in [0, 1).
    public let β1: Float
    /// The share of the second moment that is kept, in [0, 1).
    public let β2: Float
    /// ε > 0, keeps the quotient finite where all gradients were zero. It is added to √v̂, as in the paper's algorithm 1; the
    /// paper's more efficient form adds ε̂ = √(1 − β₂ᵗ) ε to √v instead.
    public let ε: Float

    public init(learningRate: any LearningRate, beta1 β1: Float = 0.9, beta2 β2: Float = 0.999, epsilon ε: Float = 1e-8)
    {
        self.learningRate = learningRate
        self.β1 = β1
        self.β2 = β2
        self.ε = ε
    }

    public var name: String { "adam" }
    public var description: String { "adam(\(constants))" }
    public var momentCount: Int { 2 }

    var constants: String { "\(learningRate.description), β₁ \(β1), β₂ \(β2), ε \(ε)" }

    public func validate() throws {
        try learningRate.validate()
        try requireShare(β1, "beta1")
        try requireShare(β2, "beta2")
        try requireEpsilon(ε)
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let (m, v) = (moments[0], moments[1])
        let (β1, β2, ε) = (β1, β2, ε)
        let (correction1, correction2) = biasCorrections(step: t)
        // snippet.step
        for i in θ.indices {
            // m ← β₁ m + (1 − β₁) g
            m[i] = β1 * m[i] + (1 - β1) * g[i]
            // v ← β₂ v + (1 − β₂) g²
            v[i] = β2 * v[i] + (1 - β2) * (g[i] * g[i])
            // m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
            let m̂ = m[i] * correction1
            let v̂ = v[i] * correction2
            // θ ← θ − η m̂ / (√v̂ + ε)
            θ[i] -= η * m̂ / (v̂.squareRoot() + ε)
        }
        // snippet.end
    }

    /// 1/(1 − β₁ᵗ) and 1/(1 − β₂ᵗ), computed in Double: in Float 1 − β₂ loses four digits.
    public func biasCorrections(step t: Int) -> (Float, Float) {
        (Float(1 / (1 - power(Double(β1), t))), Float(1 / (1 - power(Double(β2), t))))
    }
}

/// xᵗ by repeated squaring.
private func power(_ x: Double, _ t: Int) -> Double {
    var (result, square, rest) = (1.0, x, t)
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}

extension Optimizer where Self == Adam {
    /// θ ← θ − ηm̂/(√v̂ + ε) with the bias-corrected moments m̂, v̂ and η = 0.001
    public static var adam: Adam { Adam(learningRate: 0.001) }
    /// θ ← θ − ηm̂/(√v̂ + ε) with the bias-corrected moments m̂, v̂
    public static func adam(
        _ learningRate: any LearningRate, beta1 β1: Float = 0.9, beta2 β2: Float = 0.999, epsilon ε: Float = 1e-8
    ) -> Adam {
        Adam(learningRate: learningRate, beta1: β1, beta2: β2, epsilon: ε)
    }
    /// θ ← θ − ηm̂/(√v̂ + ε) with the bias-corrected moments m̂, v̂
    public static func adam(
        learningRate: any LearningRate = 0.001, beta1 β1: Float = 0.9, beta2 β2: Float = 0.999, epsilon ε: Float = 1e-8
    ) -> Adam {
        Adam(learningRate: learningRate, beta1: β1, beta2: β2, epsilon: ε)
    }
}

import Tensors

/// Adam with decoupled weight decay: the decay acts on the parameters themselves, not through the moments.
///
/// Every parameter decays, biases included. With λ = 0 this is ``Adam``.
/// Source: Loshchilov, Hutter, Decoupled weight decay regularization, ICLR 2019 (arXiv 1711.05101), algorithm 2.
public struct AdamW: Optimizer {
    /// The step without decay.
    public let adam: Adam
    /// The weight decay, ≥ 0: in each step a parameter loses the share ηλ of itself.
    public let λ: Float

    public init(
        learningRate: any LearningRate, weightDecay λ: Float = 0.01, beta1 β1: Float = 0.9, beta2 β2: Float = 0.999,
        epsilon ε: Float = 1e-8
    ) {
        adam = Adam(learningRate: learningRate, beta1: β1, beta2: β2, epsilon: ε)
        self.λ = λ
    }

    public var name: String { "adamw" }
    public var description: String { "adamw(\(adam.constants), λ \(λ))" }
    public var learningRate: any LearningRate { adam.learningRate }
    public var momentCount: Int { 2 }

    public func validate() throws {
        try adam.validate()
        try require(λ >= 0 && λ.isFinite, "the weight decay must be a number ≥ 0, but is \(λ)")
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let (m, v) = (moments[0], moments[1])
        let (β1, β2, ε, λ) = (adam.β1, adam.β2, adam.ε, λ)
        let (correction1, correction2) = adam.biasCorrections(step: t)
        // snippet.step
        for i in θ.indices {
            // m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
            m[i] = β1 * m[i] + (1 - β1) * g[i]
            v[i] = β2 * v[i] + (1 - β2) * (g[i] * g[i])
            // m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
            let m̂ = m[i] * correction1
            let v̂ = v[i] * correction2
            // θ ← θ − η (m̂ / (√v̂ + ε) + λ θ)
            θ[i] -= η * (m̂ / (v̂.squareRoot() + ε) + λ * θ[i])
        }
        // snippet.end
    }
}

extension Optimizer where Self == AdamW {
    /// θ ← θ − η(m̂/(√v̂ + ε) + λθ) with Adam's bias-corrected moments m̂, v̂ and η = 0.001, λ = 0.01
    public static var adamW: AdamW { AdamW(learningRate: 0.001) }
    /// θ ← θ − η(m̂/(√v̂ + ε) + λθ) with Adam's bias-corrected moments m̂, v̂
    public static func adamW(
        _ learningRate: any LearningRate, weightDecay λ: Float = 0.01, beta1 β1: Float = 0.9, beta2 β2: Float = 0.999,
        epsilon ε: Float = 1e-8
    ) -> AdamW {
        AdamW(learningRate: learningRate, weightDecay: λ, beta1: β1, beta2: β2, epsilon: ε)
    }
    /// θ ← θ − η(m̂/(√v̂ + ε) + λθ) with Adam's bias-corrected moments m̂, v̂
    public static func adamW(
        learningRate: any LearningRate = 0.001, weightDecay λ: Float = 0.01, beta1 β1: Float = 0.9,
        beta2 β2: Float = 0.999, epsilon ε: Float = 1e-8
    ) -> AdamW {
        AdamW(learningRate: learningRate, weightDecay: λ, beta1: β1, beta2: β2, epsilon: ε)
    }
}

import Tensors

/// RMSProp: AdaGrad with a memory that fades, so that steps do not die out.
///
/// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε).
/// Source: Tieleman, Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012.
public struct RMSProp: Optimizer {
    public let learningRate: any LearningRate
    /// The share of the mean square that is kept, in [0, 1).
    public let ρ: Float
    /// ε > 0, keeps the quotient finite where all gradients were zero.
    public let ε: Float

    public init(learningRate: any LearningRate, decay ρ: Float = 0.9, epsilon ε: Float = 1e-8) {
        self.learningRate = learningRate
        self.ρ = ρ
        self.ε = ε
    }

    public var name: String { "rmsprop" }
    public var description: String { "rmsprop(\(learningRate.description), ρ \(ρ), ε \(ε))" }
    public var momentCount: Int { 1 }

    public func validate() throws {
        try learningRate.validate()
        try requireShare(ρ, "the decay of RMSProp")
        try requireEpsilon(ε)
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let s = moments[0]
        let (ρ, ε) = (ρ, ε)
        // snippet.step
        for i in θ.indices {
            // s ← ρ s + (1 − ρ) g²
            s[i] = ρ * s[i] + (1 - ρ) * (g[i] * g[i])
            // θ ← θ − η g / (√s + ε)
            θ[i] -= η * g[i] / (s[i].squareRoot() + ε)
        }
        // snippet.end
    }
}

extension Optimizer where Self == RMSProp {
    /// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε) with η = 0.001, ρ = 0.9
    public static var rmsProp: RMSProp { RMSProp(learningRate: 0.001) }
    /// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε)
    public static func rmsProp(
        _ learningRate: any LearningRate, decay ρ: Float = 0.9, epsilon ε: Float = 1e-8
    ) -> RMSProp {
        RMSProp(learningRate: learningRate, decay: ρ, epsilon: ε)
    }
    /// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε)
    public static func rmsProp(
        learningRate: any LearningRate = 0.001, decay ρ: Float = 0.9, epsilon ε: Float = 1e-8
    ) -> RMSProp {
        RMSProp(learningRate: learningRate, decay: ρ, epsilon: ε)
    }
}

/// RMSProp: AdaGrad with a memory that fades, so that steps do not die out.
///
/// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε).
/// Source: Tieleman, Hinton, Neural Networks for Machine Learning, lecture 6.5, 2012.
public struct RMSProp: Optimizer {
    public let learningRate: any LearningRate
    /// The share of the mean square that is kept, in [0, 1).
    public let ρ: Float
    /// Keeps the quotient finite where all gradients were zero.
    public let ε: Float

    public init(learningRate: any LearningRate, decay ρ: Float = 0.9, epsilon ε: Float = 1e-8) {
        self.learningRate = learningRate
        self.ρ = ρ
        self.ε = ε
    }

    public var name: String { "rmsprop" }
    public var momentCount: Int { 1 }

    public func validate() throws {
        try learningRate.validate()
        try require(ρ >= 0 && ρ < 1, "the decay of RMSProp must lie in [0, 1), but is \(ρ)")
        try require(ε >= 0 && ε.isFinite, "epsilon must be a number ≥ 0, but is \(ε)")
    }

    public func update(
        _ θ: UnsafeMutablePointer<Lanes>, gradient g: UnsafePointer<Lanes>, moments: Moments, count n: Int,
        step t: Int, rate η: Float
    ) {
        let s = moments[0]
        let (ρ, ε) = (ρ, ε)
        // snippet.step
        for i in 0..<n {
            // s ← ρ s + (1 − ρ) g²
            s[i] = ρ * s[i] + (1 - ρ) * (g[i] * g[i])
            // θ ← θ − η g / (√s + ε)
            θ[i] -= η * g[i] / (s[i].squareRoot() + ε)
        }
        // snippet.end
    }
}

extension Optimizer where Self == RMSProp {
    /// s ← ρs + (1 − ρ)g², θ ← θ − ηg/(√s + ε)
    public static func rmsProp(
        learningRate: any LearningRate, decay ρ: Float = 0.9, epsilon ε: Float = 1e-8
    ) -> RMSProp {
        RMSProp(learningRate: learningRate, decay: ρ, epsilon: ε)
    }
}

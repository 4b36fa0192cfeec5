import Tensors

/// AdaGrad: each parameter's step shrinks with the sum of its squared gradients so far.
///
/// s ← s + g², θ ← θ − ηg/(√s + ε).
/// Source: Duchi, Hazan, Singer, Adaptive subgradient methods, JMLR 12 (2011).
public struct AdaGrad: Optimizer {
    public let learningRate: any LearningRate
    /// ε > 0, keeps the quotient finite where all gradients were zero.
    public let ε: Float

    public init(learningRate: any LearningRate, epsilon ε: Float = 1e-8) {
        self.learningRate = learningRate
        self.ε = ε
    }

    public var name: String { "adagrad" }
    public var description: String { "adagrad(\(learningRate.description), ε \(ε))" }
    public var momentCount: Int { 1 }

    public func validate() throws {
        try learningRate.validate()
        try requireEpsilon(ε)
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let s = moments[0]
        let ε = ε
        // snippet.step
        for i in θ.indices {
            // s ← s + g²
            s[i] += g[i] * g[i]
            // θ ← θ − η g / (√s + ε)
            θ[i] -= η * g[i] / (s[i].squareRoot() + ε)
        }
        // snippet.end
    }
}

extension Optimizer where Self == AdaGrad {
    /// s ← s + g², θ ← θ − ηg/(√s + ε) with η = 0.01
    public static var adaGrad: AdaGrad { AdaGrad(learningRate: 0.01) }
    /// s ← s + g², θ ← θ − ηg/(√s + ε)
    public static func adaGrad(_ learningRate: any LearningRate, epsilon ε: Float = 1e-8) -> AdaGrad {
        AdaGrad(learningRate: learningRate, epsilon: ε)
    }
    /// s ← s + g², θ ← θ − ηg/(√s + ε)
    public static func adaGrad(learningRate: any LearningRate = 0.01, epsilon ε: Float = 1e-8) -> AdaGrad {
        AdaGrad(learningRate: learningRate, epsilon: ε)
    }
}

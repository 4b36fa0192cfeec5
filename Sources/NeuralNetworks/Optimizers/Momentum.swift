import Tensors

/// Gradient descent with momentum: a velocity collects the gradients, and friction lets old ones fade.
///
/// v ← μv + g, θ ← θ − ηv. Under a constant gradient v tends to g/(1 − μ): steps are up to 1/(1 − μ) times longer.
/// Source: Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
public struct Momentum: Optimizer {
    public let learningRate: any LearningRate
    /// The share of the velocity that is kept, in [0, 1).
    public let μ: Float

    public init(learningRate: any LearningRate, momentum μ: Float = 0.9) {
        self.learningRate = learningRate
        self.μ = μ
    }

    public var name: String { "momentum" }
    public var description: String { "momentum(\(constants))" }
    public var momentCount: Int { 1 }

    var constants: String { "\(learningRate.description), μ \(μ)" }

    public func validate() throws {
        try learningRate.validate()
        try requireShare(μ, "the momentum")
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let v = moments[0]
        let μ = μ
        // snippet.step
        for i in θ.indices {
            // v ← μ v + g
            v[i] = μ * v[i] + g[i]
            // θ ← θ − η v
            θ[i] -= η * v[i]
        }
        // snippet.end
    }
}

extension Optimizer where Self == Momentum {
    /// v ← μv + g, θ ← θ − ηv
    public static func momentum(_ learningRate: any LearningRate, momentum μ: Float = 0.9) -> Momentum {
        Momentum(learningRate: learningRate, momentum: μ)
    }
    /// v ← μv + g, θ ← θ − ηv
    public static func momentum(learningRate: any LearningRate, momentum μ: Float = 0.9) -> Momentum {
        Momentum(learningRate: learningRate, momentum: μ)
    }
}

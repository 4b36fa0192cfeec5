import Tensors

/// Nesterov's accelerated gradient: ``Momentum`` that looks ahead.
///
/// The gradient should be taken where the velocity alone would carry the parameters. Written for the looked-ahead
/// parameters, which are the ones kept in θ, this needs only the gradient at θ itself: v ← μv + g, θ ← θ − η(g + μv).
/// Source: Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013, equations 3, 4.
public struct Nesterov: Optimizer {
    /// The same without looking ahead.
    public let momentum: Momentum

    public init(learningRate: any LearningRate, momentum μ: Float = 0.9) {
        momentum = Momentum(learningRate: learningRate, momentum: μ)
    }

    public var name: String { "nesterov" }
    public var description: String { "nesterov(\(momentum.constants))" }
    public var learningRate: any LearningRate { momentum.learningRate }
    public var momentCount: Int { 1 }

    public func validate() throws { try momentum.validate() }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let v = moments[0]
        let μ = momentum.μ
        // snippet.step
        for i in θ.indices {
            // v ← μ v + g
            v[i] = μ * v[i] + g[i]
            // θ ← θ − η (g + μ v)
            θ[i] -= η * (g[i] + μ * v[i])
        }
        // snippet.end
    }
}

extension Optimizer where Self == Nesterov {
    /// v ← μv + g, θ ← θ − η(g + μv)
    public static func nesterov(_ learningRate: any LearningRate, momentum μ: Float = 0.9) -> Nesterov {
        Nesterov(learningRate: learningRate, momentum: μ)
    }
    /// v ← μv + g, θ ← θ − η(g + μv)
    public static func nesterov(learningRate: any LearningRate, momentum μ: Float = 0.9) -> Nesterov {
        Nesterov(learningRate: learningRate, momentum: μ)
    }
}

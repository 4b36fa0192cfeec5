import Tensors

/// Gradient descent: θ ← θ − ηg.
///
/// On mini-batches, where g is a random sample's gradient, this is *stochastic* gradient descent. No learning rate suits all
/// problems, as the step is as long as the gradient: there is no default.
public struct GradientDescent: Optimizer {
    public let learningRate: any LearningRate

    public init(learningRate: any LearningRate) { self.learningRate = learningRate }

    public var name: String { "gradient descent" }
    public var description: String { "sgd(\(learningRate.description))" }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        // snippet.step
        // θ ← θ − η g
        for i in θ.indices {
            θ[i] -= η * g[i]
        }
        // snippet.end
    }
}

extension Optimizer where Self == GradientDescent {
    /// θ ← θ − ηg
    public static func sgd(_ learningRate: any LearningRate) -> GradientDescent {
        GradientDescent(learningRate: learningRate)
    }
    /// θ ← θ − ηg
    public static func sgd(learningRate: any LearningRate) -> GradientDescent {
        GradientDescent(learningRate: learningRate)
    }
    /// θ ← θ − ηg
    public static func gradientDescent(learningRate: any LearningRate) -> GradientDescent {
        GradientDescent(learningRate: learningRate)
    }
}

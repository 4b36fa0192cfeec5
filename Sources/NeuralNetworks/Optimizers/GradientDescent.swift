/// Gradient descent: θ ← θ − ηg.
///
/// On mini-batches, where g is a random sample's gradient, this is *stochastic* gradient descent.
public struct GradientDescent: Optimizer {
    public let learningRate: any LearningRate

    public init(learningRate: any LearningRate) { self.learningRate = learningRate }

    public var name: String { "gradient descent" }

    public func update(
        _ θ: UnsafeMutablePointer<Lanes>, gradient g: UnsafePointer<Lanes>, moments: Moments, count n: Int,
        step t: Int, rate η: Float
    ) {
        // snippet.step
        // θ ← θ − η g
        for i in 0..<n {
            θ[i] -= η * g[i]
        }
        // snippet.end
    }
}

extension Optimizer where Self == GradientDescent {
    /// θ ← θ − ηg
    public static func sgd(learningRate: any LearningRate) -> GradientDescent {
        GradientDescent(learningRate: learningRate)
    }
    /// θ ← θ − ηg
    public static func gradientDescent(learningRate: any LearningRate) -> GradientDescent {
        GradientDescent(learningRate: learningRate)
    }
}

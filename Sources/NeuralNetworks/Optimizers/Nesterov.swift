/// Nesterov's accelerated gradient: momentum that looks ahead.
///
/// The gradient should be taken where the velocity alone would carry the parameters. Written for the looked-ahead
/// parameters, which are the ones kept in θ, this needs only the gradient at θ itself: v ← μv + g, θ ← θ − η(g + μv).
/// Source: Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013, equations 3, 4.
public struct Nesterov: Optimizer {
    public let learningRate: any LearningRate
    /// The share of the velocity that is kept, in [0, 1).
    public let μ: Float

    public init(learningRate: any LearningRate, momentum μ: Float = 0.9) {
        self.learningRate = learningRate
        self.μ = μ
    }

    public var name: String { "nesterov" }
    public var momentCount: Int { 1 }

    public func validate() throws {
        try learningRate.validate()
        try require(μ >= 0 && μ < 1, "the momentum must lie in [0, 1), but is \(μ)")
    }

    public func update(
        _ θ: UnsafeMutablePointer<Lanes>, gradient g: UnsafePointer<Lanes>, moments: Moments, count n: Int,
        step t: Int, rate η: Float
    ) {
        let v = moments[0]
        let μ = μ
        // snippet.step
        for i in 0..<n {
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
    public static func nesterov(learningRate: any LearningRate, momentum μ: Float = 0.9) -> Nesterov {
        Nesterov(learningRate: learningRate, momentum: μ)
    }
}

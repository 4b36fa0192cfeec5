/// η falls by a factor after every so many epochs: η(e) = η₀ γ^⌊e/E⌋.
public struct StepDecay: LearningRate {
    /// η₀
    public let start: Double
    /// γ
    public let factor: Double
    /// E
    public let epochs: Double

    public init(from start: Double, factor: Double, every epochs: Double) {
        self.start = start
        self.factor = factor
        self.epochs = epochs
    }

    public func rate(at epoch: Double) -> Double {
        var η = start
        for _ in 0..<Int(min(epoch / epochs, 10_000)) { η *= factor }
        return η
    }

    public func validate() throws {
        try requireRate(start)
        try require(factor.isFinite && factor > 0, "the factor of a step decay must be a number > 0, but is \(factor)")
        try requireDuration(epochs, of: "a step decay")
    }
}

extension LearningRate where Self == StepDecay {
    /// η(e) = η₀ γ^⌊e/E⌋: multiplied by `factor` γ after every `epochs` E
    public static func steps(from start: Double, factor: Double, every epochs: Double) -> StepDecay {
        StepDecay(from: start, factor: factor, every: epochs)
    }
}

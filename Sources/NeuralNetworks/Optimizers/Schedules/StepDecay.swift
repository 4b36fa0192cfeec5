/// η falls by a factor after every so many epochs: η(e) = η₀ γ^⌊e/E⌋.
public struct StepDecay: LearningRate {
    /// η₀
    public let start: Double
    /// γ, in (0, 1]
    public let factor: Double
    /// E
    public let epochs: Double

    public init(from start: Double, factor: Double, every epochs: Double) {
        self.start = start
        self.factor = factor
        self.epochs = epochs
    }

    public func rate(at epoch: Double) -> Double {
        // Epochs are quotients of steps, rounded: one that is a billionth short of a boundary has reached it.
        let stairs = epoch / epochs + 1e-9
        var η = start
        for _ in 0..<Int(min(stairs, 10_000)) { η *= factor }
        return η
    }

    public var description: String { "steps(\(start) times \(factor) every \(epochs))" }

    public func validate() throws {
        try requireRate(start)
        try require(factor > 0 && factor <= 1, "the factor of a step decay must lie in (0, 1], but is \(factor)")
        try requireDuration(epochs, of: "a step decay")
    }
}

extension LearningRate where Self == StepDecay {
    /// η(e) = η₀ γ^⌊e/E⌋: multiplied by `factor` γ after every `epochs` E
    public static func steps(from start: Double, factor: Double, every epochs: Double) -> StepDecay {
        StepDecay(from: start, factor: factor, every: epochs)
    }
}

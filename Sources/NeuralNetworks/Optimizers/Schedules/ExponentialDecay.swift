#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// η falls by the same factor in each epoch, smoothly, until it reaches its end: η(e) = η₀ (η₁/η₀)^(e/E), then η₁.
public struct ExponentialDecay: LearningRate {
    /// η₀
    public let start: Double
    /// η₁
    public let end: Double
    /// E
    public let epochs: Double

    public init(from start: Double, to end: Double, over epochs: Double) {
        self.start = start
        self.end = end
        self.epochs = epochs
    }

    public func rate(at epoch: Double) -> Double {
        start * pow(end / start, min(epoch / epochs, 1))
    }

    public var description: String { "exponential(\(start) to \(end) over \(epochs))" }

    public func validate() throws {
        try require(
            Float(start).isFinite && start > 0, "an exponential decay must start at a rate > 0, but starts at \(start)")
        try require(Float(end).isFinite && end > 0, "an exponential decay must end at a rate > 0, but ends at \(end)")
        try requireDuration(epochs, of: "an exponential decay")
    }
}

extension LearningRate where Self == ExponentialDecay {
    /// η(e) = η₀ (η₁/η₀)^(e/E) for e ≤ E, then η₁
    public static func exponential(from start: Double, to end: Double, over epochs: Double) -> ExponentialDecay {
        ExponentialDecay(from: start, to: end, over: epochs)
    }
}

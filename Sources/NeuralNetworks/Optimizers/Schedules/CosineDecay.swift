#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// η follows half a cosine: slowly at first, fast in the middle, gently to its end.
///
/// η(e) = η₁ + ½ (η₀ − η₁)(1 + cos(πe/E)) for e ≤ E, then η₁.
/// Source: Loshchilov, Hutter, SGDR, ICLR 2017 (arXiv 1608.03983), equation 5, without restarts.
public struct CosineDecay: LearningRate {
    /// η₀
    public let start: Double
    /// η₁
    public let end: Double
    /// E
    public let epochs: Double

    public init(from start: Double, to end: Double = 0, over epochs: Double) {
        self.start = start
        self.end = end
        self.epochs = epochs
    }

    public func rate(at epoch: Double) -> Double {
        end + 0.5 * (start - end) * (1 + cos(.pi * min(epoch / epochs, 1)))
    }

    public var description: String { "cosine(\(start) to \(end) over \(epochs))" }

    public func validate() throws {
        try requireRate(start)
        try requireRate(end, "last learning rate")
        try requireDuration(epochs, of: "a cosine decay")
    }
}

extension LearningRate where Self == CosineDecay {
    /// η(e) = η₁ + ½ (η₀ − η₁)(1 + cos(πe/E)) for e ≤ E, then η₁
    public static func cosine(from start: Double, to end: Double = 0, over epochs: Double) -> CosineDecay {
        CosineDecay(from: start, to: end, over: epochs)
    }
}

/// η rises linearly from 0 to where another schedule begins, which then runs from its own start.
///
/// η(e) = (e/E) η′(0) for e < E, then η′(e − E).
public struct WarmUp: LearningRate {
    /// E
    public let epochs: Double
    /// η′
    public let schedule: any LearningRate

    public init(over epochs: Double, then schedule: any LearningRate) {
        self.epochs = epochs
        self.schedule = schedule
    }

    public func rate(at epoch: Double) -> Double {
        epoch < epochs ? epoch / epochs * schedule.rate(at: 0) : schedule.rate(at: epoch - epochs)
    }

    public var description: String { "warmUp(over \(epochs), then \(schedule.description))" }

    public func validate() throws {
        try requireDuration(epochs, of: "a warm-up")
        try schedule.validate()
    }
}

extension LearningRate where Self == WarmUp {
    /// η(e) = (e/E) η′(0) for e < E, then η′(e − E)
    public static func warmUp(over epochs: Double, then schedule: any LearningRate) -> WarmUp {
        WarmUp(over: epochs, then: schedule)
    }
}

/// A learning rate η as a function of training time: a number, or a schedule.
///
/// Time is measured in epochs and runs continuously: after the third of four mini-batches of the first epoch it is 0.75.
/// Where an ``OptimizerState`` is used alone, one step is one epoch unless it is told otherwise.
public protocol LearningRate: Sendable {
    /// η at a time ≥ 0, in epochs.
    func rate(at epoch: Double) -> Double

    /// The schedule with all its constants, such as `0.001` or `cosine(0.1 to 0.0 over 10.0)`.
    var description: String { get }

    /// Throws a ``NetworkError`` if the rate is or becomes negative, infinite or not a number.
    func validate() throws
}

extension LearningRate {
    /// The type with its stored properties.
    public var description: String { String(describing: self) }
}

extension Float: LearningRate {
    public func rate(at epoch: Double) -> Double { Double(self) }
    public func validate() throws { try requireRate(Double(self)) }
}

extension Double: LearningRate {
    public func rate(at epoch: Double) -> Double { self }
    public func validate() throws { try requireRate(self) }
}

/// Zero is allowed: nothing is learnt, which is at times what an experiment wants to show.
func requireRate(_ η: Double, _ role: String = "learning rate") throws {
    try require(Float(η).isFinite && η >= 0, "the \(role) must be a number ≥ 0, but is \(η)")
}

func requireDuration(_ epochs: Double, of schedule: String) throws {
    try require(
        epochs.isFinite && epochs > 0, "the duration of \(schedule) must be a number of epochs > 0, but is \(epochs)")
}

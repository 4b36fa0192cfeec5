/// How far training has come: what callbacks are shown.
public final class TrainingProgress {
    /// What is trained for.
    public let objective: any Objective
    /// What is trained: one network, or several together, as an encoder and a decoder.
    public var networks: [Network] { objective.optimizers.networks }
    /// The first of ``networks``.
    public var network: Network { networks[0] }
    public let epochs: Int
    public let stepsPerEpoch: Int
    /// The present epoch, from 1; 0 before the first.
    public internal(set) var epoch = 0
    /// The steps taken in the present epoch.
    public internal(set) var step = 0
    /// What the latest mini-batch measured.
    public internal(set) var measures = Measures()
    /// The first of these: the loss of the latest mini-batch.
    public var batchLoss: Double { measures.values.first ?? .nan }
    public internal(set) var history = History(metrics: [])
    /// Whether a callback wants training to end.
    public internal(set) var isStopped = false

    init(objective: any Objective, epochs: Int, stepsPerEpoch: Int) {
        (self.objective, self.epochs, self.stepsPerEpoch) = (objective, epochs, stepsPerEpoch)
    }

    /// Ends training after this epoch.
    public func stop() { isStopped = true }
}

/// What training measured, epoch by epoch.
public struct History: Sendable, Codable, Equatable {
    /// One epoch; `epoch` 0 is before the first step.
    public struct Record: Sendable, Codable, Equatable {
        public let epoch: Int
        /// By metric: the mean over the epoch's mini-batches while the weights were changing; for epoch 0, over the whole
        /// training set.
        public let training: [String: Double]
        /// By metric: over the whole validation set after the epoch; empty without one.
        public let validation: [String: Double]
        /// The learning rate of the epoch's last step.
        public let learningRate: Double
        /// The time the epoch's training steps took, in seconds; validation is not counted. Differs from run to run.
        public let seconds: Double

        public init(
            epoch: Int, training: [String: Double], validation: [String: Double] = [:], learningRate: Double,
            seconds: Double
        ) {
            self.epoch = epoch
            self.training = training
            self.validation = validation
            self.learningRate = learningRate
            self.seconds = seconds
        }
    }

    /// The metrics, in the order asked for.
    public let metrics: [String]
    /// Epoch 0, before training, then one record for each epoch.
    public var records: [Record] = []
    /// Whether a callback ended training before the last epoch.
    public var stoppedEarly = false

    public init(metrics: [String], records: [Record] = []) { (self.metrics, self.records) = (metrics, records) }

    /// 0, 1, 2, ...: the abscissae of the curves.
    public var epochs: [Double] { records.map { Double($0.epoch) } }

    /// A metric's values on the training set, one for each of ``epochs``; empty if it was not measured.
    public func training(_ metric: Metric) -> [Double] { training(metric.name) }

    /// A metric's values on the validation set, one for each of ``epochs``; empty if it was not measured.
    public func validation(_ metric: Metric) -> [Double] { validation(metric.name) }

    /// The same, for a metric by its name.
    public func training(_ metric: String) -> [Double] { records.compactMap { $0.training[metric] } }

    /// The same, for a metric by its name.
    public func validation(_ metric: String) -> [Double] { records.compactMap { $0.validation[metric] } }
}

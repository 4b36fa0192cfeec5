import Tensors

extension Network {
    /// Trains on mini-batches, see ``Objective/train(on:validation:epochs:batchSize:seed:callbacks:checkpoint:)``.
    ///
    /// - Parameters:
    ///   - training: samples of the network's input shape, with targets of its output shape.
    ///   - validation: samples on which the metrics are computed before training and after every epoch; all of them.
    ///   - loss: what is minimised; cross-entropy joins up with a last layer of softmax or sigmoid.
    ///   - optimizer: how. It gets the gradient of the mean loss of the mini-batch.
    ///   - epochs: how often to go through the training set, ≥ 1.
    ///   - batchSize: how many samples make one step, ≥ 1.
    ///   - metrics: what to measure, `[.loss]` if nothing is said.
    ///   - callbacks: who watches.
    ///   - checkpoint: where to keep what is needed to go on after an interruption; if it is there, training does.
    /// - Returns: the metrics before training, over all samples, and after every epoch.
    /// - Throws: ``NetworkError`` if samples do not fit the network or the loss, if the loss and the last activation do not
    ///   belong together, if a setting makes no sense, or if training diverges: then it names epoch, step and layer. What
    ///   callbacks throw ends training too.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, loss: some Loss, optimizer: some Optimizer, epochs: Int,
        batchSize: Int = 32, metrics: [Metric] = [.loss], callbacks: [any Callback] = [], checkpoint: Checkpoint? = nil
    ) throws -> History {
        try SupervisedLearning(self, loss: loss, optimizer: optimizer, metrics: metrics).train(
            on: training, validation: validation, epochs: epochs, batchSize: batchSize, shuffling: random.split(),
            callbacks: callbacks, checkpoint: checkpoint)
    }

    /// The means of the metrics over all samples, by name, as in use: no noise, no dropout.
    ///
    /// - Throws: ``NetworkError`` if the samples do not fit the network or the loss.
    public func evaluate(_ samples: Samples, loss: some Loss, metrics: [Metric] = [.loss]) throws -> [String: Double] {
        let learning = try SupervisedLearning(self, loss: loss, metrics: metrics)
        try learning.check(samples, role: "given")
        return try learning.evaluate(samples).dictionary
    }
}

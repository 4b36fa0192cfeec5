import Tensors

extension Network {
    /// Trains on mini-batches.
    ///
    /// Each epoch goes once through the training set, in an order shuffled from the network's seed; the last mini-batch of an
    /// epoch may be smaller. Batches are gathered straight from the samples' bytes, and a step after the first allocates nothing.
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
    /// - Returns: the metrics before training and after every epoch.
    /// - Throws: ``NetworkError`` if samples do not fit the network, if a setting makes no sense, or if training diverges: then it
    ///   names epoch, step and layer. What callbacks throw ends training too.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, loss: some Loss, optimizer: some Optimizer, epochs: Int,
        batchSize: Int = 32, metrics: [Metric] = [.loss], callbacks: [any Callback] = []
    ) throws -> History {
        try require(epochs >= 1, "the number of epochs must be at least 1, but is \(epochs)")
        try require(batchSize >= 1, "the batch size must be at least 1, but is \(batchSize)")
        try checkSamples(training, role: "training")
        if let validation { try checkSamples(validation, role: "validation") }
        let stepsPerEpoch = (training.count + batchSize - 1) / batchSize
        let trainer = try Trainer(self, loss: loss, optimizer: optimizer, stepsPerEpoch: stepsPerEpoch)
        let progress = Progress(
            networks: [self], epochs: epochs, stepsPerEpoch: stepsPerEpoch,
            history: History(metrics: metrics.map(\.name)))
        progress.history.records.append(
            History.Record(
                epoch: 0, training: trainer.measure(metrics, on: training),
                validation: validation.map { trainer.measure(metrics, on: $0) } ?? [:],
                learningRate: trainer.state.learningRate, seconds: 0))

        defer { for callback in callbacks { callback.trainingEnds(progress) } }
        for callback in callbacks { try callback.trainingBegins(progress) }
        var shuffling = random.split()
        var order = [Int32](repeating: 0, count: training.count)
        var sums = [Double](repeating: 0, count: metrics.count)
        let clock = ContinuousClock()
        for epoch in 1...epochs {
            progress.epoch = epoch
            order.withUnsafeMutableBufferPointer { shuffling.fillPermutation($0) }
            for i in sums.indices { sums[i] = 0 }
            let start = clock.now
            var learningRate = 0.0
            for step in 1...stepsPerEpoch {
                learningRate = trainer.state.learningRate
                let first = (step - 1) * batchSize
                let batchLoss = order.withUnsafeBufferPointer { order in
                    sums.withUnsafeMutableBufferPointer { sums in
                        trainer.step(
                            on: training,
                            chosen: UnsafeBufferPointer(rebasing: order[first..<min(first + batchSize, order.count)]),
                            measuring: metrics, sums: sums)
                    }
                }
                guard batchLoss.isFinite else {
                    throw NetworkError.diverged(epoch: epoch, step: step, layer: trainer.placeOfDivergence())
                }
                progress.step = step
                progress.batchLoss = batchLoss
                for callback in callbacks { try callback.stepEnds(progress) }
            }
            let seconds = start.duration(to: clock.now)
            // The last step's update shows in no later loss.
            guard storage.isFinite else {
                throw NetworkError.diverged(epoch: epoch, step: stepsPerEpoch, layer: trainer.placeOfDivergence())
            }
            progress.history.records.append(
                History.Record(
                    epoch: epoch,
                    training: Dictionary(
                        zip(metrics.map(\.name), sums.map { $0 / Double(training.count) }),
                        uniquingKeysWith: { first, _ in first }),
                    validation: validation.map { trainer.measure(metrics, on: $0) } ?? [:], learningRate: learningRate,
                    seconds: Double(seconds.components.seconds) + Double(seconds.components.attoseconds) * 1e-18))
            for callback in callbacks { try callback.epochEnds(progress) }
            if progress.isStopped {
                progress.history.stoppedEarly = epoch < epochs
                break
            }
        }
        return progress.history
    }

    /// The means of the metrics over all samples, by name, as in use: no noise, no dropout.
    ///
    /// - Throws: ``NetworkError`` if the samples do not fit the network.
    public func evaluate(_ samples: Samples, loss: some Loss, metrics: [Metric] = [.loss]) throws -> [String: Double] {
        try checkSamples(samples, role: "given")
        return try Trainer(self, loss: loss, optimizer: .sgd(learningRate: 0)).measure(metrics, on: samples)
    }

    /// Throws unless the samples' inputs and targets have the network's shapes.
    private func checkSamples(_ samples: Samples, role: String) throws {
        guard samples.count > 0 else { throw NetworkError.shape("the \(role) samples are empty") }
        guard samples.sampleShape == inputShape else {
            throw NetworkError.shape(
                "the \(role) samples have shape \(samples.sampleShape), but the network takes \(inputShape)")
        }
        guard samples.targetShape == outputShape else {
            throw NetworkError.shape(
                "the targets of the \(role) samples have shape \(samples.targetShape), but the network gives \(outputShape)"
            )
        }
    }
}

extension Trainer {
    /// The means of the metrics over all samples, by name.
    func measure(_ metrics: [Metric], on samples: Samples) -> [String: Double] {
        var sums = [Double](repeating: 0, count: metrics.count)
        let piece = network.samplesAtOnce
        for start in stride(from: 0, to: samples.count, by: piece) {
            let chosen = (start..<min(start + piece, samples.count)).map(Int32.init)
            chosen.withUnsafeBufferPointer { chosen in
                sums.withUnsafeMutableBufferPointer { sums in
                    evaluate(on: samples, chosen: chosen, measuring: metrics, sums: sums)
                }
            }
        }
        return Dictionary(
            zip(metrics.map(\.name), sums.map { $0 / Double(samples.count) }), uniquingKeysWith: { first, _ in first })
    }
}

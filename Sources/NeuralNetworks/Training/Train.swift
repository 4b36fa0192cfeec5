import Foundation
import Tensors

extension Objective {
    /// Trains on mini-batches: the one loop of all objectives.
    ///
    /// Each epoch goes once through the training set, in an order shuffled from the seed; the last mini-batch of an epoch may be
    /// smaller. Batches are gathered straight from the samples' bytes, and a step after the first allocates no tensor.
    ///
    /// - Parameters:
    ///   - training: the samples.
    ///   - validation: samples that are measured before training and after every epoch, all of them.
    ///   - epochs: how often to go through the training set, ≥ 1.
    ///   - batchSize: how many samples make one step, ≥ 1.
    ///   - seed: determines the order of the samples and what steps draw.
    ///   - callbacks: who watches.
    ///   - checkpoint: where to keep what is needed to go on after an interruption; if it is there, training does.
    /// - Returns: the measures before training (of objectives that can be evaluated) and after every epoch: for the training set
    ///   the means over the epoch's mini-batches, while the weights were changing.
    /// - Throws: ``NetworkError`` if samples do not fit, if a setting makes no sense, or if training diverges: then it names
    ///   epoch, step and place. What steps and callbacks throw ends training too.
    @discardableResult
    public func train(
        on training: Samples, validation: Samples? = nil, epochs: Int, batchSize: Int = 32, seed: UInt64 = 1,
        callbacks: [any Callback] = [], checkpoint: Checkpoint? = nil
    ) throws -> History {
        try train(
            on: training, validation: validation, epochs: epochs, batchSize: batchSize,
            shuffling: RandomGenerator(seed: seed), callbacks: callbacks, checkpoint: checkpoint)
    }

    /// The same with a generator of random numbers instead of a seed.
    public func train(
        on training: Samples, validation: Samples?, epochs: Int, batchSize: Int, shuffling: RandomGenerator,
        callbacks: [any Callback], checkpoint: Checkpoint?
    ) throws -> History {
        try require(epochs >= 1, "the number of epochs must be at least 1, but is \(epochs)")
        try require(batchSize >= 1, "the batch size must be at least 1, but is \(batchSize)")
        for (samples, role) in [(training, "training")] + (validation.map { [($0, "validation")] } ?? []) {
            guard samples.count > 0 else { throw NetworkError.shape("the \(role) samples are empty") }
            try check(samples, role: role)
            try checkFinite(samples, role: role)
        }
        let stepsPerEpoch = (training.count + batchSize - 1) / batchSize
        optimizers.stepsPerEpoch = stepsPerEpoch
        var shuffling = shuffling
        let batch = Batch(random: shuffling.split())
        let progress = TrainingProgress(objective: self, epochs: epochs, stepsPerEpoch: stepsPerEpoch)
        let plan =
            "\(epochs) epochs of \(training.count) samples in batches of \(batchSize)"
            + (settings.isEmpty ? "" : ", \(settings)")
        if let checkpoint, try checkpoint.restore(self, progress, batch, &shuffling, callbacks: callbacks, plan: plan) {
            // goes on after the epochs that are done
        } else {
            let before = try evaluateBeforeTraining(training)
            progress.history = History(metrics: before.names)
            progress.history.records.append(
                History.Record(
                    epoch: 0, training: before.dictionary, validation: try validation.map(evaluate)?.dictionary ?? [:],
                    learningRate: optimizers.learningRate, seconds: 0))
        }

        defer { for callback in callbacks { callback.trainingEnds(progress) } }
        for callback in callbacks { try callback.trainingBegins(progress) }
        var order = [Int32](repeating: 0, count: training.count)
        let clock = ContinuousClock()
        var course = Course()
        for epoch in progress.history.records.count..<max(epochs + 1, progress.history.records.count) {
            if progress.isStopped { break }
            progress.epoch = epoch
            order.withUnsafeMutableBufferPointer { shuffling.fillPermutation($0) }
            var sums = Measures()
            let start = clock.now
            var learningRate = 0.0
            for step in 1...stepsPerEpoch {
                learningRate = optimizers.learningRate
                course.learningRate = learningRate
                let first = (step - 1) * batchSize
                // The layers still hold the inputs of the step before.
                forget()
                batch.reset()
                order.withUnsafeBufferPointer {
                    batch.gather(training, UnsafeBufferPointer(rebasing: $0[first..<min(first + batchSize, $0.count)]))
                }
                batch.time = Double(epoch - 1) + Double(step - 1) / Double(stepsPerEpoch)
                let measures: Measures
                do {
                    measures = try self.step(batch)
                    if !measures.values.allSatisfy(\.isFinite) { throw NotFinite() }
                } catch is NotFinite {
                    throw NetworkError.diverged(
                        epoch: epoch, step: step, layer: placeOfDivergence(batch), cause: course.cause(batch))
                }
                course.add(measures)
                sums.add(measures, times: Double(batch.count))
                progress.step = step
                progress.measures = measures
                for callback in callbacks { try callback.stepEnds(progress) }
            }
            let seconds = start.duration(to: clock.now).components
            // The last step's update shows in no later loss.
            guard optimizers.networks.allSatisfy(\.storage.isFinite) else {
                throw NetworkError.diverged(
                    epoch: epoch, step: stepsPerEpoch, layer: placeOfDivergence(batch), cause: course.cause(batch))
            }
            // A gradient beyond the square root of the largest number would freeze its parameter for ever.
            guard optimizers.states.allSatisfy(\.isFinite) else {
                throw NetworkError.diverged(
                    epoch: epoch, step: stepsPerEpoch,
                    layer: "what the optimizer remembers",
                    cause: "a gradient was too large to be squared in 32 bits")
            }
            sums.divide(by: Double(training.count))
            if progress.history.metrics.isEmpty {
                progress.history = History(metrics: sums.names, records: progress.history.records)
            }
            progress.history.records.append(
                History.Record(
                    epoch: epoch, training: sums.dictionary,
                    validation: try validation.map(evaluate)?.dictionary ?? [:],
                    learningRate: learningRate, seconds: Double(seconds.seconds) + Double(seconds.attoseconds) * 1e-18))
            for callback in callbacks { try callback.epochEnds(progress) }
            if progress.isStopped { progress.history.stoppedEarly = epoch < epochs }
            try checkpoint?.save(self, progress, batch, shuffling, callbacks: callbacks, plan: plan)
        }
        return progress.history
    }

    /// Throws if a number among the inputs or targets is not finite; bytes always are.
    private func checkFinite(_ samples: Samples, role: String) throws {
        guard let place = samples.firstNotFinite else { return }
        throw NetworkError.invalid(
            "sample \(place.sample) of the \(role) samples has \(place.value) as component \(place.component) of its "
                + "\(place.isTarget ? "target" : "input"); all numbers must be finite")
    }
}

/// How the loss came along until it was no number any more.
private struct Course {
    private var first: Double?
    private var last = 0.0
    var learningRate = 0.0

    mutating func add(_ measures: Measures) {
        guard let loss = measures.values.first else { return }
        if first == nil { first = loss }
        last = loss
    }

    /// Why a loss is not finite, and what helps, as half a sentence.
    func cause(_ batch: Batch) -> String {
        if !allFinite(batch.x) || !allFinite(batch.t) {
            return "no learning rate helps against numbers among the data that are not finite"
        }
        guard let first else {
            return "as this was the first step, the weights or the loss itself are to blame, not the learning rate"
        }
        func short(_ x: Double) -> String { String(format: "%.3g", x) }
        return
            "the loss was \(short(first)) in the first step and \(short(last)) in the last that had one, at a learning rate of "
            + "\(short(learningRate)); a smaller one usually helps"
    }
}

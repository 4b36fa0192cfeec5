import NeuralNetworks
import Tensors

extension VariationalAutoencoder {
    /// The names under which training reports its measures, in nats a sample: the loss, its two terms, and their plain sum.
    public enum Measure {
        public static let loss = Metric.loss.name
        public static let reconstruction = "reconstruction"
        public static let divergence = "relative entropy"
        public static let negativeBound = "negative ELBO"
    }

    /// Trains encoder and decoder together, by the gradient of 1/B Σ (reconstruction + β H) with one code a sample.
    ///
    /// Each epoch goes once through the training set in an order shuffled from the model's seed; a step after the first allocates
    /// no tensor. Labels are not looked at.
    ///
    /// - Parameters:
    ///   - training: samples of shape ``inputShape``.
    ///   - validation: samples on which the bound is estimated before training and after every epoch.
    ///   - optimizer: for both networks, and for what the reconstruction loss learns.
    ///   - epochs: how often to go through the training set, ≥ 1.
    ///   - batchSize: how many samples make one step, ≥ 1.
    ///   - β: the weight of the relative entropy, ≥ 0; 1 for the evidence lower bound.
    ///   - warmUp: for how many epochs the weight rises linearly from 0 to β.
    ///   - callbacks: who watches.
    /// - Returns: the measures of ``Measure`` before training (over 1 000 training samples at most) and after every epoch (in
    ///   the mean over its mini-batches, while the weights were changing).
    /// - Throws: `NetworkError` if samples do not fit, if a setting makes no sense, or if training diverges; what callbacks and
    ///   the reconstruction loss throw.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, optimizer: some Optimizer, epochs: Int, batchSize: Int = 32,
        beta β: Double = 1, warmUp: Double = 0, callbacks: [any Callback] = []
    ) throws -> History {
        try check(training, role: "training")
        if let validation { try check(validation, role: "validation") }
        func require(_ holds: Bool, _ sentence: String) throws {
            if !holds { throw NetworkError.invalid(sentence) }
        }
        try require(epochs >= 1, "the number of epochs must be at least 1, but is \(epochs)")
        try require(batchSize >= 1, "the batch size must be at least 1, but is \(batchSize)")
        try require(β >= 0 && β.isFinite, "the weight of the relative entropy must be a number ≥ 0, but is \(β)")
        try require(warmUp >= 0 && warmUp.isFinite, "the warm-up must last a number of epochs ≥ 0, but is \(warmUp)")

        let stepsPerEpoch = (training.count + batchSize - 1) / batchSize
        var states = try (
            OptimizerState(optimizer, for: encoder, stepsPerEpoch: stepsPerEpoch),
            OptimizerState(optimizer, for: decoder, stepsPerEpoch: stepsPerEpoch),
            OptimizerState(optimizer, count: reconstruction.parameters.count, stepsPerEpoch: stepsPerEpoch)
        )
        func measures(_ bound: EvidenceLowerBound, _ β: Double) -> [String: Double] {
            [
                Measure.loss: bound.loss(beta: β), Measure.reconstruction: bound.reconstruction,
                Measure.divergence: bound.divergence, Measure.negativeBound: -bound.value,
            ]
        }
        let progress = Progress(
            networks: [encoder, decoder], epochs: epochs, stepsPerEpoch: stepsPerEpoch,
            history: History(
                metrics: [Measure.loss, Measure.reconstruction, Measure.divergence, Measure.negativeBound]))
        progress.history.records.append(
            History.Record(
                epoch: 0, training: measures(try evaluate(training.prefix(1000)), β),
                validation: try validation.map { measures(try evaluate($0), β) } ?? [:],
                learningRate: states.0.learningRate, seconds: 0))
        defer { for callback in callbacks { callback.trainingEnds(progress) } }
        for callback in callbacks { try callback.trainingBegins(progress) }

        var shuffling = random.split()
        var order = [Int32](repeating: 0, count: training.count)
        var x = Tensor()
        let clock = ContinuousClock()
        for epoch in 1...epochs {
            progress.epoch = epoch
            order.withUnsafeMutableBufferPointer { shuffling.fillPermutation($0) }
            var (loss, reconstructions, divergences) = (0.0, 0.0, 0.0)
            var learningRate = 0.0
            let start = clock.now
            for step in 1...stepsPerEpoch {
                learningRate = states.0.learningRate
                let first = (step - 1) * batchSize
                let last = min(first + batchSize, training.count)
                // The first layer still holds the samples of the step before.
                forget()
                order.withUnsafeBufferPointer {
                    training.gatherInputs(UnsafeBufferPointer(rebasing: $0[first..<last]), into: &x)
                }
                // snippet.step
                // The weight rises from 0 to β while training warms up.
                let time = Double(epoch - 1) + Double(step - 1) / Double(stepsPerEpoch)
                let weight = time < warmUp ? β * time / warmUp : β
                let bound = try evidenceLowerBound(x, beta: Float(weight))
                guard bound.value.isFinite else {
                    throw NetworkError.diverged(epoch: epoch, step: step, layer: placeOfDivergence(x))
                }
                states.0.step(encoder)
                states.1.step(decoder)
                if !reconstruction.parameters.isEmpty {
                    states.2.step(&reconstruction.parameters, gradient: reconstruction.parameterGradients)
                }
                // snippet.end
                let count = Double(last - first)
                loss += count * bound.loss(beta: weight)
                reconstructions += count * bound.reconstruction
                divergences += count * bound.divergence
                progress.step = step
                progress.batchLoss = bound.loss(beta: weight)
                for callback in callbacks { try callback.stepEnds(progress) }
            }
            let duration = start.duration(to: clock.now).components
            // The last step's update shows in no later loss.
            guard encoder.storage.isFinite, decoder.storage.isFinite else {
                throw NetworkError.diverged(epoch: epoch, step: stepsPerEpoch, layer: placeOfDivergence(x))
            }
            let count = Double(training.count)
            var means = measures(
                EvidenceLowerBound(reconstruction: reconstructions / count, divergence: divergences / count), β)
            means[Measure.loss] = loss / count
            progress.history.records.append(
                History.Record(
                    epoch: epoch, training: means,
                    validation: try validation.map { measures(try evaluate($0), β) } ?? [:],
                    learningRate: learningRate,
                    seconds: Double(duration.seconds) + Double(duration.attoseconds) * 1e-18))
            for callback in callbacks { try callback.epochEnds(progress) }
            if progress.isStopped {
                progress.history.stoppedEarly = epoch < epochs
                break
            }
        }
        return progress.history
    }

    /// Where the first number that is not finite stands.
    private func placeOfDivergence(_ x: Tensor) -> String {
        if let place = encoder.placeOfDivergence(x) { return "the encoder's " + place }
        guard let heads = try? encoder.forward(x, .inference) else { return "the encoder" }
        let z = sampler.forward(heads)
        if !sampler.divergence.isFinite { return "the relative entropy, as a variance overflowed" }
        if let place = decoder.placeOfDivergence(z) { return "the decoder's " + place }
        return "the reconstruction loss (\(reconstruction.name))"
    }
}

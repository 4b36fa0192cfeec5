import Foundation
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
    ///   - checkpoint: where to keep what is needed to go on after an interruption; if it is there, training does.
    /// - Returns: the measures of ``Measure`` before training (over 1 000 training samples at most) and after every epoch (in
    ///   the mean over its mini-batches, while the weights were changing).
    /// - Throws: `NetworkError` if samples do not fit, if a setting makes no sense, or if training diverges; what callbacks and
    ///   the reconstruction loss throw.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, optimizer: some Optimizer, epochs: Int, batchSize: Int = 32,
        beta β: Double = 1, warmUp: Double = 0, callbacks: [any Callback] = [], checkpoint: Checkpoint? = nil
    ) throws -> History {
        try VariationalLearning(self, optimizer: optimizer, beta: β, warmUp: warmUp).train(
            on: training, validation: validation, epochs: epochs, batchSize: batchSize, shuffling: random.split(),
            callbacks: callbacks, checkpoint: checkpoint)
    }
}

/// The objective of a variational autoencoder: 1/B Σ (reconstruction + β H) with one code a sample.
public final class VariationalLearning: Objective {
    public let model: VariationalAutoencoder
    public let optimizers: Optimizers
    private var lossState: OptimizerState
    private let β: Double
    private let warmUp: Double

    /// - Parameters:
    ///   - optimizer: for both networks, and for what the reconstruction loss learns.
    ///   - β: the weight of the relative entropy, ≥ 0; 1 for the evidence lower bound.
    ///   - warmUp: for how many epochs the weight rises linearly from 0 to β.
    /// - Throws: `NetworkError` if a setting makes no sense.
    public init(
        _ model: VariationalAutoencoder, optimizer: any Optimizer, beta β: Double = 1, warmUp: Double = 0
    ) throws {
        guard β >= 0 && β.isFinite else {
            throw NetworkError.invalid("the weight of the relative entropy must be a number ≥ 0, but is \(β)")
        }
        guard warmUp >= 0 && warmUp.isFinite else {
            throw NetworkError.invalid("the warm-up must last a number of epochs ≥ 0, but is \(warmUp)")
        }
        (self.model, self.β, self.warmUp) = (model, β, warmUp)
        optimizers = try Optimizers(("encoder", model.encoder, optimizer), ("decoder", model.decoder, optimizer))
        lossState = try OptimizerState(optimizer, count: model.reconstruction.parameters.count)
    }

    public func step(_ batch: Batch) throws -> Measures {
        // snippet.step
        // The weight rises from 0 to β while training warms up.
        let weight = batch.time < warmUp ? β * batch.time / warmUp : β
        let bound = try model.evidenceLowerBound(batch.x, beta: Float(weight))
        guard bound.value.isFinite else { return measures(bound, weight) }
        try optimizers.step(model.encoder)
        try optimizers.step(model.decoder)
        // snippet.end
        if !model.reconstruction.parameters.isEmpty {
            lossState.stepsPerEpoch = optimizers.stepsPerEpoch
            lossState.step(&model.reconstruction.parameters, gradient: model.lossGradient)
        }
        return measures(bound, weight)
    }

    private func measures(_ bound: EvidenceLowerBound, _ β: Double) -> Measures {
        typealias Measure = VariationalAutoencoder.Measure
        return Measures(
            names: [Measure.loss, Measure.reconstruction, Measure.divergence, Measure.negativeBound],
            values: [bound.loss(beta: β), bound.reconstruction, bound.divergence, -bound.value])
    }

    public func evaluate(_ samples: Samples) throws -> Measures { measures(try model.evaluate(samples), β) }
    public func evaluateBeforeTraining(_ samples: Samples) throws -> Measures { try evaluate(samples.prefix(1000)) }
    public func check(_ samples: Samples, role: String) throws {
        try model.check(samples, role: role)
        try model.reconstruction.check(targetsOf: samples.reconstructingInputs, role: role)
    }
    public func forget() { model.forget() }

    public var settings: String {
        "\(model.reconstruction.name) with \(model.reconstruction.parameters.count) constants, β \(β), warm-up \(warmUp)"
    }

    public var state: [UInt8] {
        get {
            let memory = Memory(
                codes: model.sampler.random, parameters: model.reconstruction.parameters,
                steps: lossState.snapshot.steps,
                moments: lossState.snapshot.moments)
            return (try? JSONEncoder().encode(memory)).map(Array.init) ?? []
        }
        set {
            guard let memory = try? JSONDecoder().decode(Memory.self, from: Data(newValue)) else { return }
            model.sampler.random = memory.codes
            model.reconstruction.parameters = memory.parameters
            try? lossState.restore(OptimizerState.Snapshot(steps: memory.steps, moments: memory.moments))
        }
    }

    private struct Memory: Codable {
        var codes: RandomGenerator
        var parameters: [Float]
        var steps: Int
        var moments: [Float]
    }

    public func placeOfDivergence(_ batch: Batch) -> String { model.placeOfDivergence(batch.x) }
}

extension VariationalAutoencoder {
    /// Where the first number that is not finite stands.
    func placeOfDivergence(_ x: Tensor) -> String {
        if let place = encoder.placeOfDivergence(x) { return "the encoder's " + place }
        guard let heads = try? encoder.forward(x, .inference) else { return "the encoder" }
        let z = sampler.forward(heads)
        if !sampler.divergence.isFinite { return "the relative entropy, as a variance overflowed" }
        if let place = decoder.placeOfDivergence(z) { return "the decoder's " + place }
        return "the reconstruction loss (\(reconstruction.name))"
    }
}

import Foundation
import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

/// A small model with everything in it; smooth, so that central differences say something everywhere.
private func smallModel(_ reconstruction: any Loss, seed: UInt64 = 3) throws -> VariationalAutoencoder {
    try VariationalAutoencoder(input: 6, code: 2, reconstruction: reconstruction, seed: seed) {
        Dense(5, .tanh)
    } decoder: {
        Dense(4, .silu)
        if reconstruction is BinaryCrossEntropy { Dense(6, .sigmoid) } else { Dense(6) }
    }
}

/// ½ Σ wᵢ (xᵢ − yᵢ)²: a loss that is no law.
private struct WeightedSquares: Loss {
    let name = "weighted squares"
    private func w(_ y: Tensor) -> Tensor {
        Tensor(shape: y.shape) { w in for i in w.indices { w[i] = Float(i % y.columns + 1) } }
    }
    func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        0.5 * (try w(y) * (y - t) * (y - t)).sum / Double(y.rows)
    }
    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor { try 1 / Float(y.rows) * (w(y) * (y - t)) }
}

/// Rows in clusters, values in 0…1.
private func clusters(_ count: Int, columns: Int, seed: UInt64) throws -> Samples {
    var random = RandomGenerator(seed: seed)
    let rows = (0..<count).map { _ in
        let cluster = random.integer(below: 2)
        return (0..<columns).map { j in
            Float(0.1 + 0.6 * (j % 2 == cluster ? 1 : 0) + 0.2 * random.uniform())
        }
    }
    let x = try Tensor(rows: rows)
    return try Samples(inputs: x, targets: x)
}

@Suite struct VariationalAutoencoderTests {
    // MARK: The gradient

    /// All weights of both networks, and what the reconstruction loss learns.
    private func variables(_ model: VariationalAutoencoder) -> [Float] {
        (model.encoder.parameters + model.decoder.parameters).flatMap(\.value.values) + model.reconstruction.parameters
    }

    private func setVariables(_ values: [Float], of model: VariationalAutoencoder) throws {
        var position = 0
        for parameter in model.encoder.parameters + model.decoder.parameters {
            parameter.value = try Tensor(
                Array(values[position..<position + parameter.count]), shape: parameter.shape)
            position += parameter.count
        }
        if position < values.count { model.reconstruction.parameters = Array(values[position...]) }
    }

    private func check(_ model: VariationalAutoencoder, input: Shape, beta: Float) throws -> GradientCheck {
        var random = RandomGenerator(seed: 5)
        let x = Tensor.uniform(input.prefixed(by: 3), in: 0.05..<0.95, using: &random)
        let noise = Tensor.normal([3, model.codeSize], using: &random)
        // Biases begin at zero, where a mistake could hide.
        try setVariables(variables(model).map { $0 + Float(random.uniform() - 0.5) / 4 }, of: model)
        _ = try model.evidenceLowerBound(x, beta: beta, noise: noise)
        let gradient =
            (model.encoder.parameters + model.decoder.parameters).flatMap(\.gradient.values)
            + model.lossGradient
        return try GradientCheck(
            of: { values in
                try setVariables(values, of: model)
                return try model.evidenceLowerBound(x, beta: beta, noise: noise, differentiated: false).loss(
                    beta: Double(beta))
            }, gradient: gradient, at: variables(model))
    }

    @Test(arguments: ["bernoulli", "gaussian", "learnt", "custom"], [Float(1), 0.2, 4])
    func theWholeGradientPasses(_ kind: String, _ beta: Float) throws {
        let loss: any Loss =
            switch kind {
            case "bernoulli": .bernoulli
            case "gaussian": .gaussian(variance: 0.3)
            case "learnt": .gaussian(learningVarianceFrom: 0.5)
            default: WeightedSquares()
            }
        let check = try check(smallModel(loss), input: [6], beta: beta)
        #expect(check.passed, "\(kind), β = \(beta): \(check)")
    }

    /// Through images, residual blocks and layers that reshape.
    @Test func theGradientPassesForOtherLayers() throws {
        let model = try VariationalAutoencoder(input: [3, 2, 1], code: 3, seed: 2) {
            Flatten()
            Residual { Dense(6, .tanh) }
            Reshape([3, 2, 1])
        } decoder: {
            Dense(6, .silu)
            Residual { Dense(6) }
            Reshape([3, 2, 1])
            ActivationLayer(.sigmoid)
        }
        let check = try check(model, input: [3, 2, 1], beta: 1)
        #expect(check.passed, "\(check)")
    }

    // MARK: Its terms

    /// The two terms against their definitions in Double.
    @Test func theTermsAreSumsPerSample() throws {
        var random = RandomGenerator(seed: 9)
        let x = Tensor.uniform([4, 6], using: &random)
        let noise = Tensor.normal([4, 2], using: &random)
        for (loss, β) in [(BinaryCrossEntropy() as any Loss, 1.0), (GaussianDecoder(variance: 0.2), 2)] {
            let model = try smallModel(loss)
            let bound = try model.evidenceLowerBound(x, beta: Float(β), noise: noise)
            let law = try model.encode(x)
            var (reconstruction, divergence) = (0.0, 0.0)
            for i in 0..<4 {
                divergence += KullbackLeiblerDivergence.standardNormal(
                    mean: law.mean.row(i).values.map(Double.init),
                    logVariance: law.logVariance.row(i).values.map(Double.init))
                let z = (0..<2).map { law.mean[i, $0] + exp(0.5 * law.logVariance[i, $0]) * noise[i, $0] }
                let f = try model.decode(Tensor(rows: [z])).values.map(Double.init)
                for (f, x) in zip(f, x.row(i).values.map(Double.init)) {
                    reconstruction -=
                        loss is BinaryCrossEntropy
                        ? x * log(f) + (1 - x) * log(1 - f)
                        : -(x - f) * (x - f) / (2 * 0.2) - 0.5 * log(2 * Double.pi * 0.2)
                }
            }
            #expect(abs(bound.reconstruction - reconstruction / 4) < 1e-5 * abs(reconstruction))
            #expect(abs(bound.divergence - divergence / 4) < 1e-5 * abs(divergence))
            #expect(abs(bound.loss(beta: β) - bound.reconstruction - β * bound.divergence) < 1e-12)
            #expect(abs(bound.value + bound.reconstruction + bound.divergence) < 1e-12)
        }
    }

    /// What training reports of a batch is the mean over its samples, whatever the batch's size.
    @Test func aBatchIsTheMeanOfItsSamples() throws {
        var random = RandomGenerator(seed: 4)
        let (x, noise) = (Tensor.uniform([5, 6], using: &random), Tensor.normal([5, 2], using: &random))
        let model = try smallModel(.bernoulli)
        let whole = try model.evidenceLowerBound(x, noise: noise)
        let gradient = model.encoder.parameters.flatMap(\.gradient.values)
        var (loss, sum) = (0.0, [Float](repeating: 0, count: gradient.count))
        for i in 0..<5 {
            loss += try model.evidenceLowerBound(x.rows(i..<i + 1), noise: noise.rows(i..<i + 1)).loss(beta: 1)
            for (j, g) in model.encoder.parameters.flatMap(\.gradient.values).enumerated() { sum[j] += g / 5 }
        }
        #expect(abs(whole.loss(beta: 1) - loss / 5) < 1e-5)
        #expect(zip(gradient, sum).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    // MARK: Training

    @Test func trainingRaisesTheBoundAndCanBeRepeated() throws {
        let (training, validation) = (try clusters(300, columns: 6, seed: 1), try clusters(100, columns: 6, seed: 2))
        func run() throws -> (VariationalAutoencoder, History) {
            let model = try smallModel(.gaussian(learningVarianceFrom: 0.1), seed: 7)
            let history = try model.fit(
                training, validation: validation, optimizer: .adam(learningRate: 0.02), epochs: 50, batchSize: 32,
                warmUp: 5)
            return (model, history)
        }
        let (model, history) = try run()
        let bounds = history.validation(VariationalAutoencoder.Measure.negativeBound)
        #expect(bounds.count == 51 && bounds.last! < bounds[0] - 3)
        #expect(bounds.last! == -(try model.evaluate(validation).value))
        // The noise of the data has a variance of 0.2²/12 in each component, the clusters 0.09 more.
        let c = try #require(model.reconstruction as? GaussianDecoder).variance
        #expect(c > 0.002 && c < 0.03, "\(c)")
        let (again, repeated) = try run()
        #expect(repeated.training("loss") == history.training("loss"))
        #expect(try again.sample(5, seed: 3) == model.sample(5, seed: 3))
    }

    /// Two ways from one beginning: the same loss takes a copy where it would take the model, another loss elsewhere, and neither
    /// moves the other.
    @Test func aCopyGoesOnByItself() throws {
        let data = try clusters(60, columns: 6, seed: 4)
        func train(_ model: VariationalAutoencoder) throws {
            try model.fit(data, optimizer: .adam(learningRate: 0.01), epochs: 2, batchSize: 16)
        }
        let model = try smallModel(GaussianDecoder(variance: 0.2))
        try train(model)
        let begun = variables(model)
        let (same, other) = (try model.copy(), try model.copy(reconstruction: WeightedSquares()))
        #expect(variables(same) == begun && variables(other) == begun)
        try train(same)
        try train(other)
        #expect(variables(model) == begun)
        #expect(variables(same) != begun && variables(other) != variables(same))
        try train(model)
        #expect(variables(model) == variables(same))
        let error = #expect(throws: NetworkError.self) { try model.copy(reconstruction: .bernoulli) }
        #expect(error?.description.contains("use .sigmoid as the last activation") == true)
    }

    /// Layers that draw go on where they are, in the copy as in the model.
    @Test func aCopyDrawsWhatTheModelWouldDraw() throws {
        let data = try clusters(60, columns: 6, seed: 4)
        let model = try VariationalAutoencoder(input: 6, code: 2, reconstruction: .gaussian(variance: 0.2), seed: 3) {
            GaussianNoise(0.2)
            Dense(8, .tanh)
            Dropout(0.3)
        } decoder: {
            Residual { Dropout(0.2) }
            Dense(6)
        }
        func train(_ model: VariationalAutoencoder) throws {
            try model.fit(data, optimizer: .adam(learningRate: 0.01), epochs: 2, batchSize: 16)
        }
        try train(model)
        let copy = try model.copy()
        try train(model)
        try train(copy)
        #expect(variables(copy) == variables(model))
    }

    @Test func warmUpRaisesTheWeight() throws {
        // With a weight of zero all along, the loss is the reconstruction alone.
        let data = try clusters(64, columns: 6, seed: 1)
        let history = try smallModel(.bernoulli).fit(
            data, optimizer: .sgd(learningRate: 0), epochs: 3, batchSize: 64, beta: 2, warmUp: 2)
        let measures = history.records.dropFirst().map(\.training)
        for (record, weight) in zip(measures, [0.0, 1, 2]) {
            let expected = record["reconstruction"]! + weight * record["relative entropy"]!
            #expect(abs(record["loss"]! - expected) < 1e-9)
            #expect(abs(record["negative ELBO"]! - record["reconstruction"]! - record["relative entropy"]!) < 1e-9)
        }
    }

    @Test func aStepAfterTheFirstAllocatesNoTensor() throws {
        final class Counts {
            var values: [Int] = []
        }
        for loss: any Loss in [.bernoulli, .gaussian(learningVarianceFrom: 1)] {
            let counts = Counts()
            try smallModel(loss).fit(
                clusters(60, columns: 6, seed: 1), optimizer: .adam(), epochs: 10, batchSize: 20,
                callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
            #expect(zip(counts.values.dropFirst(), counts.values.dropFirst(2)).allSatisfy(==))
        }
    }

    @Test func earlyStoppingGivesBothNetworksTheirBestWeights() throws {
        let model = try smallModel(.gaussian(variance: 0.01))
        let stopping = EarlyStopping(patience: 3)
        let validation = try clusters(100, columns: 6, seed: 2)
        let losses = try model.fit(
            clusters(50, columns: 6, seed: 1), validation: validation, optimizer: .adam(learningRate: 0.3), epochs: 30,
            batchSize: 10, callbacks: [stopping]
        ).validation("loss")
        #expect(losses[stopping.bestEpoch] == losses.dropFirst().min())
        #expect(-(try model.evaluate(validation).value) == losses[stopping.bestEpoch])
    }

    // MARK: Errors

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func mistakesAreNamed() throws {
        let model = try smallModel(.bernoulli)
        let data = try clusters(10, columns: 6, seed: 1)
        let other = try clusters(10, columns: 4, seed: 1)
        let cases: [(String, () throws -> Void)] = [
            (
                "decoder gives 5",
                {
                    _ = try VariationalAutoencoder(input: 6, code: 2) {
                    } decoder: {
                        Dense(5, .sigmoid)
                    }
                }
            ),
            (
                "use .sigmoid as the last activation",
                {
                    _ = try VariationalAutoencoder(input: 6, code: 2) {
                    } decoder: {
                        Dense(6)
                    }
                }
            ),
            (
                "at least one number",
                {
                    _ = try VariationalAutoencoder(input: 6, code: 0) {
                    } decoder: {
                        Dense(6)
                    }
                }
            ),
            (
                "at least one input",
                {
                    _ = try VariationalAutoencoder(input: 0, code: 1) {
                    } decoder: {
                        Dense(6)
                    }
                }
            ),
            (
                "at least one layer",
                {
                    _ = try VariationalAutoencoder(input: 6, code: 1) {
                    } decoder: {
                    }
                }
            ),
            ("have shape 4", { try model.fit(other, optimizer: .adam(), epochs: 1) }),
            ("epochs must be", { try model.fit(data, optimizer: .adam(), epochs: 0) }),
            ("batch size must be", { try model.fit(data, optimizer: .adam(), epochs: 1, batchSize: 0) }),
            ("weight of the relative", { try model.fit(data, optimizer: .adam(), epochs: 1, beta: -1) }),
            ("warm-up must", { try model.fit(data, optimizer: .adam(), epochs: 1, warmUp: .nan) }),
            ("learning rate", { try model.fit(data, optimizer: .adam(learningRate: -1.0), epochs: 1) }),
            ("samples are empty", { try model.fit(data[0..<0], optimizer: .adam(), epochs: 1) }),
            ("shape 10 × 4", { _ = try model.encode(other.inputTensor) }),
            ("shape 10 × 4", { _ = try model.decode(other.inputTensor) }),
            ("one sample must be", { _ = try model.sample(0) }),
        ]
        for (part, body) in cases {
            let message = message(body)
            #expect(message.contains(part), "“\(message)” does not say “\(part)”")
        }
    }

    @Test func divergenceIsNoticedAndPlaced() throws {
        let data = try clusters(40, columns: 6, seed: 1)
        let model = try smallModel(.gaussian(variance: 1))
        model.decoder[0].weights.withUnsafeWeights { $0[1] = .nan }
        #expect(
            message { try model.fit(data, optimizer: .adam(), epochs: 1) }.contains(
                "the decoder's layer 1, Dense(4, silu): its weights"))
        let wide = try smallModel(.gaussian(variance: 1))
        // ln σ² = 200: the variance is no Float.
        wide.encoder[1].biases.withUnsafeWeights { $0[3] = 200 }
        #expect(message { try wide.fit(data, optimizer: .adam(), epochs: 1) }.contains("a variance overflowed"))
    }
}

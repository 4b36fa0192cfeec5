import Autoencoders
import NeuralNetworks
import Tensors
import Testing

@Suite struct FeaturePerceptualLossTests {
    /// Smooth activations, so that finite differences meet no kink.
    private func network() throws -> Network {
        try Network(input: [8, 8, 3], seed: 2) {
            Conv2D(4, kernel: 3, stride: 2, .tanh)
            Conv2D(5, kernel: 3, .tanh)
            Conv2D(6, kernel: 3, stride: 2, .tanh)
            Flatten()
            Dense(2, .sigmoid)
        }
    }

    private func images(_ count: Int, seed: UInt64) -> Tensor {
        var random = RandomGenerator(seed: seed)
        return Tensor.uniform([count, 8, 8, 3], using: &random)
    }

    @Test func valueIsTheFormula() throws {
        let network = try network()
        let (x, y) = (images(3, seed: 4), images(3, seed: 5))
        let loss = try FeaturePerceptualLoss(network: network, layers: [0, 2], weight: 1.5)
        // Layer by layer, from the features as the network predicts them.
        let expected = [0, 2].reduce(0.0) { sum, layer in
            let (a, b) = (network.predict(x, through: 0..<layer + 1), network.predict(y, through: 0..<layer + 1))
            let squares = zip(a.values, b.values).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            return sum + 1.5 * squares / (2 * Double(a.columns))
        }
        #expect(abs(try loss.value(y, targets: x) - expected / 3) < 1e-5 * expected / 3)
        #expect(try loss.value(x, targets: x) == 0)
    }

    @Test func pixelsAreAddedAsAGaussianLawWouldCompareThem() throws {
        let network = try network()
        let (x, y) = (images(3, seed: 4), images(3, seed: 5))
        let features = try FeaturePerceptualLoss(network: network, layers: [1])
        let both = try FeaturePerceptualLoss(network: network, layers: [1], pixelVariance: 0.2)
        let squares = zip(x.values, y.values).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        let added = try both.value(y, targets: x) - features.value(y, targets: x)
        #expect(abs(added - squares / 0.4 / 3) < 1e-5 * added)
    }

    @Test(arguments: [[0], [0, 1, 2], [1, 2]], [nil, 0.5])
    func gradientAgreesWithDifferences(_ layers: [Int], _ c: Double?) throws {
        let loss = try FeaturePerceptualLoss(network: network(), layers: layers, weight: 40, pixelVariance: c)
        let (x, y) = (images(2, seed: 6), images(2, seed: 7))
        var gradient = Tensor()
        _ = try loss.evaluate(y, targets: x, gradient: &gradient)
        var random = RandomGenerator(seed: 8)
        for _ in 0..<6 {
            // Along a random direction; the gradient is that of the mean over the two samples.
            let direction = Tensor.normal(y.shape, using: &random)
            func value(_ step: Float) throws -> Double { try loss.value(y + step * direction, targets: x) }
            let h: Float = 2e-3
            let slope = try (value(h) - value(-h)) / Double(2 * h)
            let expected = zip(gradient.values, direction.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            #expect(abs(slope - expected) < 0.01 * max(abs(expected), 0.05))
        }
    }

    @Test func theNetworkStaysAsItIs() throws {
        let loss = try FeaturePerceptualLoss(network: network(), layers: [0, 1], weight: 50)
        let before = loss.network.parameters.map(\.value.values)
        let vae = try VariationalAutoencoder(input: [8, 8, 3], code: 2, reconstruction: loss) {
            Flatten()
        } decoder: {
            Dense(8 * 8 * 3, .sigmoid)
            Reshape([8, 8, 3])
        }
        // One image again and again: nothing keeps the features from becoming its own.
        let image = images(1, seed: 9).values
        let x = try Tensor((0..<16).flatMap { _ in image }, shape: [16, 8, 8, 3])
        let history = try vae.fit(
            Samples(inputs: x, targets: x), optimizer: .adam(learningRate: 0.01), epochs: 100, batchSize: 8)
        #expect(loss.network.parameters.map(\.value.values) == before)
        let terms = history.records.compactMap { $0.training[VariationalAutoencoder.Measure.reconstruction] }
        #expect(terms.last! < 0.1 * terms[0])
    }

    /// Without a gradient the loss is computed in pieces.
    @Test func manySamplesCostWhatTheyCostOneByOne() throws {
        let (x, y) = (images(70, seed: 11), images(70, seed: 12))
        let loss = try FeaturePerceptualLoss(network: network(), layers: [0, 2], pixelVariance: 0.3)
        let single = try (0..<70).reduce(0.0) {
            try $0 + loss.value(y.rows($1..<$1 + 1), targets: x.rows($1..<$1 + 1)) / 70
        }
        #expect(abs(try loss.value(y, targets: x) - single) < 1e-6 * single)
    }

    @Test func whatBecomesOfTheNetworkDoesNotChangeTheLoss() throws {
        let network = try network()
        let (x, y) = (images(3, seed: 4), images(3, seed: 5))
        let loss = try FeaturePerceptualLoss(network: network, layers: [1])
        let before = try loss.value(y, targets: x)
        for parameter in network.parameters { parameter.value = Tensor(shape: parameter.shape) }
        #expect(try loss.value(y, targets: x) == before && before > 0)
    }

    @Test func calibrationSetsTheDistanceOfDifferentSamples() throws {
        let x = images(20, seed: 10)
        let loss = try FeaturePerceptualLoss.calibrated(network(), layers: [0, 1, 2], nats: 300, on: x)
        let distance = try loss.value(x.rows(0..<19), targets: x.rows(1..<20))
        #expect(abs(distance - 300) < 0.01)
    }

    @Test(arguments: [[], [5], [-1], [1, 0], [2, 2]])
    func layersThatAreNotThereAreRefused(_ layers: [Int]) throws {
        #expect(throws: NetworkError.self) { try FeaturePerceptualLoss(network: network(), layers: layers) }
        #expect(throws: NetworkError.self) { try FeaturePerceptualLoss(network: network(), layers: [0], weight: .nan) }
        #expect(throws: NetworkError.self) {
            try FeaturePerceptualLoss(network: network(), layers: [0], pixelVariance: 0)
        }
    }
}

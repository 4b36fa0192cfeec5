import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct NormalisationTests {
    /// Two samples of three channels whose statistics are plain.
    @Test func batchNormByHand() throws {
        let network = try Network(input: 3, seed: 1) { BatchNorm(momentum: 0.75, epsilon: 0.25) }
        let x = try Tensor(rows: [[1, 10, 0], [3, 10, 6]])
        network.parameters[0].value = Tensor([2, 3, 1])
        network.parameters[1].value = Tensor([0, 5, -1])
        // Means 2, 10, 3; variances 1, 0, 9; unbiased 2, 0, 18.
        let y = try network.forward(x)
        let expected: [Double] = [
            -2 / 1.25.squareRoot(), 5, -3 / 9.25.squareRoot() - 1, 2 / 1.25.squareRoot(), 5, 3 / 9.25.squareRoot() - 1,
        ]
        for (a, b) in zip(y.values, expected) { #expect(abs(Double(a) - b) < 1e-6) }
        #expect(network.statistics.map(\.name) == ["1.mean", "1.variance"])
        #expect(network.statistics[0].value.values == [0.5, 2.5, 0.75])
        #expect(network.statistics[1].value.values == [0.75 + 0.5, 0.75, 0.75 + 4.5])
        // In use: by the running statistics, and they stay as they are.
        let used = try network.predict(x.rows(0..<1))
        #expect(abs(used[0, 0] - 2 * 0.5 / Float(1.5).squareRoot()) < 1e-6)
        #expect(network.statistics[0].value.values == [0.5, 2.5, 0.75])
    }

    /// Of images, all pixels of a channel count together.
    @Test(arguments: [1, 5, 8, 19])
    func batchNormBringsEveryChannelToMean0AndVariance1(_ channels: Int) throws {
        var random = RandomGenerator(seed: UInt64(channels))
        var x = Tensor.normal([11, 9, 7, channels], standardDeviation: 3, using: &random)
        x = x.map { $0 + 40 }
        let network = try Network(input: [9, 7, channels]) { BatchNorm() }
        let y = try network.forward(x).values
        let n = 11 * 9 * 7
        for c in 0..<channels {
            let values = (0..<n).map { Double(y[$0 * channels + c]) }
            let mean = values.reduce(0, +) / Double(n)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
            // A mean of 40 is rounded by up to 2e-6, and so is each difference from it.
            #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-5, "\(mean), \(variance)")
        }
    }

    /// The running statistics tend to those of the data.
    @Test func theRunningStatisticsConverge() throws {
        var random = RandomGenerator(seed: 3)
        let network = try Network(input: 9) { BatchNorm() }
        for _ in 0..<200 {
            _ = try network.forward(Tensor.normal([500, 9], mean: 2, standardDeviation: 3, using: &random))
        }
        for c in 0..<9 {
            #expect(abs(network.statistics[0].value[flat: c] - 2) < 0.2)
            #expect(abs(network.statistics[1].value[flat: c] - 9) < 1)
        }
    }

    @Test(arguments: [1, 6, 8, 37])
    func layerNormBringsEveryRowToMean0AndVariance1(_ channels: Int) throws {
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([5, 3, 2, channels], mean: -7, standardDeviation: 4, using: &random)
        let network = try Network(input: [3, 2, channels]) { LayerNorm(epsilon: 1e-9) }
        let y = try network.forward(x).values
        for row in 0..<30 {
            let values = y[row * channels..<(row + 1) * channels].map(Double.init)
            let mean = values.reduce(0, +) / Double(channels)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
            #expect(abs(mean) < 1e-5)
            #expect(channels == 1 || abs(variance - 1) < 1e-4)
        }
        network.parameters[0].value = Tensor(repeating: 0, shape: [channels])
        network.parameters[1].value = Tensor(repeating: 5, shape: [channels])
        #expect(try network.forward(x).values.allSatisfy { $0 == 5 })
    }

    @Test func gradientsPass() throws {
        let layers: [(any LayerDeclaration, Shape)] = [
            (BatchNorm(), [5]), (BatchNorm(epsilon: 0.1), [3, 2, 9]), (BatchNorm(), [2, 8]), (LayerNorm(), [7]),
            (LayerNorm(epsilon: 0.1), [2, 3, 10]),
        ]
        for (layer, shape) in layers {
            for seed in UInt64(1)...3 {
                let check = try GradientCheck.layer(layer, input: shape, samples: 6, seed: seed)
                #expect(check.passed, "\(layer.name) on \(shape): \(check)")
            }
        }
    }

    @Test func parameterGradientsReplaceOrAccumulate() throws {
        var random = RandomGenerator(seed: 2)
        for layer: any LayerDeclaration in [BatchNorm(), LayerNorm()] {
            let network = try Network(input: [3, 3, 4], seed: 1, declarations: [layer])
            let x = Tensor.normal([5, 3, 3, 4], using: &random)
            let g = Tensor.normal(x.shape, using: &random)
            _ = try network.forward(x)
            try network.backward(g)
            let once = network.parameters.map(\.gradient.values)
            try network.backward(g, computing: .parameters)
            #expect(network.parameters.map(\.gradient.values) == once)
            try network.backward(g, computing: [.parameters, .accumulate])
            #expect(network.parameters.map(\.gradient.values) == once.map { $0.map { 2 * $0 } })
        }
    }

    /// The gradient of a frozen pass, whose statistics are constants, by central differences.
    @Test func frozenGradientsPass() throws {
        let network = try Network(input: [4, 4, 2], seed: 1) {
            Conv2D(8, kernel: 3, .silu)
            BatchNorm()
            Dropout(0.5)
            GaussianNoise(1)
            Flatten()
            Dense(3, .tanh)
        }
        var random = RandomGenerator(seed: 4)
        for _ in 0..<3 { _ = try network.forward(Tensor.normal([20, 4, 4, 2], using: &random)) }
        let statistics = network.statistics.map(\.value.values)
        let x = Tensor.normal([2, 4, 4, 2], using: &random)
        let c = Tensor.normal([2, 3], using: &random)
        _ = try network.forward(x, .frozen)
        let gradient = try network.backward(c, computing: .inputs)
        let check = try GradientCheck(
            of: { values in
                let y = try network.predict(Tensor(values, shape: x.shape))
                return zip(y.values, c.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }, gradient: gradient.values, at: x.values)
        #expect(check.passed, "\(check)")
        #expect(network.statistics.map(\.value.values) == statistics)
    }

    @Test func nonsenseIsRefused() throws {
        #expect(throws: NetworkError.self) { try Network(input: 3) { BatchNorm(momentum: 1) } }
        #expect(throws: NetworkError.self) { try Network(input: 3) { BatchNorm(epsilon: 0) } }
        #expect(throws: NetworkError.self) { try Network(input: 3) { LayerNorm(epsilon: -1) } }
    }
}

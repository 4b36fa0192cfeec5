import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

/// Normalising and pooling layers where floating-point numbers are short of digits.
@Suite struct NumericsOfLayersTests {
    // MARK: Constants and nearly constant channels

    static let large: [Float] = [65_535.7, 1000.1, 20_240_100, 1.7e9, -3e7]

    @Test(arguments: large, [1, 3, 8, 9])
    func aConstantChannelIsNormalisedToZero(_ value: Float, _ channels: Int) throws {
        let x = Tensor(repeating: value, shape: [300, channels])
        let batch = try Network(input: channels) { BatchNorm() }
        #expect(try batch.forward(x).values.allSatisfy { $0 == 0 })
        let layer = try Network(input: channels) { LayerNorm() }
        #expect(try layer.forward(x).values.allSatisfy { $0 == 0 })
    }

    /// In use too: the running mean reaches the constant, not a place some Floats short of it.
    @Test(arguments: large, [1, 8])
    func theRunningMeanReachesAConstant(_ value: Float, _ channels: Int) throws {
        let network = try Network(input: channels) { BatchNorm() }
        let x = Tensor(repeating: value, shape: [4, channels])
        for _ in 0..<1200 { _ = try network.forward(x) }
        #expect(network.statistics[0].value.values.allSatisfy { $0 == value })
        #expect(try network.predict(x).values.allSatisfy { $0 == 0 })
    }

    /// Two numbers that are neighbours in Float: their mean is none.
    @Test(arguments: [1, 8, 11])
    func neighboursAreToldApart(_ channels: Int) throws {
        let (a, b): (Float, Float) = (65_535.7, Float(65_535.7).nextUp)
        let half = Double(b - a) / 2
        let right = half / (half * half + 1e-9).squareRoot()
        let rows = (0..<200).map { [Float](repeating: $0 % 2 == 0 ? a : b, count: channels) }
        let batch = try Network(input: channels) { BatchNorm(epsilon: 1e-9) }
        let y = try batch.forward(Tensor(rows: rows))
        for (i, value) in y.values.enumerated() {
            #expect(abs(Double(value) - (i / channels % 2 == 0 ? -right : right)) < 1e-5)
        }
        let layer = try Network(input: 10) { LayerNorm(epsilon: 1e-9) }
        let row = try layer.forward(Tensor(rows: [(0..<10).map { $0 % 2 == 0 ? a : b }])).values
        for (i, value) in row.enumerated() { #expect(abs(Double(value) - (i % 2 == 0 ? -right : right)) < 1e-5) }
    }

    /// A gradient that is the same for all rows only shifts them, and the shift is normalised away: ∂L/∂x = 0, up to the
    /// correlation with x, which is a matter of rounding g's products.
    @Test(arguments: [1, 8, 9])
    func aConstantGradientIsTakenOff(_ channels: Int) throws {
        let value: Float = 65_535.7
        var random = RandomGenerator(seed: 4)
        let x = Tensor.normal([300, channels], using: &random)
        let g = Tensor(repeating: value, shape: [300, channels])
        let batch = try Network(input: channels) { BatchNorm() }
        _ = try batch.forward(x)
        let dx = try batch.backward(g)
        #expect(dx.values.allSatisfy { abs($0) < 2e-6 * value })
        #expect(batch.parameters[1].gradient.values.allSatisfy { $0 == Float(300 * Double(value)) })
        // Where x is constant too, nothing correlates.
        _ = try batch.forward(Tensor(repeating: 3, shape: [300, channels]))
        #expect(try batch.backward(g).values.allSatisfy { $0 == 0 })
        let layer = try Network(input: channels) { LayerNorm() }
        _ = try layer.forward(x)
        #expect(try layer.backward(g).values.allSatisfy { $0 == 0 })
    }

    /// Numbers about a large mean, forward and backward, against the formulae in Double.
    @Test(arguments: [1, 8, 13])
    func batchNormAboutALargeMean(_ channels: Int) throws {
        var random = RandomGenerator(seed: 9)
        let (n, ε) = (500, 1e-5)
        let x = Tensor.normal([n, channels], mean: 65_535.7, standardDeviation: 0.1, using: &random)
        let g = Tensor.normal([n, channels], mean: 1000, standardDeviation: 0.5, using: &random)
        let network = try Network(input: channels) { BatchNorm(epsilon: Float(ε)) }
        let y = try network.forward(x)
        let dx = try network.backward(g)
        for c in 0..<channels {
            let xs = (0..<n).map { Double(x[$0, c]) }
            let gs = (0..<n).map { Double(g[$0, c]) }
            let μ = xs.reduce(0, +) / Double(n)
            let s = 1 / (xs.reduce(0) { $0 + ($1 - μ) * ($1 - μ) } / Double(n) + Double(Float(ε))).squareRoot()
            let meanG = gs.reduce(0, +) / Double(n)
            let slope = zip(gs, xs).reduce(0) { $0 + $1.0 * ($1.1 - μ) } / Double(n) * s * s
            for i in 0..<n {
                #expect(abs(Double(y[i, c]) - (xs[i] - μ) * s) < 1e-5)
                #expect(abs(Double(dx[i, c]) - s * (gs[i] - meanG - (xs[i] - μ) * slope)) < 1e-2)
            }
            let dγ = zip(gs, xs).reduce(0) { $0 + $1.0 * ($1.1 - μ) * s }
            #expect(abs(Double(network.parameters[0].gradient[flat: c]) - dγ) < 0.5)
        }
    }

    // MARK: A batch of one

    @Test func oneRowLeavesTheRunningStatisticsAlone() throws {
        let vector = try Network(input: 2) { BatchNorm(momentum: 0.5) }
        #expect(try vector.forward(Tensor(rows: [[5, -1]])).values == [0, 0])
        #expect(vector.statistics.map(\.value.values) == [[0, 0], [1, 1]])
        // Of an image, every pixel is a row.
        let image = try Network(input: [1, 2, 1]) { BatchNorm(momentum: 0.5) }
        _ = try image.forward(Tensor([1, 5], shape: [1, 1, 2, 1]))
        #expect(image.statistics.map(\.value.values) == [[1.5], [4.5]])
    }

    @Test func anEpochWhoseLastBatchHasOneSample() throws {
        var random = RandomGenerator(seed: 1)
        let x = Tensor.normal([51, 1], mean: 10, standardDeviation: 3, using: &random)
        let network = try Network(input: 1) { BatchNorm(momentum: 0.9) }
        try network.fit(
            Samples(inputs: x, targets: x), loss: .meanSquaredError, optimizer: .sgd(0), epochs: 60, batchSize: 50)
        let values = x.values.map(Double.init)
        let mean = values.reduce(0, +) / 51
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50
        #expect(abs(Double(network.statistics[1].value[flat: 0]) - variance) < 0.1 * variance)
        #expect(abs(Double(network.statistics[0].value[flat: 0]) - mean) < 0.2)
    }

    // MARK: Pooling

    @Test(arguments: [(256, 1), (1024, 1), (300, 9)])
    func theMeanOfALargeImage(_ side: Int, _ channels: Int) throws {
        let network = try Network(input: [side, side, channels]) { GlobalAveragePool() }
        let y = try network.predict(Tensor(repeating: 0.1, shape: [1, side, side, channels]))
        for value in y.values { #expect(abs(value - 0.1) < 5e-7) }
    }

    /// Against sums in Double, for windows about as large as a block, and with a rest of rows and columns.
    @Test(arguments: [(11, 3), (12, 12), (13, 5)])
    func largeWindows(_ size: Int, _ stride: Int) throws {
        var random = RandomGenerator(seed: 3)
        let x = Tensor.normal([2, 27, 26, 3], mean: 50, using: &random)
        let network = try Network(input: [27, 26, 3]) { AveragePool2D(size, stride: stride) }
        let y = try network.forward(x)
        var next = 0
        for image in 0..<2 {
            for i in 0...(27 - size) / stride {
                for j in 0...(26 - size) / stride {
                    for c in 0..<3 {
                        var sum = 0.0
                        for a in 0..<size {
                            for b in 0..<size {
                                let pixel = (i * stride + a) * 26 + j * stride + b
                                sum += Double(x[image, pixel * 3 + c])
                            }
                        }
                        #expect(abs(Double(y[flat: next]) - sum / Double(size * size)) < 5e-5)
                        next += 1
                    }
                }
            }
        }
        #expect(next == y.count)
    }

    /// A NaN is its window's largest number: the gradient goes to it.
    @Test(arguments: [(2, 2, 8), (2, 2, 1), (3, 1, 8), (3, 1, 3), (2, 1, 9)])
    func theGradientOfAMaximumReachesANaN(_ size: Int, _ stride: Int, _ channels: Int) throws {
        let side = size
        let network = try Network(input: [side, side, channels]) { MaxPool2D(size, stride: stride) }
        var values = [Float](repeating: 7, count: side * side * channels)
        let place = (side + 1) * channels
        for c in 0..<channels { values[place + c] = .nan }
        let y = try network.forward(Tensor(values, shape: [1, side, side, channels]))
        #expect(y.values.allSatisfy { $0.isNaN })
        let dx = try network.backward(Tensor(repeating: 2, shape: y.shape)).values
        for i in dx.indices { #expect(dx[i] == ((place..<place + channels).contains(i) ? 2 : 0)) }
    }

    // MARK: An inference pass between forward and backward

    /// Layers by themselves: the gradient of a training pass does not depend on what was looked at in between.
    @Test func anInferencePassLeavesTheTrainingPassAlone() throws {
        let shape: Shape = [4, 4, 8]
        for declaration: any LayerDeclaration in [
            BatchNorm(), LayerNorm(), MaxPool2D(2), MaxPool2D(3, stride: 1), AveragePool2D(2), GlobalAveragePool(),
            Dropout(0.5), GaussianNoise(1), Upsampling2D(2), BilinearUpsampling2D(2),
        ] {
            for pass in [Pass.training, .frozen] {
                func gradients(looking: Bool) throws -> [[Float]] {
                    let network = try Network(input: shape, seed: 1) { declaration }
                    let layer = network.layers[0]
                    var random = RandomGenerator(seed: 5)
                    let x = Tensor.normal([6, 4, 4, 8], using: &random)
                    let other = Tensor.normal([6, 4, 4, 8], mean: 3, standardDeviation: 9, using: &random)
                    let y = layer.forward(x, pass)
                    let g = Tensor.normal(y.shape, using: &random)
                    if looking { _ = layer.forward(other, .inference) }
                    return [layer.backward(g, computing: .all).values] + network.parameters.map(\.gradient.values)
                }
                #expect(try gradients(looking: true) == gradients(looking: false), "\(declaration.name), \(pass)")
            }
        }
    }

    // MARK: Layers that draw random numbers

    @Test func aLayerDrawsAgainFromTheGeneratorThatItHad() throws {
        for declaration: any LayerDeclaration in [Dropout(0.5), GaussianNoise(1)] {
            let network = try Network(input: 20, seed: 3) { declaration }
            let layer = try #require(network.layers[0] as? any RandomLayer)
            let x = Tensor(repeating: 1, shape: [3, 20])
            let first = layer.forward(x, .training)
            let generator = layer.random
            let second = layer.forward(x, .training)
            #expect(second != first)
            layer.random = generator
            #expect(layer.forward(x, .training) == second)
            // And so does another layer with that generator.
            let other = try #require(try Network(input: 20, seed: 4) { declaration }.layers[0] as? any RandomLayer)
            other.random = generator
            #expect(other.forward(x, .training) == second)
        }
    }
}

import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct NetworkTests {
    private func network(deep: Bool, blocks: Int) throws -> Network {
        try Network(input: 6, seed: 1) {
            if deep { Dense(5, .relu) }
            for _ in 0..<blocks { Dense(4, .tanh) }
            if blocks > 1 {
                Dense(3, .elu)
            } else {
                Dense(2)
            }
        }
    }

    @Test func aFalseIfAddsNothing() throws {
        #expect(try network(deep: false, blocks: 0).layers.map(\.name) == ["Dense(2)"])
        #expect(try network(deep: true, blocks: 0).layers.map(\.name) == ["Dense(5, relu)", "Dense(2)"])
    }

    @Test func loopsAndBranchesAddWhatTheyHold() throws {
        let network = try network(deep: true, blocks: 2)
        #expect(
            network.layers.map(\.name)
                == ["Dense(5, relu)", "Dense(4, tanh)", "Dense(4, tanh)", "Dense(3, elu)"])
        #expect(network.outputShape == [3])
    }

    @Test func theLecturesClassifierHas84060Weights() throws {
        let network = try Network(input: 28 * 28, seed: 1) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
        #expect(network.parameterCount == 784 * 100 + 100 + 100 * 50 + 50 + 50 * 10 + 10)
        #expect(network.summary.rows.map(\.parameters) == [78500, 5050, 510])
        let rule = String(repeating: "─", count: 38)
        let table = """
            Layer               Output  Parameters
            \(rule)
            Input               784
            Dense(100, relu)    100          78500
            Dense(50, relu)     50            5050
            Dense(10, softmax)  10             510
            \(rule)
            Total                            84060
            """
        #expect("\(network)" == table)
    }

    @Test func anErrorNamesPositionAndShapes() throws {
        let image = #expect(throws: NetworkError.self) {
            try Network(input: [28, 28, 1]) { Dense(10) }
        }
        #expect(image?.description.contains("Layer 1, Dense(10)") == true)
        #expect(image?.description.contains("28 × 28 × 1") == true)
        let reshape = #expect(throws: NetworkError.self) {
            try Network(input: 10) {
                Dense(7)
                Reshape([2, 3])
            }
        }
        #expect(reshape?.description.contains("Layer 2, Reshape(2 × 3), cannot take an input of shape 7") == true)
        let nested = #expect(throws: NetworkError.self) {
            try Network(input: 10) {
                Dense(7)
                Residual {
                    Dense(7)
                    Dropout(1.5)
                }
            }
        }
        #expect(nested?.description.contains("2.2") == true)
        let residual = #expect(throws: NetworkError.self) { try Network(input: 10) { Residual { Dense(7) } } }
        #expect(residual?.description.contains("7, which cannot be added") == true)
        #expect(throws: NetworkError.self) { try Network(input: 10) {} }
        #expect(throws: NetworkError.self) { try Network(input: 0) { Dense(1) } }
        #expect(throws: NetworkError.self) { try Network(input: 3) { Dense(0) } }
    }

    @Test func aBatchOfAnotherShapeIsRefused() throws {
        let network = try Network(input: 3) { Dense(2) }
        #expect(throws: NetworkError.self) { try network.forward(Tensor(shape: [5, 4])) }
        #expect(throws: NetworkError.self) { try network.predict(Tensor(shape: [3])) }
        #expect(try network.predict(Tensor(shape: [1100, 3])).shape == [1100, 2])
    }

    /// Layers that give much take few samples at once, and a prediction does not depend on how many.
    @Test func manySamplesAreTakenInPieces() throws {
        #expect(try Network(input: 784) { Dense(10) }.samplesAtOnce == 512)
        let network = try Network(input: [64, 64, 3], seed: 2) { Conv2D(32, kernel: 3, .relu) }
        #expect(network.samplesAtOnce == (1 << 23) / (64 * 64 * 32))
        var random = RandomGenerator(seed: 1)
        let x = Tensor.uniform([network.samplesAtOnce + 3, 64, 64, 3], using: &random)
        let y = try network.predict(x)
        for row in [0, network.samplesAtOnce - 1, network.samplesAtOnce, x.rows - 1] {
            #expect(try network.predict(x.rows(row..<row + 1)) == y.rows(row..<row + 1))
        }
        #expect(try Network(input: [256, 256, 3]) { Conv2D(64, kernel: 1) }.samplesAtOnce == 16)
    }

    /// Against the definition, written as three loops.
    @Test func denseComputesItsFormula() throws {
        let network = try Network(input: 5, seed: 4) { Dense(3, .relu) }
        var random = RandomGenerator(seed: 9)
        let x = Tensor.normal([7, 5], using: &random)
        let (w, b) = (Tensor.normal([5, 3], using: &random), Tensor.normal([3], using: &random))
        network.parameters[0].value = w
        network.parameters[1].value = b
        let y = try network.forward(x)
        for row in 0..<7 {
            for unit in 0..<3 {
                var z = Double(b[flat: unit])
                for i in 0..<5 { z += Double(x[row, i]) * Double(w[i, unit]) }
                #expect(abs(Double(y[row, unit]) - max(0, z)) < 1e-5)
            }
        }
    }

    @Test func gradientsReplaceOrAccumulate() throws {
        let network = try Network(input: 4, seed: 1) { Dense(3, .tanh) }
        var random = RandomGenerator(seed: 2)
        let (x, g) = (Tensor.normal([5, 4], using: &random), Tensor.normal([5, 3], using: &random))
        _ = try network.forward(x)
        try network.backward(g)
        let once = network.parameters[0].gradient.values
        try network.backward(g)
        #expect(network.parameters[0].gradient.values == once)
        try network.backward(g, computing: [.parameters, .accumulate])
        for (a, b) in zip(network.parameters[0].gradient.values, once) { #expect(abs(a - 2 * b) < 1e-5) }
        let before = network.parameters[0].gradient.values
        #expect(try network.backward(g, computing: .inputs).shape == [5, 4])
        #expect(network.parameters[0].gradient.values == before)
        #expect(try network.backward(g, computing: .parameters).count == 0)
    }

    /// The variances that the initialisers promise, within five standard errors of a sample variance.
    @Test(arguments: WeightInitializer.allCases)
    func initialisersHaveTheirVariance(_ initializer: WeightInitializer) {
        var random = RandomGenerator(seed: 5)
        let weights = Tensor(shape: [400, 300]) { initializer.fill($0, fanIn: 400, fanOut: 300, random: &random) }
            .values
        let square = weights.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weights.count)
        let expected: Double =
            switch initializer {
            case .glorotUniform, .glorotNormal: 2.0 / 700
            case .heUniform, .heNormal: 2.0 / 400
            case .zeros: 0
            }
        #expect(abs(square - expected) <= 5 * expected * (2 / Double(weights.count)).squareRoot())
    }

    @Test func theSeedDeterminesTheWeights() throws {
        func weights(_ seed: UInt64) throws -> [Float] {
            try Network(input: 4, seed: seed) { Dense(3) }.parameters[0].value.values
        }
        #expect(try weights(1) == weights(1))
        #expect(try weights(1) != weights(2))
    }

    @Test func dropoutKeepsTheMeanAndInferenceDoesNothing() throws {
        let network = try Network(input: 10_000, seed: 3) { Dropout(0.3) }
        let x = Tensor(repeating: 1, shape: [2, 10_000])
        let y = try network.forward(x).values
        let kept = y.count { $0 != 0 }
        #expect(y.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
        // Five standard deviations of a binomial of 20 000 trials.
        #expect(abs(Double(kept) - 14_000) < 5 * (20_000 * 0.3 * 0.7).squareRoot())
        #expect(try network.backward(x).values == y)
        #expect(try network.predict(x) == x)
    }
}

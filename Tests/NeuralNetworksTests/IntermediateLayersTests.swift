import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct IntermediateLayersTests {
    private func classifier() throws -> Network {
        try Network(input: [8, 8, 2], seed: 1) {
            Conv2D(4, kernel: 3, .silu)
            AveragePool2D(2)
            BatchNorm()
            Conv2D(8, kernel: 3, .tanh)
            Flatten()
            Dense(5, .gelu)
            Dense(3)
        }
    }

    @Test(arguments: [[3], [0, 3, 5], [6], [0], [1, 2, 3, 4, 5, 6]])
    func outputsAreThoseOfTheLayersBefore(_ indices: [Int]) throws {
        let network = try classifier()
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([3, 8, 8, 2], using: &random)
        let outputs = try network.outputs(ofLayers: indices, for: x)
        for (output, index) in zip(outputs, indices) {
            #expect(output == network.predict(x, through: 0..<index + 1))
        }
    }

    /// The derivative of Σₗ ⟨cₗ, yₗ⟩ over several layers l at once.
    @Test(arguments: [[3], [0, 3, 5], [6], [0], [1, 2, 3, 4, 5, 6]])
    func gradientsOfSeveralLayersAdd(_ indices: [Int]) throws {
        let network = try classifier()
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([2, 8, 8, 2], using: &random)
        let outputs = try network.outputs(ofLayers: indices, for: x)
        let c = outputs.map { Tensor.normal($0.shape, using: &random) }
        let before = network.parameters.map(\.gradient.values)
        let gradient = try network.backward(c, fromLayers: indices)
        #expect(network.parameters.map(\.gradient.values) == before)
        let check = try GradientCheck(
            of: { values in
                let outputs = try network.outputs(ofLayers: indices, for: Tensor(values, shape: x.shape), .inference)
                var sum = 0.0
                for (y, c) in zip(outputs, c) {
                    sum += zip(y.values, c.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                }
                return sum
            }, gradient: gradient.values, at: x.values)
        #expect(check.passed, "\(check)")
    }

    /// Of the parameters: those of the layers up to the last one read, against what separate passes add up to.
    @Test func parameterGradientsOfSeveralLayersAdd() throws {
        let network = try classifier()
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([2, 8, 8, 2], using: &random)
        let outputs = try network.outputs(ofLayers: [1, 5], for: x, .training)
        let c = outputs.map { Tensor.normal($0.shape, using: &random) }
        #expect(try network.backward(c, fromLayers: [1, 5], computing: .parameters).count == 0)
        let together = network.parameters.map(\.gradient.values)
        try network.backward([c[1]], fromLayers: [5], computing: .parameters)
        try network.backward([c[0]], fromLayers: [1], computing: [.parameters, .accumulate])
        for (a, b) in zip(together.joined(), network.parameters.map(\.gradient.values).joined()) {
            #expect(abs(a - b) < 1e-4)
        }
        #expect(together[0].contains { abs($0) > 1e-3 })
    }

    @Test func aSecondStepAllocatesNothing() throws {
        let network = try classifier()
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([2, 8, 8, 2], using: &random)
        let c = try network.outputs(ofLayers: [1, 5], for: x).map { Tensor.normal($0.shape, using: &random) }
        try network.backward(c, fromLayers: [1, 5])
        for _ in 0..<20 {
            let before = Tensor.storageAllocations
            _ = try network.outputs(ofLayers: [1, 5], for: x)
            try network.backward(c, fromLayers: [1, 5])
            #expect(Tensor.storageAllocations == before)
        }
    }

    @Test func nonsenseIsRefused() throws {
        let network = try classifier()
        let x = Tensor(shape: [2, 8, 8, 2])
        for indices in [[], [7], [-1], [2, 1], [3, 3]] {
            #expect(throws: NetworkError.self) { try network.outputs(ofLayers: indices, for: x) }
        }
        #expect(throws: NetworkError.self) { try network.outputs(ofLayers: [1], for: Tensor(shape: [2, 8, 8])) }
        _ = try network.outputs(ofLayers: [5], for: x)
        #expect(throws: NetworkError.self) { try network.backward([], fromLayers: [5]) }
        let error = #expect(throws: NetworkError.self) {
            try network.backward([Tensor(shape: [2, 4])], fromLayers: [5])
        }
        #expect(
            error?.description
                == "The output of layer 6, Dense(5, gelu), has shape 5 for each of 2 samples, but its gradient "
                + "has shape 2 × 4.")
    }

    /// What lies behind the last layer read gets no gradient, and keeps none of an earlier pass.
    @Test func layersBehindHaveNoGradient() throws {
        let network = try Network(input: 3, seed: 1) {
            Dense(4, .tanh)
            Dense(2)
        }
        let x = Tensor(repeating: 1, shape: [2, 3])
        try network.backward(network.forward(x))
        #expect(network[1].weights.gradient.values.contains { $0 != 0 })
        let tape = Tape()
        let features = try network.outputs(ofLayers: [0], for: tape.constant(x))
        try tape.differentiate(features[0].squared().sum(), for: [network])
        #expect(network[0].weights.gradient.values.contains { $0 != 0 })
        #expect(network[1].weights.gradient.values.allSatisfy { $0 == 0 })
        tape.reset()
        let y = try network(tape.constant(x))
        #expect(throws: NetworkError.self) { try tape.differentiate(y, for: [network]) }
        #expect(throws: NetworkError.self) { try CrossEntropy()(Sigmoid()(y), Tensor(shape: [2, 2])) }
    }
}

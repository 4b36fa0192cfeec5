import Tensors
import Testing

@testable import NeuralNetworks

/// Three classes of points on the plane, in thirds of a disc: learnable to the end, but not linearly.
func sectors(count: Int, seed: UInt64) throws -> Samples {
    var random = RandomGenerator(seed: seed)
    var inputs: [Float] = []
    var targets: [Float] = []
    for _ in 0..<count {
        let (x, y) = (random.uniform() * 2 - 1, random.uniform() * 2 - 1)
        inputs += [Float(x), Float(y)]
        let label = x * y > 0.1 ? 0 : x * y < -0.1 ? 1 : 2
        targets += (0..<3).map { $0 == label ? 1 : 0 }
    }
    return try Samples(
        inputs: Tensor(inputs, shape: [count, 2]), targets: Tensor(targets, shape: [count, 3]))
}

@Suite struct FitTests {
    @Test func aClassifierLearns() throws {
        let network = try Network(input: 2, seed: 1) {
            Dense(32, .relu)
            Dense(16, .relu)
            Dense(3, .softmax)
        }
        let history = try network.fit(
            sectors(count: 2000, seed: 1), validation: sectors(count: 500, seed: 2), loss: .crossEntropy,
            optimizer: .adam(learningRate: 0.01), epochs: 20, batchSize: 50, metrics: [.loss, .accuracy],
            callbacks: [.onEpoch { #expect($0.history.records.count == $0.epoch + 1) }])
        #expect(history.records.count == 21)
        #expect(history.validation(.accuracy).last! > 0.93)
        #expect(history.validation(.accuracy)[0] < 0.7)
    }
}

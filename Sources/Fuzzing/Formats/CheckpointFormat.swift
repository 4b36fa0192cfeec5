import Foundation
import NeuralNetworks
import Tensors

/// Checkpoints of training, read into the training that wrote them.
struct CheckpointFormat: FuzzedFormat {
    let name = "checkpoint"
    private static let plan = "2 epochs of 12 samples in batches of 5, cross-entropy, measuring loss"

    private static func learning() throws -> SupervisedLearning {
        let network = try Network(input: 3, seed: 1) {
            Dense(4, .relu)
            Dropout(0.2)
            BatchNorm()
            Dense(2, .softmax)
        }
        return try SupervisedLearning(network, loss: .crossEntropy, optimizer: .adam(learningRate: 0.01))
    }

    func seeds() throws -> [[UInt8]] {
        let file = FileManager.default.temporaryDirectory.appending(path: "fuzzing-\(UUID().uuidString).checkpoint")
        defer { try? FileManager.default.removeItem(at: file) }
        var random = RandomGenerator(seed: 2)
        let targets = Tensor(shape: [12, 2]) { t in for i in t.indices { t[i] = i % 4 == 0 || i % 4 == 3 ? 1 : 0 } }
        let samples = try Samples(inputs: Tensor.normal([12, 3], using: &random), targets: targets)
        try Self.learning().train(on: samples, epochs: 2, batchSize: 5, checkpoint: Checkpoint(file))
        return [[UInt8](try Data(contentsOf: file))]
    }

    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] { WeightFraming.damage(file, with: &random) }

    func read(_ file: [UInt8]) throws {
        try Checkpoint("file").restore(file, try Self.learning(), plan: Self.plan)
    }

    func isRefusal(_ error: any Error) -> Bool { error is NetworkError }
    func memory(forFileOf size: Int) -> Int { 64 * size + 1 << 20 }
}

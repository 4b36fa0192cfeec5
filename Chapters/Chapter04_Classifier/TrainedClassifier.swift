import ChapterSupport
import NeuralNetworks
import Tensors
import Workbook

/// The lecture's network after training, with what it says of the test digits.
struct TrainedClassifier {
    let network: Network
    let history: History
    /// One row a test digit: the probabilities of the ten classes.
    let probabilities: Tensor
    /// What the test digits are, and what the network takes them for.
    let truth: [Int]
    let predicted: [Int]

    var testAccuracy: Double { history.validation(.accuracy).last ?? 0 }
    /// The places of the test digits that are taken for others.
    var mistakes: [Int] { truth.indices.filter { truth[$0] != predicted[$0] } }

    static func network(seed: UInt64) throws -> Network {
        try Network(input: 28 * 28, seed: seed) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
    }

    /// η of this chapter's training; see the section on its choice.
    static func schedule(epochs: Int) -> CosineDecay { .cosine(from: 0.003, over: Double(epochs)) }

    /// The classifier of a seed, trained once a run on all training digits.
    static func trained(on page: Page, seed: UInt64) throws -> TrainedClassifier {
        try page.once("classifier \(seed)") {
            let digits = try Digits.load(on: page)
            // snippet.program
            let network = try network(seed: seed)
            let epochs = page.epochs(quick: 2, lecture: 10, full: 10)
            let history = try network.fit(
                digits.training, validation: digits.test, loss: .crossEntropy,
                optimizer: .adam(learningRate: schedule(epochs: epochs)), epochs: epochs, batchSize: 50,
                metrics: [.loss, .accuracy], callbacks: [.progressBar])
            // snippet.end
            let probabilities = try network.predict(digits.test.inputTensor)
            return TrainedClassifier(
                network: network, history: history, probabilities: probabilities,
                truth: (digits.test.labels ?? []).map(Int.init), predicted: probabilities.rowArgmax)
        }
    }
}

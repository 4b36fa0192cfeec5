import Datasets
import NeuralNetworks
import Tensors

/// A training run whose speed `workbook benchmark` measures: dense layers on the 60 000 digits.
struct Workload: Sendable {
    /// `B1`
    let name: String
    let description: String
    /// The sizes of the layers, the input's first.
    let sizes: [Int]
    let batchSize: Int
    /// Trains for some epochs and returns the seconds of each.
    let train: @Sendable (_ epochs: Int, _ digits: Samples) throws -> [Double]

    static let all: [Workload] = [
        Workload(
            name: "B1", description: "classifier 784–100–50–10, batch 50, Adam, cross-entropy",
            sizes: [784, 100, 50, 10], batchSize: 50
        ) { epochs, digits in
            let network = try Network(input: 784, seed: 1) {
                Dense(100, .relu)
                Dense(50, .relu)
                Dense(10, .softmax)
            }
            return try network.fit(
                digits, loss: .crossEntropy, optimizer: .adam(learningRate: 0.001), epochs: epochs, batchSize: 50
            ).secondsOfEpochs
        },
        Workload(
            name: "B2", description: "autoencoder 784–50–784, batch 10, Adam, mean squared error",
            sizes: [784, 50, 784], batchSize: 10
        ) { epochs, digits in
            let network = try Network(input: 784, seed: 1) {
                Dense(50, .relu)
                Dense(784, .sigmoid)
            }
            return try network.fit(
                digits.reconstructingInputs, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.001),
                epochs: epochs, batchSize: 10
            ).secondsOfEpochs
        },
    ]

    /// The matrix products of one training step: forward; then, backward, the gradient of the weights and that of the
    /// layer's input, which the first layer needs not.
    var products: [MatrixProductShape] {
        var products: [MatrixProductShape] = []
        for (layer, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
            products.append(.init(m: batchSize, n: outputs, k: inputs))
            products.append(.init(m: inputs, n: outputs, k: batchSize, transposesFirst: true))
            if layer > 0 { products.append(.init(m: batchSize, n: inputs, k: outputs, transposesSecond: true)) }
        }
        return products
    }
}

extension History {
    /// The seconds that the epochs took; the record before training is none.
    fileprivate var secondsOfEpochs: [Double] { records.filter { $0.epoch > 0 }.map(\.seconds) }
}

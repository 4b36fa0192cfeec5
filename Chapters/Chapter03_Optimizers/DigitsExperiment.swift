import ChapterSupport
import NeuralNetworks
import Tensors
import Workbook

/// The lecture's experiment: the network 784–100–50–10 on MNIST in batches of 50, by one loss and one optimizer.
struct DigitsExperiment {
    /// As it stands in legends and tables: `SGD + MSE`.
    let name: String
    let history: History
    /// Over the test digits watched, after each epoch, the first being before training.
    let logits: [LogitStatistics]

    /// How far the softmax is driven.
    struct LogitStatistics {
        /// The mean over digits of max |z|.
        let size: Double
        /// The share of digits whose whole row of the softmax's Jacobian is zero in Float: no gradient gets through.
        let saturated: Double
        /// How far the logits of different digits are apart: the largest range of any component.
        let spread: Double
    }

    /// On all test digits after the last epoch.
    var testAccuracy: Double { history.validation(.accuracy).last ?? 0 }
    var bestTestAccuracy: Double { history.validation(.accuracy).max() ?? 0 }
    var trainingLoss: [Double] { history.training(.loss) }
    var testLoss: [Double] { history.validation(.loss) }

    /// The lecture's classifier.
    ///
    /// - Parameter output: the last layer's activation.
    static func network(output: any Activation = .softmax, seed: UInt64) throws -> Network {
        try Network(input: 28 * 28, seed: seed) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, output)
        }
    }

    /// - Parameter output: the last layer's activation.
    static func run(
        _ name: String, loss: some Loss, optimizer: some Optimizer, output: any Activation = .softmax,
        digits: Digits, epochs: Int, seed: UInt64
    ) throws -> DigitsExperiment {
        let network = try network(output: output, seed: seed)
        let watched = digits.test.prefix(1000).inputTensor
        var logits = [try LogitStatistics(network, watched)]
        let history = try network.fit(
            digits.training, validation: digits.test, loss: loss, optimizer: optimizer, epochs: epochs, batchSize: 50,
            metrics: [.loss, .accuracy],
            callbacks: [.progressBar, .onEpoch { logits.append(try LogitStatistics($0.network, watched)) }])
        return DigitsExperiment(name: name, history: history, logits: logits)
    }
}

extension DigitsExperiment.LogitStatistics {
    init(_ network: Network, _ inputs: Tensor) throws {
        let outputs = try network.predict(inputs)
        let logits = try network.forward(inputs, .inference.toLogits)
        var size = 0.0
        var saturated = 0
        for row in 0..<inputs.rows {
            size += (0..<10).map { Double(abs(logits[row, $0])) }.max()!
            // J = diag(s) − ssᵀ vanishes if and only if s is one-hot.
            if (0..<10).allSatisfy({ outputs[row, $0] == 0 || outputs[row, $0] == 1 }) { saturated += 1 }
        }
        let ranges = (0..<10).map { column -> Double in
            let values = (0..<inputs.rows).map { Double(logits[$0, column]) }
            return values.max()! - values.min()!
        }
        self.init(
            size: size / Double(inputs.rows), saturated: Double(saturated) / Double(inputs.rows), spread: ranges.max()!)
    }
}

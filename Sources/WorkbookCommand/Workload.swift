import Autoencoders
import Datasets
import NeuralNetworks
import Tensors

/// A training run whose speed `workbook benchmark` measures, on the 60 000 digits.
struct Workload: Sendable {
    /// `B1`
    let name: String
    let description: String
    let batchSize: Int
    /// The matrix products of one training step.
    let products: [MatrixProductShape]
    /// Trains for some epochs and returns the seconds of each.
    let train: @Sendable (_ epochs: Int, _ digits: Samples) throws -> [Double]

    static let all = [classifier, autoencoder, variational(batchSize: 10), variational(batchSize: 128), convolutional]

    private static let classifier = Workload(
        name: "B1", description: "classifier 784–100–50–10, batch 50, Adam, cross-entropy", batchSize: 50,
        products: dense([784, 100, 50, 10], batch: 50)
    ) { epochs, digits in
        let network = try Network(input: 784, seed: 1) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
        return try network.fit(
            digits, loss: .crossEntropy, optimizer: .adam(learningRate: 0.001), epochs: epochs, batchSize: 50
        ).secondsOfEpochs
    }

    private static let autoencoder = Workload(
        name: "B2", description: "autoencoder 784–50–784, batch 10, Adam, mean squared error", batchSize: 10,
        products: dense([784, 50, 784], batch: 10)
    ) { epochs, digits in
        let network = try Network(input: 784, seed: 1) {
            Dense(50, .relu)
            Dense(784, .sigmoid)
        }
        return try network.fit(
            digits.reconstructingInputs, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.001),
            epochs: epochs, batchSize: 10
        ).secondsOfEpochs
    }

    private static func variational(batchSize: Int) -> Workload {
        Workload(
            name: batchSize == 10 ? "B3" : "B3/\(batchSize)",
            description: "variational autoencoder 784–256–32–256–784, batch \(batchSize), Adam, Bernoulli decoder",
            batchSize: batchSize,
            // The encoder's two heads are 64 numbers; the decoder's first layer passes a gradient on to the codes.
            products: dense([784, 256, 64], batch: batchSize)
                + dense([32, 256, 784], batch: batchSize, passesGradientOn: true)
        ) { epochs, digits in
            let model = try VariationalAutoencoder(input: 784, code: 32, reconstruction: .bernoulli, seed: 1) {
                Dense(256, .relu)
            } decoder: {
                Dense(256, .relu)
                Dense(784, .sigmoid)
            }
            return try model.fit(
                digits, optimizer: .adam(learningRate: 0.001), epochs: epochs, batchSize: batchSize
            ).secondsOfEpochs
        }
    }

    private static let convolutional = Workload(
        name: "B5",
        description: "two convolutions of 16 and 32 filters, dense 128 and 10, batch 64, Adam, cross-entropy",
        batchSize: 64,
        // A convolution is the product of the patches (one a pixel) with the weights.
        products: layer(rows: 64 * 28 * 28, inputs: 9, outputs: 16, passesGradientOn: false)
            + layer(rows: 64 * 14 * 14, inputs: 9 * 16, outputs: 32, passesGradientOn: true)
            + dense([1568, 128, 10], batch: 64, passesGradientOn: true)
    ) { epochs, digits in
        let network = try Network(input: 784, seed: 1) {
            Reshape([28, 28, 1])
            Conv2D(16, kernel: 3, .relu)
            MaxPool2D(2)
            Conv2D(32, kernel: 3, .relu)
            MaxPool2D(2)
            Flatten()
            Dense(128, .relu)
            Dense(10, .softmax)
        }
        return try network.fit(
            digits, loss: .crossEntropy, optimizer: .adam(learningRate: 0.001), epochs: epochs, batchSize: 64
        ).secondsOfEpochs
    }

    /// The products of dense layers one after another; the first needs no gradient of its input unless it passes one on.
    private static func dense(_ sizes: [Int], batch: Int, passesGradientOn: Bool = false) -> [MatrixProductShape] {
        zip(sizes, sizes.dropFirst()).enumerated().flatMap { index, sizes in
            layer(rows: batch, inputs: sizes.0, outputs: sizes.1, passesGradientOn: passesGradientOn || index > 0)
        }
    }

    /// Forward, the gradient of the weights, and that of the input.
    private static func layer(rows: Int, inputs: Int, outputs: Int, passesGradientOn: Bool) -> [MatrixProductShape] {
        [
            MatrixProductShape(m: rows, n: outputs, k: inputs),
            MatrixProductShape(m: inputs, n: outputs, k: rows, transposesFirst: true),
        ] + (passesGradientOn ? [MatrixProductShape(m: rows, n: inputs, k: outputs, transposesSecond: true)] : [])
    }
}

extension History {
    /// The seconds that the epochs took; the record before training is none.
    fileprivate var secondsOfEpochs: [Double] { records.filter { $0.epoch > 0 }.map(\.seconds) }
}

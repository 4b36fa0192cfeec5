import Autoencoders
import ChapterSupport
import NeuralNetworks
import Tensors
import Workbook

/// The models of digits that this chapter trains, each once a run.
enum DigitModels {
    /// A trained model and how it came there.
    struct Trained<Model> {
        let model: Model
        let history: History
    }

    // snippet.program
    /// 784–400–20–400–784: the network of the best-known example program.
    static func variational(seed: UInt64) throws -> VariationalAutoencoder {
        try VariationalAutoencoder(input: 28 * 28, code: 20, reconstruction: .bernoulli, seed: seed) {
            Dense(400, .relu, initializer: .glorotUniform)
        } decoder: {
            Dense(400, .relu, initializer: .glorotUniform)
            Dense(28 * 28, .sigmoid)
        }
    }

    /// The variational autoencoder of this chapter, trained on all digits.
    private static func trainedVariational(_ digits: Digits, on page: Page) throws -> Trained<VariationalAutoencoder> {
        let model = try variational(seed: page.seed)
        let history = try model.fit(
            digits.training, validation: digits.test, optimizer: .adam(learningRate: 0.001),
            epochs: page.epochs(quick: 2, lecture: 10, full: 30), batchSize: 128, callbacks: [.progressBar],
            checkpoint: Checkpoint(try page.checkpoint("digits")))
        return Trained(model: model, history: history)
    }
    // snippet.end

    private static func trainedPlain(_ digits: Digits, on page: Page) throws -> Autoencoder {
        // snippet.plain
        let autoencoder = try Autoencoder(input: 28 * 28, seed: page.seed) {
            Dense(400, .relu)
            Dense(20)
        } decoder: {
            Dense(400, .relu)
            Dense(28 * 28, .sigmoid)
        }
        // snippet.end
        return try trained(autoencoder, digits, epochs: page.epochs(quick: 2, lecture: 8, full: 30))
    }

    private static func both(on page: Page) throws -> (Trained<VariationalAutoencoder>, Autoencoder) {
        try page.once("autoencoders of digits") {
            let digits = try Digits.load(on: page)
            return try concurrently {
                try trainedVariational(digits, on: page)
            } _: {
                try trainedPlain(digits, on: page)
            }
        }
    }

    static func variational(on page: Page) throws -> Trained<VariationalAutoencoder> { try both(on: page).0 }

    /// The ordinary autoencoder with a code of 20 numbers, trained.
    static func plain(on page: Page) throws -> Autoencoder { try both(on: page).1 }

    // MARK: Codes of two numbers

    private static let towardsThePlane: [any LayerDeclaration] = [Dense(256, .relu), Dense(128, .relu)]
    private static let fromThePlane: [any LayerDeclaration] = [
        Dense(128, .relu), Dense(256, .relu), Dense(28 * 28, .sigmoid),
    ]

    /// An ordinary and a variational autoencoder with a code of two numbers, trained.
    static func flat(on page: Page) throws -> (variational: VariationalAutoencoder, plain: Autoencoder) {
        try page.once("flat autoencoders of digits") {
            let digits = try Digits.load(on: page)
            return try concurrently {
                let model = try VariationalAutoencoder(input: 28 * 28, code: 2, seed: page.seed) {
                    towardsThePlane
                } decoder: {
                    fromThePlane
                }
                let epochs = page.epochs(quick: 2, lecture: 8, full: 40)
                try model.fit(
                    digits.training, optimizer: .adam(learningRate: .cosine(from: 0.002, over: Double(epochs))),
                    epochs: epochs, batchSize: 128, callbacks: [.progressBar])
                return model
            } _: {
                let model = try Autoencoder(input: 28 * 28, seed: page.seed) {
                    towardsThePlane
                    Dense(2)
                } decoder: {
                    fromThePlane
                }
                return try trained(model, digits, epochs: page.epochs(quick: 2, lecture: 5, full: 30))
            }
        }
    }

    private static func trained(_ model: Autoencoder, _ digits: Digits, epochs: Int) throws -> Autoencoder {
        try model.fit(
            digits.training, loss: .binaryCrossEntropy, optimizer: .adam(learningRate: 0.001), epochs: epochs,
            batchSize: 128)
        return model
    }
}

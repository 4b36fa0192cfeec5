import Autoencoders
import Datasets
import NeuralNetworks
import Tensors
import Workbook

/// The networks of the sections on faces.
enum FaceModels {
    /// k, the size of a face's code.
    static let codeSize = 64
    static let picture: Shape = [Faces.side, Faces.side, 3]

    // snippet.classifier
    /// Φ: five convolutions, each normalised, and one unit for each attribute; it may learn through noise.
    static func classifier(attributes: Int, noise: Float, seed: UInt64) throws -> Network {
        try Network(input: picture, seed: seed) {
            GaussianNoise(noise)
            block(16, kernel: 6)
            block(32, kernel: 4)
            block(64, kernel: 4)
            block(64, kernel: 3, stride: 1)
            block(64, kernel: 4)
            Flatten()
            Dense(attributes, .sigmoid)
        }
    }

    private static func block(_ filters: Int, kernel: Int, stride: Int = 2) -> [any LayerDeclaration] {
        [Conv2D(filters, kernel: kernel, stride: stride, bias: false), BatchNorm(), ActivationLayer(.relu)]
    }
    // snippet.end

    // snippet.detector
    /// From a picture to the probability that it shows a face.
    static func detector(seed: UInt64) throws -> Network {
        try Network(input: picture, seed: seed) {
            AveragePool2D(2)
            block(16, kernel: 4)
            block(32, kernel: 4)
            block(64, kernel: 4)
            Flatten()
            Dense(1, .sigmoid)
        }
    }
    // snippet.end

    /// Which of Φ's layers are the first three features, and which the last three.
    static let early = [3, 6, 9]
    static let late = [9, 12, 15]

    // snippet.halves
    /// From a picture to 256 numbers, behind which come the mean and the logarithm of the variance of its code.
    static var encoder: [any LayerDeclaration] {
        [
            AveragePool2D(2), Conv2D(16, kernel: 4, stride: 2, .elu), Conv2D(32, kernel: 4, stride: 2, .elu),
            Flatten(), Dense(256, .elu),
        ]
    }

    /// From a code to a picture: 32 maps of 16 × 16, which begin as nothing, enlarged twice.
    static var decoder: [any LayerDeclaration] {
        [
            Dense(256, .relu), Dense(16 * 16 * 32, .elu, initializer: .zeros), Reshape([16, 16, 32]),
            BilinearUpsampling2D(2), Conv2D(16, kernel: 3, .elu),
            BilinearUpsampling2D(2), Conv2D(3, kernel: 3, .sigmoid),
        ]
    }
    // snippet.end

    /// PVAE's loss, by which all three begin.
    static var pixels: GaussianDecoder { GaussianDecoder(variance: 0.4) }

    static func variational(seed: UInt64) throws -> VariationalAutoencoder {
        try VariationalAutoencoder(input: picture, code: codeSize, reconstruction: pixels, seed: seed) {
            encoder
        } decoder: {
            decoder
        }
    }

    /// The ordinary autoencoder of the same layers.
    static func plain(seed: UInt64) throws -> Autoencoder {
        try Autoencoder(input: picture, seed: seed) {
            encoder
            Dense(codeSize)
        } decoder: {
            decoder
        }
    }

    /// How the variational autoencoders are trained together, by their pixels.
    static func beginning(on page: Page) -> (epochs: Int, optimizer: Adam) {
        let epochs = page.epochs(quick: 1, lecture: 5, full: 15)
        return (epochs, Adam(learningRate: .cosine(from: 0.004, over: 4 / 3 * Double(epochs))))
    }

    /// How each of them goes on from there, by its own loss.
    static func ending(on page: Page) -> (epochs: Int, optimizer: Adam) {
        let epochs = page.epochs(quick: 1, lecture: 2, full: 6)
        return (epochs, Adam(learningRate: .cosine(from: 0.0016, over: Double(epochs))))
    }
}

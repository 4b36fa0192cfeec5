import Autoencoders
import Datasets
import NeuralNetworks
import Tensors
import Workbook

/// The networks of the sections on faces.
enum FaceModels {
    /// k, the size of a face's code.
    static let codeSize = 32
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

    /// Which of Φ's layers are the first three features, and which the last three.
    static let early = [3, 6, 9]
    static let late = [9, 12, 15]

    // snippet.halves
    /// From a picture to 256 numbers, behind which come the mean and the logarithm of the variance of its code.
    static var encoder: [any LayerDeclaration] {
        [
            AveragePool2D(2), Conv2D(32, kernel: 4, stride: 2, .elu), Conv2D(64, kernel: 4, stride: 2, .elu),
            Flatten(), Dense(256, .elu),
        ]
    }

    /// From a code to a picture of half the size, which begins as nothing and is enlarged.
    static var decoder: [any LayerDeclaration] {
        let half: Shape = [Faces.side / 2, Faces.side / 2, 3]
        return [
            Dense(512, .relu), Dense(256, .elu), Dense(half.elementCount, .sigmoid, initializer: .zeros),
            Reshape(half), BilinearUpsampling2D(2),
        ]
    }
    // snippet.end

    /// PVAE's loss.
    static var pixels: GaussianDecoder { GaussianDecoder(variance: 0.16) }

    static func variational(_ loss: any ReconstructionLoss, seed: UInt64) throws -> VariationalAutoencoder {
        try VariationalAutoencoder(input: picture, code: codeSize, reconstruction: loss, seed: seed) {
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

    /// The passes over the faces in which all autoencoders are trained, and their optimizer.
    static func training(on page: Page, rate: Double = 0.0015) -> (epochs: Int, optimizer: Adam) {
        let epochs = page.epochs(quick: 1, lecture: 6, full: 20)
        return (epochs, Adam(learningRate: .cosine(from: rate, over: Double(epochs))))
    }
}

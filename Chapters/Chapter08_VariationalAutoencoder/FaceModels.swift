import Autoencoders
import Datasets
import NeuralNetworks
import Tensors

/// The networks of the sections on faces.
enum FaceModels {
    /// k, the size of a face's code.
    static let codeSize = 32
    static let picture: Shape = [Faces.side, Faces.side, 3]

    // snippet.classifier
    /// Φ: five convolutions, each normalised, and one unit for each attribute.
    static func classifier(attributes: Int, seed: UInt64) throws -> Network {
        try Network(input: picture, seed: seed) {
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
    static let early = [2, 5, 8]
    static let late = [8, 11, 14]

    // snippet.halves
    /// From a picture to 256 numbers, behind which come the mean and the logarithm of the variance of its code.
    static var encoder: [any LayerDeclaration] {
        [
            Conv2D(32, kernel: 8, stride: 4, .elu), Conv2D(64, kernel: 4, stride: 2, .elu), Flatten(),
            Dense(256, .elu),
        ]
    }

    /// From a code to a picture: each of the last 256 units paints with a picture of its own, which begins as nothing.
    static var decoder: [any LayerDeclaration] {
        [
            Dense(512, .relu), Dense(256, .elu),
            Dense(picture.elementCount, .sigmoid, initializer: .zeros), Reshape(picture),
        ]
    }
    // snippet.end

    // snippet.transposed
    /// From a code to a picture the way the encoder came.
    static var transposedDecoder: [any LayerDeclaration] {
        [
            Dense(256, .elu), Dense(8 * 8 * 64, .elu), Reshape([8, 8, 64]),
            ConvTranspose2D(32, kernel: 4, stride: 2, .elu), ConvTranspose2D(3, kernel: 8, stride: 4, .sigmoid),
        ]
    }
    // snippet.end

    static func variational(
        _ loss: any ReconstructionLoss, decoder: [any LayerDeclaration] = decoder, seed: UInt64
    ) throws -> VariationalAutoencoder {
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
}

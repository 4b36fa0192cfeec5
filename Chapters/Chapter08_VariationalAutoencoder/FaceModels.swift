import Autoencoders
import Datasets
import NeuralNetworks
import Tensors

/// The networks of the sections on faces.
enum FaceModels {
    /// k, the size of a face's code.
    static let codeSize = 64
    static let picture: Shape = [Faces.side, Faces.side, 3]

    // snippet.classifier
    /// Φ: five convolutions, each normalised, and one unit for each attribute.
    static func classifier(attributes: Int, seed: UInt64) throws -> Network {
        try Network(input: picture, seed: seed) {
            down(16)
            down(32)
            down(64)
            down(64, stride: 1)
            down(64)
            Flatten()
            Dense(attributes, .sigmoid)
        }
    }

    private static func down(_ filters: Int, stride: Int = 2) -> [any LayerDeclaration] {
        [Conv2D(filters, kernel: 3, stride: stride, bias: false), BatchNorm(), ActivationLayer(.relu)]
    }
    // snippet.end

    /// Which of Φ's layers are the first three features, and which the last three.
    static let early = [2, 5, 8]
    static let late = [8, 11, 14]

    /// The judge: another network, from other weights and other faces, so that no model is scored by its own coach.
    static func judge(attributes: Int, seed: UInt64) throws -> Network {
        try Network(input: picture, seed: seed) {
            down(16)
            down(32)
            down(48)
            down(64)
            Flatten()
            Dense(32)
            ActivationLayer(.relu)
            Dense(attributes, .sigmoid)
        }
    }

    /// How many of the judge's layers make the 32 numbers with which it describes a picture.
    static let judgeFeatures = 14

    // snippet.halves
    static var encoder: [any LayerDeclaration] { down(16) + down(32) + down(64) + down(64) + [Flatten()] }

    static var decoder: [any LayerDeclaration] {
        [Dense(4 * 4 * 64, bias: false), BatchNorm(), ActivationLayer(.relu), Reshape([4, 4, 64])]
            + up(64) + up(32) + up(16) + [ConvTranspose2D(3, kernel: 4, stride: 2, .sigmoid)]
    }

    private static func up(_ filters: Int) -> [any LayerDeclaration] {
        [ConvTranspose2D(filters, kernel: 4, stride: 2, bias: false), BatchNorm(), ActivationLayer(.relu)]
    }
    // snippet.end

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
}

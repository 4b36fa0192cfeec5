import Autoencoders
import NeuralNetworks
import Tensors
import Workbook

/// The chapter's networks on digits, each trained once a run.
enum Denoisers {
    static func declared(_ corruption: any Corruption, seed: UInt64) throws -> DenoisingAutoencoder {
        // snippet.network
        try DenoisingAutoencoder(input: 28 * 28, corruption: corruption, seed: seed) {
            Dense(500, .relu)
        } decoder: {
            Dense(28 * 28, .sigmoid)
        }
        // snippet.end
    }

    /// How long each is trained, and how.
    static func fit(
        _ denoiser: DenoisingAutoencoder, on page: Page, epochs: Int
    ) throws {
        let digits = try Digits.load(on: page)
        try denoiser.fit(
            digits.training, optimizer: .adam(learningRate: .cosine(from: 0.002, over: Double(epochs))), epochs: epochs,
            batchSize: 100, callbacks: [.progressBar])
    }

    /// σ = 0.5, the longest trained: by it the chapter's question is answered.
    static func gaussian(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("gaussian") {
            let denoiser = try declared(.gaussian(0.5), seed: page.seed)
            try fit(denoiser, on: page, epochs: long(page))
            return denoiser
        }
    }

    static func saltAndPepper(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("salt and pepper") {
            let denoiser = try declared(.saltAndPepper(0.4), seed: page.seed)
            try fit(denoiser, on: page, epochs: shortly(page))
            return denoiser
        }
    }

    static func masking(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("masking") {
            let denoiser = try declared(.masking(0.5), seed: page.seed)
            try fit(denoiser, on: page, epochs: shortly(page))
            return denoiser
        }
    }

    static let severalStrengths: [Float] = [0.1, 0.3, 0.5, 0.7, 0.9]

    /// A strength for each sample.
    static func ofUnknownStrength(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("unknown strength") {
            // snippet.several
            let denoiser = try declared(
                .oneOf(severalStrengths.map { .gaussian($0) }), seed: page.seed)
            // snippet.end
            try fit(denoiser, on: page, epochs: shortly(page))
            return denoiser
        }
    }

    /// The same network, trained as long, without any noise: an ordinary autoencoder, whose code of 500 numbers is hardly a
    /// bottleneck.
    static func ordinary(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("ordinary") {
            let autoencoder = try declared(.gaussian(0), seed: page.seed)
            try fit(autoencoder, on: page, epochs: long(page))
            return autoencoder
        }
    }

    private static func long(_ page: Page) -> Int { page.epochs(quick: 1, lecture: 8, full: 60) }
    private static func shortly(_ page: Page) -> Int { page.epochs(quick: 1, lecture: 2, full: 30) }
}

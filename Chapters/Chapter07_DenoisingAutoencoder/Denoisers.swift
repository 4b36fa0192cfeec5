import Autoencoders
import ChapterSupport
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

    /// A network as declared, trained for some epochs.
    private static func trained(
        _ corruption: any Corruption, on page: Page, digits: Digits, epochs: Int, callbacks: [any Callback]
    ) throws -> DenoisingAutoencoder {
        let denoiser = try declared(corruption, seed: page.seed)
        let name = "\(corruption.name.filter { $0.isLetter || $0.isNumber || $0 == "." })-\(epochs)"
        try denoiser.fit(
            digits.training, optimizer: .adam(learningRate: .cosine(from: 0.002, over: Double(epochs))), epochs: epochs,
            batchSize: 100, callbacks: callbacks, checkpoint: Checkpoint(try page.checkpoint(name)))
        return denoiser
    }

    /// Two of them, trained at the same time.
    private static func pair(
        _ first: any Corruption, _ second: any Corruption, on page: Page, epochs: Int
    ) throws -> (DenoisingAutoencoder, DenoisingAutoencoder) {
        let digits = try Digits.load(on: page)
        return try concurrently {
            try trained(first, on: page, digits: digits, epochs: epochs, callbacks: [.progressBar])
        } _: {
            try trained(second, on: page, digits: digits, epochs: epochs, callbacks: [])
        }
    }

    /// The longest trained: by them the chapter's question is answered.
    private static func long(on page: Page) throws -> (gaussian: DenoisingAutoencoder, ordinary: DenoisingAutoencoder) {
        try page.once("gaussian and ordinary") {
            try pair(.gaussian(0.5), .gaussian(0), on: page, epochs: page.epochs(quick: 1, lecture: 8, full: 60))
        }
    }

    private static func short(
        on page: Page
    ) throws -> (saltAndPepper: DenoisingAutoencoder, masking: DenoisingAutoencoder) {
        try page.once("salt and pepper and masking") {
            try pair(.saltAndPepper(0.4), .masking(0.5), on: page, epochs: shortly(page))
        }
    }

    /// σ = 0.5
    static func gaussian(on page: Page) throws -> DenoisingAutoencoder { try long(on: page).gaussian }

    /// The same network, trained as long, without any noise: an ordinary autoencoder, whose code of 500 numbers is hardly a
    /// bottleneck.
    static func ordinary(on page: Page) throws -> DenoisingAutoencoder { try long(on: page).ordinary }

    static func saltAndPepper(on page: Page) throws -> DenoisingAutoencoder { try short(on: page).saltAndPepper }
    static func masking(on page: Page) throws -> DenoisingAutoencoder { try short(on: page).masking }

    static let severalStrengths: [Float] = [0.1, 0.3, 0.5, 0.7, 0.9]

    /// A strength for each sample.
    static func ofUnknownStrength(on page: Page) throws -> DenoisingAutoencoder {
        try page.once("unknown strength") {
            // snippet.several
            let corruption: any Corruption = .oneOf(severalStrengths.map { .gaussian($0) })
            // snippet.end
            return try trained(
                corruption, on: page, digits: Digits.load(on: page), epochs: shortly(page), callbacks: [.progressBar])
        }
    }

    private static func shortly(_ page: Page) -> Int { page.epochs(quick: 1, lecture: 2, full: 30) }
}

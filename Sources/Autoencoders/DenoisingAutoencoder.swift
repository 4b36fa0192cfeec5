import Foundation
import NeuralNetworks
import Tensors

/// An autoencoder r = g ∘ f that sees corrupted samples x̃ ~ q(x̃ | x) and is asked for the clean ones:
///
///     minimise E ‖r(x̃) − x‖².
///
/// To copy its input no longer helps it, however large the code. What it learns is the conditional mean E[x | x̃].
///
/// ```swift
/// let denoiser = try DenoisingAutoencoder(input: 28 * 28, corruption: .gaussian(0.5), seed: 1) {
///     Dense(500, .relu)
/// } decoder: {
///     Dense(28 * 28, .sigmoid)
/// }
/// try denoiser.fit(mnist.training, optimizer: .adam(learningRate: 0.001), epochs: 10)
/// let clean = try denoiser.denoise(noisy)
/// ```
/// Source: Vincent, Larochelle, Lajoie, Bengio, Manzagol, Stacked denoising autoencoders, Journal of Machine Learning
/// Research 11 (2010), 3371–3408.
public final class DenoisingAutoencoder: CustomStringConvertible {
    /// q(x̃ | x)
    public let corruption: any Corruption
    /// r, with the corruption as its first layer, which acts in training only.
    public let autoencoder: Autoencoder

    /// A denoising autoencoder for samples of any shape.
    ///
    /// - Parameters:
    ///   - input: the shape of one sample.
    ///   - corruption: what to undo. Every mini-batch is corrupted anew.
    ///   - seed: determines the first weights, the noise, and the order of samples in training.
    ///   - encoder: f, from a corrupted sample to its code.
    ///   - decoder: g, from a code to a clean sample.
    /// - Throws: `NetworkError` as `Autoencoder` does (the corruption counts as its first layer), and if the corruption's
    ///   constants make no sense.
    public init(
        input: Shape, corruption: any Corruption, seed: UInt64 = 1,
        @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        self.corruption = corruption
        let (encoder, decoder) = (try encoder(), try decoder())
        guard !encoder.isEmpty else {
            throw NetworkError.invalid("the encoder of an autoencoder needs at least one layer")
        }
        // snippet.network
        autoencoder = try Autoencoder(input: input, seed: seed) {
            Corrupting(corruption)
            encoder
        } decoder: {
            decoder
        }
        // snippet.end
    }

    /// A denoising autoencoder for vectors of `input` numbers.
    public convenience init(
        input: Int, corruption: any Corruption, seed: UInt64 = 1,
        @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        guard input > 0 else {
            throw NetworkError.invalid("an autoencoder needs at least one input, but is given \(input)")
        }
        try self.init(input: [input], corruption: corruption, seed: seed, encoder: encoder, decoder: decoder)
    }

    /// Trains on clean samples, which are corrupted on the way; labels are not looked at.
    ///
    /// - Parameters:
    ///   - training: clean samples.
    ///   - validation: clean samples. Corrupted once, with random numbers of their own, they measure denoising: with the same
    ///     noise after every epoch.
    ///   - loss: what r(x̃) ≠ x costs; ½‖r(x̃) − x‖² if nothing is said.
    /// - Returns: the metrics before training and after every epoch. Those of training itself are of corrupted samples too, but
    ///   for epoch 0, before training, where nothing acts.
    /// - Throws: `NetworkError` if the samples do not have the network's input shape, if a setting makes no sense, or if
    ///   training diverges.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, loss: some Loss = .meanSquaredError, optimizer: some Optimizer,
        epochs: Int, batchSize: Int = 32, metrics: [Metric] = [.loss], callbacks: [any Callback] = [],
        checkpoint: Checkpoint? = nil
    ) throws -> History {
        var noisy: Samples?
        if let validation, validation.count > 0 {
            let x = validation.inputTensor
            noisy = try Samples(inputs: corruption(x, seed: autoencoder.network.seed &+ 1), targets: x)
        }
        return try autoencoder.network.fit(
            training.reconstructingInputs, validation: noisy ?? validation, loss: loss, optimizer: optimizer,
            epochs: epochs, batchSize: batchSize, metrics: metrics, callbacks: callbacks,
            checkpoint: checkpoint)
    }

    /// r(x̃): the clean samples that are most likely meant, in the mean.
    ///
    /// - Parameter corrupted: x̃, samples as rows. Nothing is corrupted any further.
    /// - Throws: `NetworkError` if x̃ has another shape than B × the input shape.
    public func denoise(_ corrupted: Tensor) throws -> Tensor { try autoencoder.reconstruct(corrupted) }

    public var description: String { autoencoder.description }

    // MARK: Files

    private static let kind = "denoising autoencoder"

    /// Writes corruption, architecture and weights to one file, which is replaced as a whole.
    ///
    /// - Throws: `NetworkError` if the file cannot be written.
    public func write(to url: URL) throws {
        try ModelFile(kind: Self.kind, networks: [(Self.kind, autoencoder.network)]).write(to: url)
    }

    /// A denoising autoencoder from a file that ``write(to:)`` wrote, exactly as it was.
    ///
    /// A corruption of one's own must be registered, see ``CorruptionRegistry``.
    /// - Throws: `NetworkError` that says what is wrong with the file.
    public init(contentsOf url: URL) throws {
        CorruptionRegistry.registerLayer
        let network = try ModelFile(contentsOf: url, kind: Self.kind).network(Self.kind)
        guard let first = network.declarations.first as? Corrupting else {
            throw NetworkError.file(path: url.path, reason: "it holds a network that corrupts nothing")
        }
        corruption = first.corruption
        autoencoder = try Autoencoder(network, path: url.path)
    }
}

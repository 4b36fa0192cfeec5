import Foundation
import NeuralNetworks
import Tensors

/// Two networks back to back: an encoder f, which turns a sample x into a code h = f(x), and a decoder g, which turns a code
/// into a sample. They are trained together to give back what went in, x̂ = g(f(x)) ≈ x.
///
/// ```swift
/// let autoencoder = try Autoencoder(input: 28 * 28, seed: 1) {
///     Dense(128, .relu)
///     Dense(30)
/// } decoder: {
///     Dense(128, .relu)
///     Dense(28 * 28, .sigmoid)
/// }
/// try autoencoder.fit(mnist.training, optimizer: .adam(learningRate: 0.001), epochs: 10)
/// let codes = try autoencoder.encode(mnist.test.inputTensor)
/// ```
/// A layer that acts in training only (``GaussianNoise``, ``Dropout``), put first into the encoder, makes a *denoising*
/// autoencoder of it: the encoder then sees a corrupted sample, while the target remains the sample as it was.
///
/// Source: Hinton, Salakhutdinov, Reducing the dimensionality of data with neural networks, Science 313 (2006), 504–507.
public final class Autoencoder: CustomStringConvertible {
    /// Both halves as one network, x ↦ g(f(x)); all of training and of its gradients is this network's.
    public let network: Network
    /// How many of the network's layers are the encoder.
    public let encoderDepth: Int

    /// An autoencoder for samples of any shape, such as `[28, 28, 1]` for images.
    ///
    /// - Parameters:
    ///   - input: the shape of one sample.
    ///   - seed: determines the first weights, noise, and the order of samples in training.
    ///   - encoder: f, from a sample to its code.
    ///   - decoder: g, from a code to a sample.
    /// - Throws: `NetworkError` if a half has no layer, if a layer cannot take its input (layers are counted from the
    ///   encoder's first through to the decoder's last), or if the decoder does not give back the input's shape.
    public init(
        input: Shape, seed: UInt64 = 1, @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        let (encoder, decoder) = (try encoder(), try decoder())
        for (half, layers) in [("encoder", encoder), ("decoder", decoder)] where layers.isEmpty {
            throw NetworkError.invalid("the \(half) of an autoencoder needs at least one layer")
        }
        // snippet.network
        // x ↦ g(f(x))
        network = try Network(input: input, seed: seed) {
            encoder
            decoder
        }
        // snippet.end
        encoderDepth = encoder.count
        guard network.outputShape == input else {
            throw NetworkError.shape(
                "an autoencoder gives back what it takes, but its decoder gives \(network.outputShape) "
                    + "for an input of \(input)")
        }
        network.annotations[Self.depthAnnotation] = encoderDepth
    }

    /// An autoencoder for vectors of `input` numbers.
    public convenience init(
        input: Int, seed: UInt64 = 1, @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        guard input > 0 else {
            throw NetworkError.invalid("an autoencoder needs at least one input, but is given \(input)")
        }
        try self.init(input: [input], seed: seed, encoder: encoder, decoder: decoder)
    }

    /// The shape of one sample.
    public var inputShape: Shape { network.inputShape }
    /// The shape of one code.
    public var codeShape: Shape { network.layers[encoderDepth - 1].outputShape }

    // MARK: Training

    /// Trains both halves together; the samples are their own targets, labels are not looked at.
    ///
    /// - Parameter loss: what x̂ ≠ x costs; ½‖x̂ − x‖² if nothing is said.
    /// - Returns: the metrics before training and after every epoch.
    /// - Throws: `NetworkError` if the samples do not have the shape ``inputShape``, if a setting makes no sense, or if
    ///   training diverges.
    @discardableResult
    public func fit(
        _ training: Samples, validation: Samples? = nil, loss: some Loss = .meanSquaredError, optimizer: some Optimizer,
        epochs: Int, batchSize: Int = 32, metrics: [Metric] = [.loss], callbacks: [any Callback] = [],
        checkpoint: Checkpoint? = nil
    ) throws -> History {
        // snippet.fit
        try network.fit(
            training.reconstructingInputs, validation: validation?.reconstructingInputs, loss: loss,
            optimizer: optimizer, epochs: epochs, batchSize: batchSize, metrics: metrics, callbacks: callbacks,
            checkpoint: checkpoint)
        // snippet.end
    }

    // MARK: Use

    // snippet.use
    /// h = f(x), as in use: without noise or dropout.
    ///
    /// - Parameter x: samples as rows, B × ``inputShape``.
    /// - Returns: their codes, B × ``codeShape``.
    /// - Throws: `NetworkError` if x has another shape.
    public func encode(_ x: Tensor) throws -> Tensor {
        try check(x, inputShape, "the encoder takes samples")
        return network.predict(x, through: 0..<encoderDepth)
    }

    /// x̂ = g(h), whether h is the code of a sample or not.
    ///
    /// - Parameter h: codes as rows, B × ``codeShape``.
    /// - Returns: samples, B × ``inputShape``.
    /// - Throws: `NetworkError` if h has another shape.
    public func decode(_ h: Tensor) throws -> Tensor {
        try check(h, codeShape, "the decoder takes codes")
        return network.predict(h, through: encoderDepth..<network.layers.count)
    }

    /// x̂ = g(f(x))
    ///
    /// - Throws: `NetworkError` if x has another shape than B × ``inputShape``.
    public func reconstruct(_ x: Tensor) throws -> Tensor {
        try decode(encode(x))
    }
    // snippet.end

    /// ‖x̂ − x‖², summed over components, in the mean over the samples; see `reconstructionError(_:of:)`.
    ///
    /// - Throws: `NetworkError` if there is no sample or the samples have another shape than ``inputShape``.
    public func reconstructionError(on samples: Samples) throws -> Double {
        guard samples.count > 0 else { throw NetworkError.shape("the samples to be reconstructed are empty") }
        var sum = 0.0
        for start in stride(from: 0, to: samples.count, by: 512) {
            let x = samples.inputs(start..<min(start + 512, samples.count))
            sum += Double(x.rows) * Autoencoders.reconstructionError(try reconstruct(x), of: x)
        }
        return sum / Double(samples.count)
    }

    private func check(_ x: Tensor, _ shape: Shape, _ role: String) throws {
        guard x.shape.rank == shape.rank + 1, x.shape.withoutFirst == shape else {
            throw NetworkError.shape("\(role) of shape \(shape) as rows, but is given a tensor of shape \(x.shape)")
        }
    }

    // MARK: Files

    private static let depthAnnotation = "encoder layers"
    private static let kind = "autoencoder"

    /// Writes architecture and weights of both halves to one file, which is replaced as a whole.
    ///
    /// - Throws: `NetworkError` if the file cannot be written.
    public func write(to url: URL) throws {
        try ModelFile(kind: Self.kind, networks: [(Self.kind, network)]).write(to: url)
    }

    /// An autoencoder from a file that ``write(to:)`` wrote, exactly as it was.
    ///
    /// - Throws: `NetworkError` that says what is wrong with the file.
    public convenience init(contentsOf url: URL) throws {
        try self.init(try ModelFile(contentsOf: url, kind: Self.kind).network(Self.kind), path: url.path)
    }

    /// An autoencoder that is this network, read from a file.
    init(_ network: Network, path: String) throws {
        guard let depth = network.annotations[Self.depthAnnotation], (1..<network.layers.count).contains(depth),
            network.outputShape == network.inputShape
        else {
            throw NetworkError.file(path: path, reason: "it holds a network that is not an autoencoder")
        }
        self.network = network
        encoderDepth = depth
    }

    public var description: String { network.description }
}

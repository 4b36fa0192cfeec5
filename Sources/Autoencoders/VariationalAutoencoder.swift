import NeuralNetworks
import Tensors

/// An autoencoder whose code is a random variable: the encoder turns a sample x into a law F̃_x = N(g(x), diag h(x)) of codes, the
/// decoder turns a code z into the law F_{X|Z} of samples, and codes as such follow F_Z = N(0, I). It is trained to maximise the
/// evidence lower bound, so that the decoder makes meaningful samples of codes drawn from F_Z.
///
/// ```swift
/// let vae = try VariationalAutoencoder(input: 28 * 28, code: 20, reconstruction: .bernoulli, seed: 1) {
///     Dense(400, .relu)
/// } decoder: {
///     Dense(400, .relu)
///     Dense(28 * 28, .sigmoid)
/// }
/// try vae.fit(mnist.training, optimizer: .adam(learningRate: 0.001), epochs: 10, batchSize: 128)
/// let images = try vae.sample(64)
/// ```
/// The two heads, mean and logarithm of the variance, are a dense layer behind what is declared as the encoder.
///
/// Source: Kingma, Welling, Auto-encoding variational Bayes, ICLR 2014 (arXiv 1312.6114).
public final class VariationalAutoencoder: CustomStringConvertible {
    /// x ↦ [g(x) | ln h(x)]: what is declared, and the heads.
    public let encoder: Network
    /// z ↦ f(z)
    public let decoder: Network
    /// k, the size of a code.
    public let codeSize: Int
    /// −log f_{X|Z}(x|z), or what takes its place; with what it has learnt.
    public var reconstruction: any Loss

    let sampler: ReparametrisedSampler
    var random: RandomGenerator
    /// ∂L/∂f of the latest differentiated pass, and what the reconstruction loss learns by.
    var outputGradient = Tensor()
    var lossGradient: [Float] = []

    /// - Parameters:
    ///   - input: the shape of one sample, such as `[64, 64, 3]`.
    ///   - code: k, the size of a code.
    ///   - reconstruction: the decoder's law, or another loss. `.bernoulli` needs a decoder that ends in a sigmoid.
    ///   - seed: determines the first weights, the codes drawn, and the order of samples in training.
    ///   - encoder: from a sample to what the heads see; may be empty.
    ///   - decoder: from a code, a vector of k numbers, to a sample.
    /// - Throws: `NetworkError` if a layer cannot take its input, if the decoder does not give back the input's shape, or if it
    ///   does not end as the reconstruction loss needs it.
    public convenience init(
        input: Shape, code: Int, reconstruction: any Loss = .bernoulli, seed: UInt64 = 1,
        @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        guard code > 0 else {
            throw NetworkError.invalid("the code of a variational autoencoder needs at least one number, not \(code)")
        }
        var random = RandomGenerator(seed: seed)
        let trunk = try encoder()
        let shape = trunk.isEmpty ? input : try Network.outputShape(of: trunk, input: input)
        // snippet.networks
        let encoder = try Network(input: input, seed: random.next()) {
            trunk
            if shape.rank > 1 { Flatten() }
            // μ and λ = ln σ² side by side
            Dense(2 * code)
        }
        let decoder = try Network(input: code, seed: random.next(), layers: decoder)
        // snippet.end
        guard decoder.outputShape == input else {
            throw NetworkError.shape(
                "a variational autoencoder gives back what it takes, but its decoder gives \(decoder.outputShape) "
                    + "for an input of \(input)")
        }
        let sampler = ReparametrisedSampler(codeSize: code, random: random.split())
        try self.init(
            encoder: encoder, decoder: decoder, sampler: sampler, random: random, reconstruction: reconstruction)
    }

    /// Another model with these weights, which goes on from here by itself: by the same loss, or by another.
    ///
    /// Its random numbers are those that this model would draw next.
    ///
    /// - Parameter reconstruction: the copy's loss; this model's if nothing is said.
    /// - Throws: `NetworkError` if the decoder does not end as the loss needs it.
    public func copy(reconstruction: (any Loss)? = nil) throws -> VariationalAutoencoder {
        try VariationalAutoencoder(
            encoder: encoder.copy(), decoder: decoder.copy(), sampler: sampler.copy(), random: random,
            reconstruction: reconstruction ?? self.reconstruction)
    }

    init(
        encoder: Network, decoder: Network, sampler: ReparametrisedSampler, random: RandomGenerator,
        reconstruction: any Loss
    ) throws {
        (self.encoder, self.decoder, self.sampler, self.random) = (encoder, decoder, sampler, random)
        codeSize = sampler.codeSize
        self.reconstruction = reconstruction
        if let φ = decoder.outputActivation, let objection = reconstruction.objection(to: φ) {
            throw NetworkError.invalid("the decoder of a variational autoencoder does not fit its loss: \(objection)")
        }
    }

    /// The reconstruction loss as a function of what the decoder gives in training: of its logits where that is stable.
    var decoderLoss: (loss: any Loss, toLogits: Bool) {
        let fused = decoder.outputActivation.flatMap(reconstruction.fromLogits)
        return (fused ?? reconstruction, fused != nil)
    }

    /// A variational autoencoder for vectors of `input` numbers.
    public convenience init(
        input: Int, code: Int, reconstruction: any Loss = .bernoulli, seed: UInt64 = 1,
        @LayerBuilder encoder: () throws -> [any LayerDeclaration],
        @LayerBuilder decoder: () throws -> [any LayerDeclaration]
    ) throws {
        guard input > 0 else {
            throw NetworkError.invalid("a variational autoencoder needs at least one input, but is given \(input)")
        }
        try self.init(
            input: [input], code: code, reconstruction: reconstruction, seed: seed, encoder: encoder, decoder: decoder)
    }

    /// The shape of one sample.
    public var inputShape: Shape { encoder.inputShape }

    // MARK: Use

    // snippet.use
    /// F̃_x = N(g(x), diag h(x)) for samples as rows, B × ``inputShape``.
    ///
    /// - Throws: `NetworkError` if x has another shape.
    public func encode(_ x: Tensor) throws -> CodeDistribution {
        CodeDistribution(heads: try encoder.predict(x))
    }

    /// f(z), the mean of F_{X|Z}, for codes as rows, B × k.
    ///
    /// - Throws: `NetworkError` if z has another shape.
    public func decode(_ z: Tensor) throws -> Tensor { try decoder.predict(z) }

    /// f(g(x)): the mean of F_{X|Z} for the most likely code.
    ///
    /// - Throws: `NetworkError` if x has another shape than B × ``inputShape``.
    public func reconstruct(_ x: Tensor) throws -> Tensor { try decode(encode(x).mean) }

    /// f(z) for codes z drawn from F_Z = N(0, I): new data.
    ///
    /// - Parameter seed: determines the codes.
    /// - Returns: count × ``inputShape``.
    /// - Throws: `NetworkError` if `count` is not at least 1.
    public func sample(_ count: Int, seed: UInt64 = 1) throws -> Tensor {
        guard count > 0 else { throw NetworkError.invalid("at least one sample must be asked for, not \(count)") }
        var random = RandomGenerator(seed: seed)
        return try decode(Tensor.normal([count, codeSize], using: &random))
    }
    // snippet.end

    public var description: String { "Encoder\n\(encoder)\n\nDecoder\n\(decoder)" }

    // MARK: Inside

    /// Lets go of what the parts keep of each other since the latest pass.
    func forget() {
        encoder.forget()
        sampler.forget()
        decoder.forget()
    }

    func check(_ samples: Samples, role: String) throws {
        guard samples.count > 0 else { throw NetworkError.shape("the \(role) samples are empty") }
        guard samples.sampleShape == inputShape else {
            throw NetworkError.shape(
                "the \(role) samples have shape \(samples.sampleShape), but the encoder takes \(inputShape)")
        }
    }
}

/// The laws of codes that an encoder gives for a batch, F̃_x = N(μ, diag σ²), one a row.
public struct CodeDistribution: Sendable {
    /// μ, B × k
    public let mean: Tensor
    /// λ = ln σ², B × k
    public let logVariance: Tensor

    /// From [μ | λ], B × 2k.
    init(heads: Tensor) {
        let (B, k) = (heads.rows, heads.columns / 2)
        func part(_ offset: Int) -> Tensor {
            Tensor(shape: [B, k]) { part in
                heads.withUnsafeBufferPointer { heads in
                    for row in 0..<B {
                        (part.baseAddress! + row * k).update(
                            from: heads.baseAddress! + row * 2 * k + offset, count: k)
                    }
                }
            }
        }
        mean = part(0)
        logVariance = part(k)
    }

    /// σ, B × k
    public var standardDeviation: Tensor { (0.5 * logVariance).applying(Elementwise.exp) }

    /// One code of each law: μ + σ ⊙ ε.
    public func draw(using random: inout RandomGenerator) -> Tensor {
        let ε = Tensor.normal(mean.shape, using: &random)
        return Tensor(shape: mean.shape) { z in
            let (μ, σ, ε) = (mean.values, standardDeviation.values, ε.values)
            for i in z.indices { z[i] = μ[i] + σ[i] * ε[i] }
        }
    }
}

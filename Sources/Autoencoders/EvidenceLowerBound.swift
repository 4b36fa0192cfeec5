import NeuralNetworks
import Tensors

/// The two terms of the variational loss, in nats a sample: ELBO = E[log f_{X|Z}(x|Z)] − H(F̃_x, F_Z) ≤ log f_X(x).
public struct EvidenceLowerBound: Sendable, Equatable {
    /// E_{F̃_x}[−log f_{X|Z}(x|Z)], summed over a sample's components, in the mean over the samples.
    public let reconstruction: Double
    /// H(F̃_x, F_Z), summed over a code's components, in the mean over the samples.
    public let divergence: Double

    /// The bound itself. It is one only if the reconstruction loss is a ``DecoderLaw``.
    public var value: Double { -(reconstruction + divergence) }

    /// What is minimised: reconstruction + β H. For β = 1 it is the negative bound.
    public func loss(beta β: Double) -> Double { reconstruction + β * divergence }
}

extension VariationalAutoencoder {
    /// The bound for a batch, estimated with one code a sample, in a training pass; with `differentiated`, the gradients of the
    /// loss, 1/B Σ (reconstruction + β H), are left in the parameters of ``encoder`` and ``decoder`` and in the reconstruction
    /// loss.
    ///
    /// - Parameters:
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - β: the weight of the relative entropy.
    ///   - noise: ε, B × ``codeSize``; drawn if nothing is given.
    ///   - differentiated: whether to compute gradients.
    /// - Throws: `NetworkError` if x has another shape; what the reconstruction loss throws.
    public func evidenceLowerBound(
        _ x: Tensor, beta β: Float = 1, noise: Tensor? = nil, differentiated: Bool = true
    ) throws -> EvidenceLowerBound {
        let (loss, toLogits) = decoderLoss
        forget()
        // snippet.forward
        // (μ, λ) = (g(x), ln h(x))
        let heads = try encoder.forward(x)
        // z = μ + σ ⊙ ε, and H(F̃_x, F_Z)
        let z = sampler.forward(heads, noise: noise)
        // f(z), −log f_{X|Z}(x|z), and its gradient
        let y = try decoder.forward(z, toLogits ? .training.toLogits : .training)
        let term =
            differentiated
            ? try loss.evaluate(y, targets: x, gradient: &outputGradient) : try loss.value(y, targets: x)
        // snippet.end
        let bound = EvidenceLowerBound(
            reconstruction: term, divergence: sampler.divergence / Double(x.rows))
        guard differentiated, bound.value.isFinite else { return bound }
        if !loss.parameters.isEmpty { lossGradient = try loss.parameterGradient(y, targets: x) }
        // snippet.backward
        // ∂L/∂z, through the decoder
        let zGradient = try decoder.backward(outputGradient)
        // ∂L/∂(μ, λ): that through z, and that of β H
        let headGradient = sampler.backward(zGradient, beta: β)
        try encoder.backward(headGradient, computing: .parameters)
        // snippet.end
        return bound
    }

    /// The bound in the mean over samples, as in use (no dropout, no noise layers), with one code a sample.
    ///
    /// - Parameter seed: determines the codes.
    /// - Throws: `NetworkError` if there is no sample or the samples have another shape than ``inputShape``.
    public func evaluate(_ samples: Samples, seed: UInt64 = 1) throws -> EvidenceLowerBound {
        try check(samples, role: "given")
        let sampler = ReparametrisedSampler(codeSize: codeSize, random: RandomGenerator(seed: seed))
        let (loss, toLogits) = decoderLoss
        var (reconstruction, divergence) = (0.0, 0.0)
        let piece = min(encoder.samplesAtOnce, decoder.samplesAtOnce)
        for start in stride(from: 0, to: samples.count, by: piece) {
            let x = samples.inputs(start..<min(start + piece, samples.count))
            let z = sampler.forward(try encoder.forward(x, .inference))
            let y = try decoder.forward(z, toLogits ? .inference.toLogits : .inference)
            reconstruction += Double(x.rows) * (try loss.value(y, targets: x))
            divergence += sampler.divergence
        }
        let count = Double(samples.count)
        return EvidenceLowerBound(reconstruction: reconstruction / count, divergence: divergence / count)
    }
}

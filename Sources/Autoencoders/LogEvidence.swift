import Foundation
import NeuralNetworks
import Tensors

/// log f_X(x), the log evidence of a sample, by importance sampling.
///
/// f_X(x) = E_{F̃_x}[f_{X|Z}(x|Z) f_Z(Z) / f̃_x(Z)]. The encoder's law proposes codes that the sample may have come from, which
/// the prior hardly ever does. In the logarithm the estimate is too small on average, by less the more codes are drawn; with a
/// single one its mean is the ELBO.
///
/// Source: Burda, Grosse, Salakhutdinov, Importance weighted autoencoders, ICLR 2016 (arXiv 1509.00519).
public struct LogEvidence: Sendable {
    /// ln wₛ = ln f_{X|Z}(x|zₛ) + ln f_Z(zₛ) − ln q(zₛ) for each code zₛ drawn from the proposal q.
    public let logWeights: [Double]

    /// ln (1/S Σ wₛ)
    public var value: Double { logMeanExp(logWeights) }

    /// (Σ wₛ)² / Σ wₛ²: how many of the S weights count; near 1, one code alone decides.
    public var effectiveSamples: Double {
        let largest = logWeights.max() ?? 0
        let w = logWeights.map { exp($0 - largest) }
        let sum = w.reduce(0, +)
        return sum * sum / w.reduce(0) { $0 + $1 * $1 }
    }

    /// Where codes are drawn from.
    public enum Proposal: Sendable {
        /// F_Z: the naive estimate f_X(x) = E[f_{X|Z}(x|Z)].
        case prior
        /// F̃_x
        case encoder
    }
}

// snippet.logMeanExp
/// ln (1/n Σ exp aᵢ), computed so that no exponential overflows and the largest does not vanish.
public func logMeanExp(_ a: [Double]) -> Double {
    guard let largest = a.max(), largest.isFinite else { return a.max() ?? -.infinity }
    return largest + log(a.reduce(0) { $0 + exp($1 - largest) } / Double(a.count))
}
// snippet.end

extension VariationalAutoencoder {
    /// The log evidence of each sample, in nats.
    ///
    /// - Parameters:
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - codes: S, how many codes to draw for each sample, ≥ 1.
    ///   - proposal: where from.
    ///   - seed: determines the codes.
    /// - Throws: `NetworkError` if x has another shape, or if the reconstruction loss is not a ``DecoderLaw``.
    public func logEvidence(
        of x: Tensor, codes S: Int, proposal: LogEvidence.Proposal = .encoder, seed: UInt64 = 1
    ) throws -> [LogEvidence] {
        guard reconstruction is any DecoderLaw else {
            throw NetworkError.invalid("there is no evidence without a density, and \(reconstruction.name) is none")
        }
        guard S >= 1 else { throw NetworkError.invalid("at least one code a sample must be drawn, not \(S)") }
        let encoded = try encode(x)
        let (law, toLogits) = decoderLoss
        var random = RandomGenerator(seed: seed)
        return try (0..<x.rows).map { row in
            let (μ, λ) = (encoded.mean.row(row).values, encoded.logVariance.row(row).values)
            let sample = x.rows(row..<row + 1)
            var weights: [Double] = []
            for start in stride(from: 0, to: S, by: 250) {
                let count = min(250, S - start)
                let ε = Tensor.normal([count, codeSize], using: &random)
                let z = proposal == .prior ? ε : reparametrise(ε, mean: μ, logVariance: λ)
                let y = try decoder.forward(z, toLogits ? .inference.toLogits : .inference)
                let surprises = try law.ofEachSample(
                    y, targets: sample.gatheringRows([Int](repeating: 0, count: count)))
                for s in 0..<count {
                    // snippet.weight
                    // ln w = ln f_{X|Z}(x|z) + ln f_Z(z) − ln f̃_x(z), where with z = μ + σ ⊙ ε the last two are
                    // −½ ‖z‖² + ½ ‖ε‖² + ½ Σ λ, as the powers of 2π cancel
                    var weight = -surprises[s]
                    if proposal == .encoder {
                        weight -= 0.5 * squaredNorm(z.row(s)) - 0.5 * squaredNorm(ε.row(s))
                        weight += 0.5 * λ.reduce(0) { $0 + Double($1) }
                    }
                    // snippet.end
                    weights.append(weight)
                }
            }
            return LogEvidence(logWeights: weights)
        }
    }

    /// z = μ + exp(½ λ) ⊙ ε for each row of ε.
    private func reparametrise(_ ε: Tensor, mean μ: [Float], logVariance λ: [Float]) -> Tensor {
        let σ = λ.map { exp(0.5 * $0) }
        var z = ε
        z.withUnsafeMutableBufferPointer { z in
            for i in z.indices { z[i] = μ[i % μ.count] + σ[i % μ.count] * z[i] }
        }
        return z
    }
}

private func squaredNorm(_ v: Tensor) -> Double {
    v.withUnsafeBufferPointer { VectorKernels.dot($0.baseAddress!, $0.baseAddress!, $0.count) }
}

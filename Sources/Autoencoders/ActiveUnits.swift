import NeuralNetworks
import Tensors

/// Which components of a code say anything about the sample.
///
/// A unit that has collapsed onto the prior has the same law for every sample: its mean does not vary, and its relative entropy
/// is zero.
/// Source: Burda, Grosse, Salakhutdinov, Importance weighted autoencoders, ICLR 2016 (arXiv 1509.00519), section 5.2.
public struct ActiveUnits: Sendable {
    /// Var_x(gⱼ(x)) for each unit j, over the samples.
    public let variances: [Double]
    /// E_x[H(N(gⱼ(x), hⱼ(x)), N(0, 1))] for each unit j, in nats.
    public let divergences: [Double]

    /// A unit counts as active if the variance of its mean exceeds this; 0.01 in the paper.
    public static let threshold = 0.01

    /// How many units are active.
    public var count: Int { variances.count { $0 > ActiveUnits.threshold } }
}

extension VariationalAutoencoder {
    /// The activity of each unit of the code over samples.
    ///
    /// - Throws: `NetworkError` if there is no sample or the samples have another shape than ``inputShape``.
    public func activeUnits(on samples: Samples) throws -> ActiveUnits {
        try check(samples, role: "given")
        let n = Double(samples.count)
        let zeros = [Double](repeating: 0, count: codeSize)
        var (sums, squares, divergences) = (zeros, zeros, zeros)
        // Of each mean, what it differs from the first sample's: a small variance about a large mean keeps its digits.
        var first: [Double]?
        for start in stride(from: 0, to: samples.count, by: 512) {
            let law = try encode(samples.inputs(start..<min(start + 512, samples.count)))
            let origin = first ?? law.mean.row(0).values.map(Double.init)
            first = origin
            for row in 0..<law.mean.rows {
                for j in 0..<codeSize {
                    let (μ, λ) = (Double(law.mean[row, j]), Double(law.logVariance[row, j]))
                    sums[j] += μ - origin[j]
                    squares[j] += (μ - origin[j]) * (μ - origin[j])
                    divergences[j] += KullbackLeiblerDivergence.standardNormal(mean: [μ], logVariance: [λ])
                }
            }
        }
        return ActiveUnits(
            variances: zip(sums, squares).map { $1 / n - ($0 / n) * ($0 / n) }, divergences: divergences.map { $0 / n })
    }
}

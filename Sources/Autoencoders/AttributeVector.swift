import NeuralNetworks
import Tensors

extension VariationalAutoencoder {
    // snippet.attribute
    /// z_attribute = E[Z | with the attribute] − E[Z | without it], from the mean codes of samples: what to add to a code so
    /// that the attribute appears, and to subtract so that it vanishes.
    ///
    /// Source: Hou et al., Deep feature consistent variational autoencoder, WACV 2017 (arXiv 1610.00291), section 4.2.
    ///
    /// - Returns: k numbers.
    /// - Throws: `NetworkError` if there is no sample on one side or the samples have another shape than ``inputShape``.
    public func attributeVector(with: Samples, without: Samples) throws -> [Float] {
        zip(try meanCode(of: with), try meanCode(of: without)).map { Float($0 - $1) }
    }

    /// The mean of g(x) over samples, k numbers.
    public func meanCode(of samples: Samples) throws -> [Double] {
        try check(samples, role: "given")
        var sums = [Double](repeating: 0, count: codeSize)
        for start in stride(from: 0, to: samples.count, by: 512) {
            let μ = try encode(samples.inputs(start..<min(start + 512, samples.count))).mean
            for row in 0..<μ.rows {
                for j in 0..<codeSize { sums[j] += Double(μ[row, j]) }
            }
        }
        return sums.map { $0 / Double(samples.count) }
    }
    // snippet.end
}

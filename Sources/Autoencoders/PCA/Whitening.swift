import Tensors

/// Codes with variance 1 in each number and no correlation between any two: wⱼ = zⱼ / √(λⱼ + ε) with PCA's code z.
///
/// A whitened cloud is as wide in each direction as in any other. Where λ is tiny, dividing by it makes noise as large as
/// everything else; a positive ε keeps that down and leaves the variance λ/(λ + ε) instead of 1.
public struct Whitening: Sendable {
    public let pca: PCA
    public let ε: Double
    /// √(λⱼ + ε), k numbers.
    private let deviations: [Float]

    /// - Parameters:
    ///   - pca: the components.
    ///   - ε: added to each variance, at least 0.
    /// - Throws: `PCAError.noVariance` if a variance is 0 (or below 10⁻¹⁴ of the total, which is 0 but for rounding) and so
    ///   is ε.
    public init(_ pca: PCA, ε: Double = 0) throws {
        guard ε >= 0, ε.isFinite else { throw PCAError.notAVariance(ε) }
        if ε == 0, let j = pca.variances.firstIndex(where: { $0 <= 1e-14 * pca.totalVariance }) {
            throw PCAError.noVariance(component: j + 1)
        }
        (self.pca, self.ε) = (pca, ε)
        deviations = pca.variances.map { Float(($0 + ε).squareRoot()) }
    }

    /// The whitened codes of samples, n × d to n × k.
    ///
    /// - Throws: `ShapeError` if the samples do not have d numbers.
    public func transform(_ x: Tensor) throws -> Tensor {
        var z = try pca.transform(x)
        z.withUnsafeMutableBufferPointer { z in
            for i in 0..<z.count { z[i] /= deviations[i % deviations.count] }
        }
        return z
    }

    /// The samples that whitened codes stand for, n × k to n × d.
    ///
    /// - Throws: `ShapeError` if the codes do not have k numbers.
    public func inverse(_ w: Tensor) throws -> Tensor {
        guard w.columns == pca.count else {
            throw ShapeError(
                "These are \(pca.count) components, so a tensor of shape \(w.shape) holds no codes of them.")
        }
        var z = w
        z.withUnsafeMutableBufferPointer { z in
            for i in 0..<z.count { z[i] *= deviations[i % deviations.count] }
        }
        return try pca.inverse(z)
    }
}

import Tensors

/// Principal component analysis: the k orthogonal directions in which samples vary most, and the code that they make.
///
/// ```swift
/// let pca = try PCA(mnist.training, components: 30)
/// let codes = try pca.transform(mnist.test.inputTensor)       // 10 000 × 30
/// let images = try pca.inverse(codes)                         // 10 000 × 784
/// ```
///
/// With the covariance Σ = 1/n Σᵢ (xᵢ − μ)(xᵢ − μ)ᵀ (see `Covariance`) of samples x with d components, the rows uⱼ of
/// `components` are its eigenvectors, Σ uⱼ = λⱼ uⱼ, with λ₁ ≥ λ₂ ≥ …. Of all linear codes with k numbers, this one loses
/// least: the mean of ‖x̂ − x‖² over the samples is what the other directions vary, λₖ₊₁ + … + λ_d.
///
/// **Signs.** If u is an eigenvector, so is −u. Here the entry of largest magnitude of each component is positive, the first of
/// them where several are equal (`SignConvention`). Components of equal variance are any orthonormal basis of their space.
///
/// Source: K. Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2 (1901);
/// H. Hotelling, Analysis of a complex of statistical variables into principal components (1933).
public struct PCA: Sendable {
    /// The mean μ of the samples, d numbers.
    public let mean: Tensor
    /// The components uⱼ as rows, k × d.
    public let components: Tensor
    /// The components in Double, the j-th in elements j·d ..< (j + 1)·d.
    public let preciseComponents: [Double]
    /// The variances λ₁ ≥ λ₂ ≥ … of the samples along the components, k numbers.
    public let variances: [Double]
    /// The mean squared distance of a sample from the mean, tr Σ: all variances together, those not kept included.
    public let totalVariance: Double
    /// The number n of samples that these are the components of.
    public let sampleCount: Int

    /// The number k of components.
    public var count: Int { variances.count }
    /// The number d of components of a sample.
    public var dimension: Int { mean.count }
    /// The share λⱼ / tr Σ of the variance along each component.
    public var shares: [Double] { variances.map { totalVariance > 0 ? $0 / totalVariance : 0 } }
    /// The share of the variance that the first 1, 2, …, k components hold together.
    public var cumulativeShares: [Double] {
        var sum = 0.0
        return shares.map { share in
            sum += share
            return sum
        }
    }
    /// The mean of ‖x̂ − x‖² over the samples of the fit: the sum of the variances not kept.
    public var lostVariance: Double { max(0, totalVariance - variances.reduce(0, +)) }

    init(mean: [Double], components: [Double], variances: [Double], totalVariance: Double, sampleCount: Int) {
        let d = mean.count
        preciseComponents = components
        self.components = Tensor(shape: [variances.count, d]) { u in
            for i in 0..<u.count { u[i] = Float(components[i]) }
        }
        self.mean = Tensor(mean.map { Float($0) })
        (self.variances, self.totalVariance, self.sampleCount) = (variances, totalVariance, sampleCount)
    }

    /// The first k of these components.
    ///
    /// - Throws: `PCAError` if there are fewer, or none is wanted.
    public func keeping(_ k: Int) throws -> PCA {
        guard k > 0 else { throw PCAError.noComponents(wanted: k) }
        guard k <= count else {
            throw PCAError.tooManyComponents(wanted: k, samples: sampleCount, dimension: min(dimension, count))
        }
        return PCA(
            mean: mean.values.map(Double.init), components: Array(preciseComponents[0..<k * dimension]),
            variances: Array(variances[0..<k]), totalVariance: totalVariance, sampleCount: sampleCount)
    }

    // MARK: Codes

    /// The codes z = U (x − μ) of samples: how far each lies from the mean along each component.
    ///
    /// - Parameter x: samples as rows, n × d.
    /// - Returns: n × k.
    /// - Throws: `ShapeError` if the samples do not have d numbers.
    public func transform(_ x: Tensor) throws -> Tensor {
        guard x.columns == dimension else {
            throw ShapeError(
                "These components are of samples with \(dimension) numbers, so a tensor of shape \(x.shape) has no code."
            )
        }
        // snippet.transform
        // z = U (x − μ), a code a row
        return try x.subtractingFromRows(mean).times(components, transposingOther: true)
        // snippet.end
    }

    /// The codes of the inputs of samples, gathered block by block.
    ///
    /// - Returns: n × k.
    /// - Throws: `ShapeError` if the samples do not have d numbers.
    public func transform(_ samples: Samples) throws -> Tensor {
        var z = Tensor(shape: [samples.count, count])
        for start in stride(from: 0, to: samples.count, by: 4096) {
            let part = start..<min(start + 4096, samples.count)
            let codes = try transform(samples.inputs(part).viewed(as: [part.count, samples.sampleShape.elementCount]))
            z.withUnsafeMutableBufferPointer { z in
                codes.withUnsafeBufferPointer { codes in
                    for i in 0..<codes.count { z[start * count + i] = codes[i] }
                }
            }
        }
        return z
    }

    /// The samples x̂ = μ + Uᵀ z that codes stand for: the mean and so much of each component.
    ///
    /// - Parameter z: codes as rows, n × k. Fewer columns than there are components are the code's first numbers, and the
    ///   others zero.
    /// - Returns: n × d.
    /// - Throws: `ShapeError` if the codes have more than k numbers.
    public func inverse(_ z: Tensor) throws -> Tensor {
        guard z.columns <= count else {
            throw ShapeError(
                "These are \(count) components, so a tensor of shape \(z.shape) holds no codes of them.")
        }
        // snippet.inverse
        // x̂ = μ + Uᵀ z, a sample a row
        return try z.times(components.rows(0..<z.columns)).addingToRows(mean)
        // snippet.end
    }

    /// What is left of samples when they are coded and decoded: their projections x̂ = μ + UᵀU (x − μ) on the plane of the
    /// components.
    ///
    /// - Parameter x: samples as rows, n × d.
    /// - Returns: n × d.
    /// - Throws: `ShapeError` if the samples do not have d numbers.
    public func reconstruct(_ x: Tensor) throws -> Tensor { try inverse(transform(x)) }
}

extension Tensor {
    /// Each row less a vector.
    fileprivate func subtractingFromRows(_ vector: Tensor) -> Tensor { combiningRows(with: vector, -1) }
    /// Each row plus a vector.
    fileprivate func addingToRows(_ vector: Tensor) -> Tensor { combiningRows(with: vector, 1) }

    private func combiningRows(with vector: Tensor, _ α: Float) -> Tensor {
        var result = self
        result.withUnsafeMutableBufferPointer { y in
            vector.withUnsafeBufferPointer { v in
                for row in 0..<rows {
                    VectorKernels.axpy(α, v.baseAddress!, y.baseAddress! + row * columns, columns)
                }
            }
        }
        return result
    }
}

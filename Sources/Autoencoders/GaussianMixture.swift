import Foundation
import Tensors

/// A mixture of round normal laws in ℝⁿ: part k, of weight πₖ, is N(μₖ, τₖ² I).
///
/// Everything about it is known exactly: its density, the density's logarithmic gradient, and what the best denoiser makes of a
/// noisy point. So it is the place to try what is learnt from samples. All in Double.
public struct GaussianMixture: Sendable {
    /// πₖ; they sum to 1.
    public let weights: [Double]
    /// μₖ
    public let means: [[Double]]
    /// τₖ
    public let deviations: [Double]

    /// - Parameters:
    ///   - weights: one positive number a part; they are divided by their sum.
    ///   - means: one point a part.
    ///   - deviations: one number ≥ 0 a part, the standard deviation in each direction; 0 is a single point, whose density is
    ///     infinite.
    /// - Throws: ``NoiseError`` if the parts do not fit together.
    public init(weights: [Double], means: [[Double]], deviations: [Double]) throws {
        guard !weights.isEmpty, weights.count == means.count, weights.count == deviations.count else {
            throw NoiseError(
                "a mixture needs a weight, a mean and a deviation for each part, but is given \(weights.count), "
                    + "\(means.count) and \(deviations.count)")
        }
        guard weights.allSatisfy({ $0 > 0 && $0.isFinite }), deviations.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw NoiseError("the weights of a mixture must be positive, and its deviations not negative")
        }
        guard !means[0].isEmpty, means.allSatisfy({ $0.count == means[0].count }) else {
            throw NoiseError("the means of a mixture must be points of one space")
        }
        let sum = weights.reduce(0, +)
        self.weights = weights.map { $0 / sum }
        self.means = means
        self.deviations = deviations
    }

    /// n
    public var dimension: Int { means[0].count }

    /// The law of x + σn, n ~ N(0, I), for x of this law: the same mixture with τₖ² + σ² for τₖ².
    public func noisy(_ σ: Double) -> GaussianMixture {
        try! GaussianMixture(
            weights: weights, means: means, deviations: deviations.map { ($0 * $0 + σ * σ).squareRoot() })
    }

    /// ln p(x), computed without underflow.
    public func logDensity(_ x: [Double]) -> Double {
        let terms = logTerms(x)
        let largest = terms.max()!
        return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
    }

    /// How likely x is of each part: wₖ = πₖ φₖ(x) / p(x).
    public func responsibilities(_ x: [Double]) -> [Double] {
        let terms = logTerms(x)
        let largest = terms.max()!
        let shares = terms.map { exp($0 - largest) }
        let sum = shares.reduce(0, +)
        return shares.map { $0 / sum }
    }

    // snippet.score
    /// ∇ ln p(x) = Σₖ wₖ (μₖ − x) / τₖ²
    public func score(_ x: [Double]) -> [Double] {
        var score = [Double](repeating: 0, count: dimension)
        for (k, w) in responsibilities(x).enumerated() {
            for i in score.indices { score[i] += w * (means[k][i] - x[i]) / (deviations[k] * deviations[k]) }
        }
        return score
    }
    // snippet.end

    // snippet.denoise
    /// E[x | x̃] for a point x of this law seen as x̃ = x + σn: Σₖ wₖ (τₖ² x̃ + σ² μₖ) / (τₖ² + σ²), with the weights wₖ of the
    /// noisy law.
    public func conditionalMean(given x̃: [Double], noise σ: Double) -> [Double] {
        var mean = [Double](repeating: 0, count: dimension)
        for (k, w) in noisy(σ).responsibilities(x̃).enumerated() {
            let τ2 = deviations[k] * deviations[k]
            for i in mean.indices { mean[i] += w * (τ2 * x̃[i] + σ * σ * means[k][i]) / (τ2 + σ * σ) }
        }
        return mean
    }
    // snippet.end

    /// Points of this law, one a row.
    public func sample(_ count: Int, using random: inout RandomGenerator) -> Tensor {
        var points = Tensor.normal([count, dimension], using: &random)
        let n = dimension
        points.withUnsafeMutableBufferPointer { points in
            for row in 0..<count {
                var (u, k) = (random.uniform(), 0)
                while k < weights.count - 1 && u >= weights[k] {
                    u -= weights[k]
                    k += 1
                }
                for i in 0..<n {
                    points[row * n + i] = Float(means[k][i] + deviations[k] * Double(points[row * n + i]))
                }
            }
        }
        return points
    }

    /// ln (πₖ φₖ(x))
    private func logTerms(_ x: [Double]) -> [Double] {
        weights.indices.map { k in
            let τ2 = deviations[k] * deviations[k]
            let square = zip(x, means[k]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            return log(weights[k]) - square / (2 * τ2) - Double(dimension) / 2 * log(2 * .pi * τ2)
        }
    }
}

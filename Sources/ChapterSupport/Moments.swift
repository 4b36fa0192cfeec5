import Tensors

/// The means, variances and covariance of paired numbers: what a regression and a correlation are made of.
public struct Moments {
    public let means: (x: Double, y: Double)
    /// 1/n Σ (xᵢ − x̄)², and the same of y
    public let variances: (x: Double, y: Double)
    /// 1/n Σ (xᵢ − x̄)(yᵢ − ȳ)
    public let covariance: Double

    /// - Parameters:
    ///   - x: as many numbers as y has, at least one.
    public init(_ x: [Double], _ y: [Double]) {
        let (x̄, ȳ, n) = (x.mean, y.mean, Double(x.count))
        var sums = (xx: 0.0, yy: 0.0, xy: 0.0)
        for (x, y) in zip(x, y) {
            let (u, v) = (x - x̄, y - ȳ)
            sums.xx += u * u
            sums.yy += v * v
            sums.xy += u * v
        }
        means = (x̄, ȳ)
        variances = (sums.xx / n, sums.yy / n)
        covariance = sums.xy / n
    }

    /// Pearson's correlation, −1 to 1; 0 where one of the two does not vary, as then it tells nothing of the other.
    public var correlation: Double {
        let spread = (variances.x * variances.y).squareRoot()
        return spread > 0 ? covariance / spread : 0
    }

    /// The α and β of least squares for y ≈ α x + β.
    public var regression: (slope: Double, intercept: Double) {
        let α = variances.x > 0 ? covariance / variances.x : 0
        return (α, means.y - α * means.x)
    }
}

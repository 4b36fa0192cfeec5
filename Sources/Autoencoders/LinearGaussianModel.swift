import Foundation

/// The variational autoencoder of which everything is known: a linear decoder, F_{X|Z} = N(Wz + b, cI) with F_Z = N(0, I). Evidence,
/// posterior and bound are Gaussian integrals, computed here in Double.
///
/// Source: Tipping, Bishop, Probabilistic principal component analysis, J. R. Statist. Soc. B 61 (1999).
public struct LinearGaussianModel: Sendable {
    /// W by rows, d × k
    public let W: [[Double]]
    /// b, d numbers
    public let b: [Double]
    /// c > 0
    public let c: Double

    /// d, the size of a sample, and k, that of a code.
    public var d: Int { W.count }
    public var k: Int { W[0].count }

    public init(W: [[Double]], b: [Double], c: Double) {
        precondition(W.count == b.count && !W.isEmpty && W.allSatisfy { $0.count == W[0].count } && c > 0)
        (self.W, self.b, self.c) = (W, b, c)
    }

    /// WᵀW
    private var gram: [[Double]] {
        (0..<k).map { i in (0..<k).map { j in (0..<d).reduce(0) { $0 + W[$1][i] * W[$1][j] } } }
    }

    /// Wᵀv
    private func transposed(_ v: [Double]) -> [Double] {
        (0..<k).map { j in (0..<d).reduce(0) { $0 + W[$1][j] * v[$1] } }
    }

    /// x − b − Wz
    private func residual(_ x: [Double], _ z: [Double]) -> [Double] {
        (0..<d).map { i in x[i] - b[i] - (0..<k).reduce(0) { $0 + W[i][$1] * z[$1] } }
    }

    // snippet.evidence
    /// ln f_X(x), where F_X = N(b, WWᵀ + cI)
    public func logEvidence(_ x: [Double]) -> Double {
        let covariance = PositiveDefinite(
            (0..<d).map { i in
                (0..<d).map { j in (0..<k).reduce(i == j ? c : 0) { $0 + W[i][$1] * W[j][$1] } }
            })
        let e = zip(x, b).map { $0 - $1 }
        return -0.5 * (Double(d) * log(2 * .pi) + covariance.logDeterminant + covariance.inverseForm(e))
    }

    /// F_{Z|X}(·|x) = N(M⁻¹Wᵀ(x − b), cM⁻¹) with M = WᵀW + cI
    public func posterior(_ x: [Double]) -> (mean: [Double], covariance: PositiveDefinite) {
        let gram = gram
        let M = PositiveDefinite((0..<k).map { i in (0..<k).map { gram[i][$0] + (i == $0 ? c : 0) } })
        let mean = M.solve(transposed(zip(x, b).map { $0 - $1 }))
        return (mean, PositiveDefinite(M.inverse.map { $0.map { c * $0 } }))
    }

    /// E_q[ln f_{X|Z}(x|Z)] − H(q, F_Z) for q = N(m, S)
    public func evidenceLowerBound(_ x: [Double], mean m: [Double], covariance S: PositiveDefinite) -> Double {
        let gram = gram
        let squares = residual(x, m).reduce(0) { $0 + $1 * $1 }
        // E‖x − b − WZ‖² = ‖x − b − Wm‖² + tr(WᵀWS)
        let spread = (0..<k).reduce(0) { sum, i in sum + (0..<k).reduce(0) { $0 + gram[i][$1] * S[$1, i] } }
        let likelihood = -(squares + spread) / (2 * c) - Double(d) / 2 * log(2 * .pi * c)
        let identity = PositiveDefinite.diagonal([Double](repeating: 1, count: k))
        return likelihood
            - KullbackLeiblerDivergence.normal(m, S, from: [Double](repeating: 0, count: k), identity)
    }
    // snippet.end

    /// The gradient of the bound for q = N(μ, diag exp λ) with respect to μ and λ.
    public func boundGradient(
        _ x: [Double], mean μ: [Double], logVariance λ: [Double]
    ) -> (mean: [Double], logVariance: [Double]) {
        let gram = gram
        // ∂/∂μ = Wᵀ(x − b − Wμ)/c − μ
        let mean = zip(transposed(residual(x, μ)), μ).map { $0 / c - $1 }
        // ∂/∂λⱼ = ½ [1 − σⱼ² − (WᵀW)ⱼⱼ σⱼ²/c]
        let logVariance = λ.indices.map { 0.5 * (1 - exp(λ[$0]) * (1 + gram[$0][$0] / c)) }
        return (mean, logVariance)
    }
}

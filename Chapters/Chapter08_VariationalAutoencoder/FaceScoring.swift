import Foundation
import NeuralNetworks
import Tensors

/// What a classifier says of faces: for each picture and attribute whether it holds.
struct FaceVerdicts {
    /// One row a picture, one column an attribute.
    let holds: [[Bool]]

    init(_ classifier: Network, _ pictures: Tensor) throws {
        let p = try classifier.predict(pictures)
        holds = (0..<p.rows).map { i in (0..<p.columns).map { p[i, $0] > 0.5 } }
    }

    /// From a matrix of 0 and 1.
    init(_ targets: Tensor) {
        holds = (0..<targets.rows).map { i in (0..<targets.columns).map { targets[i, $0] > 0.5 } }
    }

    /// The share of pictures on which both agree, for each attribute.
    func agreement(with other: FaceVerdicts) -> [Double] {
        holds[0].indices.map { j in
            Double(holds.indices.count { holds[$0][j] == other.holds[$0][j] }) / Double(holds.count)
        }
    }

    /// The share of pictures on which both disagree about one attribute.
    func flipped(_ column: Int, against other: FaceVerdicts) -> Double { 1 - agreement(with: other)[column] }

    /// The share of verdicts about all attributes but the given ones that both have in common.
    func kept(except columns: [Int], against other: FaceVerdicts) -> Double {
        let shares = agreement(with: other).enumerated().filter { !columns.contains($0.offset) }.map(\.element)
        return shares.reduce(0, +) / Double(shares.count)
    }
}

/// Whether pictures look like faces to a judge: their features, 32 numbers, must lie among those of real faces.
///
/// The distance is Mahalanobis's, d² = (φ − m)ᵀ Σ⁻¹ (φ − m) with the mean m and the covariance Σ of the features of real faces. A
/// picture is plausible if d is at most that of 98 % of other real faces.
struct Plausibility {
    private let judge: Network
    private let depth: Int
    private let mean: [Double]
    private let axes: Tensor
    private let variances: [Double]
    private(set) var limit = Double.infinity

    /// - Parameters:
    ///   - depth: how many of the judge's layers make the features.
    ///   - faces: real faces; the first half gives mean and covariance, the second the limit.
    init(judge: Network, depth: Int, faces: Tensor, share: Double = 0.98) throws {
        (self.judge, self.depth) = (judge, depth)
        let features = judge.predict(faces, through: 0..<depth)
        let (n, k) = (features.rows / 2, features.columns)
        var m = [Double](repeating: 0, count: k)
        for i in 0..<n { for j in 0..<k { m[j] += Double(features[i, j]) / Double(n) } }
        var Σ = [Double](repeating: 0, count: k * k)
        for i in 0..<n {
            for a in 0..<k {
                let da = Double(features[i, a]) - m[a]
                for b in 0..<k { Σ[a * k + b] += da * (Double(features[i, b]) - m[b]) / Double(n) }
            }
        }
        let decomposition = try SymmetricEigen(Σ, order: k)
        mean = m
        axes = decomposition.vectors
        variances = decomposition.values
        let others = distances(of: features.rows(n..<features.rows)).sorted()
        limit = others[Int(share * Double(others.count - 1))]
    }

    /// d² of features, one row a picture.
    private func distances(of features: Tensor) -> [Double] {
        let k = mean.count
        return (0..<features.rows).map { i in
            (0..<k).reduce(0.0) { sum, axis in
                let along = (0..<k).reduce(0.0) { $0 + (Double(features[i, $1]) - mean[$1]) * Double(axes[axis, $1]) }
                return sum + along * along / max(variances[axis], 1e-6)
            }
        }
    }

    /// The share of pictures that look like faces.
    func share(of pictures: Tensor) -> Double {
        let d = distances(of: judge.predict(pictures, through: 0..<depth))
        return Double(d.count { $0 <= limit }) / Double(d.count)
    }
}

import Datasets
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

    /// Of faces, some hundreds at a time.
    init(_ classifier: Network, _ faces: Faces) throws {
        holds = try stride(from: 0, to: faces.count, by: 500).flatMap {
            try FaceVerdicts(classifier, faces.samples.inputs($0..<min($0 + 500, faces.count))).holds
        }
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

    /// The share of verdicts about all attributes but one that both have in common.
    func kept(except column: Int, against other: FaceVerdicts) -> Double {
        let shares = agreement(with: other).enumerated().filter { $0.offset != column }.map(\.element)
        return shares.reduce(0, +) / Double(shares.count)
    }
}

/// Whether pictures look like faces to a judge.
///
/// Of a layer of the judge, φ are the means and the standard deviations of its channels over a picture. With the mean m and the
/// covariance Σ of φ over real faces, d² = (φ − m)ᵀ Σ⁻¹ (φ − m) is Mahalanobis's distance. A picture is a plausible face if, in an
/// early layer (textures) and in the last one (features), d² is at most that of 99 % of other real faces.
struct Plausibility {
    private let judge: Network
    private let layers: [Int]
    private var laws: [Law] = []

    /// The law of one layer's φ.
    private struct Law {
        let mean: [Double]
        /// The axes of Σ, one after another, and the variances along them.
        let axes: [Float]
        let variances: [Double]
        var limit = Double.infinity

        init(_ φ: [[Double]]) throws {
            let (n, k) = (Double(φ.count), φ[0].count)
            let m = (0..<k).map { j in φ.reduce(0) { $0 + $1[j] } / n }
            var Σ = [Double](repeating: 0, count: k * k)
            for row in φ {
                let d = zip(row, m).map { $0 - $1 }
                for a in 0..<k { for b in 0..<k { Σ[a * k + b] += d[a] * d[b] / n } }
            }
            // A little of the mean variance is added, as some directions hardly vary.
            let least = 1e-3 * (0..<k).reduce(0) { $0 + Σ[$1 * k + $1] } / Double(k)
            let decomposition = try SymmetricEigen(Σ, order: k)
            (mean, axes) = (m, decomposition.vectors.values)
            variances = decomposition.values.map { max($0, 0) + least }
        }

        /// d² of one φ.
        func distance(_ φ: [Double]) -> Double {
            let k = mean.count
            var sum = 0.0
            for axis in 0..<k {
                var along = 0.0
                for j in 0..<k { along += (φ[j] - mean[j]) * Double(axes[axis * k + j]) }
                sum += along * along / variances[axis]
            }
            return sum
        }
    }

    /// - Parameters:
    ///   - layers: which layers of the judge are looked at, convolutions with their activation.
    ///   - faces: real faces; the first half gives the laws, the second the limits.
    init(judge: Network, layers: [Int], faces: Tensor) throws {
        (self.judge, self.layers) = (judge, layers)
        let n = faces.rows / 2
        let (known, others) = (try describe(faces.rows(0..<n)), try describe(faces.rows(n..<2 * n)))
        laws = try zip(known, others).map { known, others in
            var law = try Law(known)
            law.limit = others.map(law.distance).sorted()[Int(0.99 * Double(n - 1))]
            return law
        }
    }

    /// The share of pictures that look like faces.
    func share(of pictures: Tensor) throws -> Double {
        let features = try describe(pictures)
        let plausible = (0..<pictures.rows).count { i in
            zip(laws, features).allSatisfy { law, φ in law.distance(φ[i]) <= law.limit }
        }
        return Double(plausible) / Double(pictures.rows)
    }

    /// For each layer φ of each picture.
    private func describe(_ pictures: Tensor) throws -> [[[Double]]] {
        var features = [[[Double]]](repeating: [], count: layers.count)
        for start in stride(from: 0, to: pictures.rows, by: 50) {
            let part = pictures.rows(start..<min(start + 50, pictures.rows))
            for (layer, output) in try judge.outputs(ofLayers: layers, for: part, .inference).enumerated() {
                let channels = output.shape[output.shape.rank - 1]
                let pixels = output.columns / channels
                output.withUnsafeBufferPointer { y in
                    for i in 0..<output.rows {
                        var (sums, squares) = (
                            [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
                        )
                        for pixel in 0..<pixels {
                            for c in 0..<channels {
                                let value = Double(y[(i * pixels + pixel) * channels + c])
                                sums[c] += value
                                squares[c] += value * value
                            }
                        }
                        let means = sums.map { $0 / Double(pixels) }
                        let deviations = zip(squares, means).map {
                            max($0 / Double(pixels) - $1 * $1, 0).squareRoot()
                        }
                        features[layer].append(means + deviations)
                    }
                }
            }
        }
        return features
    }
}

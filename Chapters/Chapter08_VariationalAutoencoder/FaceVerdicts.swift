import ChapterSupport
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
        agreement(with: other).enumerated().filter { $0.offset != column }.map(\.element).mean
    }
}

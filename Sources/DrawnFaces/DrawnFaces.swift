import Datasets
import Tensors

extension Faces {
    /// Draws faces: the first `count` of a seed, or as many from a later one on. Each is the picture of
    /// `FaceDescription(seed: seed, index: i)`, with ``FaceAttribute``s as attributes.
    ///
    /// The bytes depend on seed and numbers alone, not on the number of threads.
    ///
    /// - Parameters:
    ///   - count: how many, at least 1.
    ///   - seed: which faces.
    ///   - first: the number of the first face.
    public static func drawn(_ count: Int, seed: UInt64 = 1, from first: Int = 0) -> Faces {
        precondition(count > 0 && first >= 0, "At least one face must be drawn.")
        let size = side * side * 3
        let bytes = [UInt8](unsafeUninitializedCapacity: count * size) { bytes, initialized in
            nonisolated(unsafe) let start = bytes.baseAddress!
            parallel(count) { _, part in
                let painter = FacePainter(side: side)
                for i in part { painter.draw(FaceDescription(seed: seed, index: first + i), into: start + i * size) }
            }
            initialized = count * size
        }
        let columns = FaceAttribute.allCases
        let targets = Tensor(shape: [count, columns.count]) { targets in
            for i in 0..<count {
                let face = FaceDescription(seed: seed, index: first + i)
                for (j, attribute) in columns.enumerated() { targets[i * columns.count + j] = face[attribute] ? 1 : 0 }
            }
        }
        return try! Faces(bytes: bytes, attributes: columns.map(\.rawValue), targets: targets)
    }
}

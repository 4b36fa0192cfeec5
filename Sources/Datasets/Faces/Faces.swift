import Foundation
import Tensors

/// Pictures of faces, 64 × 64 pixels of red, green and blue, with what is or is not the case for each.
public struct Faces: Sendable {
    /// A picture's height and width in pixels.
    public static let side = 64

    /// Pictures of shape 64 × 64 × 3; the targets are rows of 0 and 1, one column for each of ``attributes``.
    public let samples: Samples
    /// The names of the attributes in CelebA's form, such as `Wearing_Hat`.
    public let attributes: [String]

    public var count: Int { samples.count }

    init(bytes: [UInt8], attributes: [String], targets: Tensor) throws {
        samples = try Samples(bytes: bytes, sampleShape: [Faces.side, Faces.side, 3], targets: targets)
        self.attributes = attributes
    }

    private init(samples: Samples, attributes: [String]) {
        self.samples = samples
        self.attributes = attributes
    }

    /// The faces in a range, counted from 0.
    public subscript(part: Range<Int>) -> Faces { Faces(samples: samples[part], attributes: attributes) }

    /// For each face whether an attribute holds; nil if the faces do not have this attribute.
    public func holds(_ attribute: String) -> [Bool]? {
        guard let column = attributes.firstIndex(of: attribute) else { return nil }
        let targets = samples.targetTensor
        return (0..<count).map { targets[$0, column] > 0.5 }
    }

    /// The places of the faces for which an attribute holds or does not; none if they do not have it.
    public func places(_ attribute: String, _ value: Bool = true) -> [Int] {
        (holds(attribute) ?? []).enumerated().filter { $0.element == value }.map(\.offset)
    }

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

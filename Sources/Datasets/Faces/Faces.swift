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

    /// - Parameters:
    ///   - bytes: 64 · 64 · 3 for each face.
    ///   - targets: a row of 0 and 1 for each face.
    package init(bytes: [UInt8], attributes: [String], targets: Tensor) throws {
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
}

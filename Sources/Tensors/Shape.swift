import Foundation

/// The sizes of a tensor's dimensions, outermost first: `[50, 784]` is 50 rows of 784 numbers.
///
/// A shape has at most four dimensions and stores them in place, so that making, comparing and passing one never
/// touches the heap. The empty shape `[]` is that of a single number.
public struct Shape: Sendable, Hashable {
    /// Sizes; dimensions beyond `rank` hold 1, so that the product of all four is the element count.
    @usableFromInline var sizes: SIMD4<Int>

    /// The number of dimensions, 0 to 4.
    public private(set) var rank: Int

    /// The most dimensions a shape can have.
    public static let maximalRank = 4

    /// A shape with the sizes given, for sizes that come from a user or a file.
    ///
    /// - Throws: `ShapeError` if there are more than four sizes, if one is negative, or if the element count does not
    ///   fit into an `Int`.
    public init(_ dimensions: some Collection<Int>) throws {
        let text = dimensions.map(String.init).joined(separator: " × ")
        guard dimensions.count <= Shape.maximalRank else {
            throw ShapeError(
                "A tensor has at most \(Shape.maximalRank) dimensions, but \(text) has \(dimensions.count).")
        }
        guard dimensions.allSatisfy({ $0 >= 0 }) else {
            throw ShapeError("The sizes of a shape must not be negative, as in \(text).")
        }
        var elements = 1
        for size in dimensions where size > 0 {
            let (product, overflow) = elements.multipliedReportingOverflow(by: size)
            guard !overflow, product <= Int.max / MemoryLayout<Float>.stride else {
                throw ShapeError("A tensor of shape \(text) has more elements than memory can hold.")
            }
            elements = product
        }
        self.init(unchecked: dimensions)
    }

    private init(unchecked dimensions: some Collection<Int>) {
        sizes = SIMD4(repeating: 1)
        rank = dimensions.count
        for (position, size) in dimensions.enumerated() { sizes[position] = size }
    }

    /// The number of elements of a tensor of this shape: the product of the sizes, 1 for the empty shape.
    @inlinable public var elementCount: Int { sizes.x * sizes.y * sizes.z * sizes.w }

    /// The shape without its first dimension: that of one sample of a batch. The empty shape stays as it is.
    public var withoutFirst: Shape {
        var result = self
        result.sizes = SIMD4(sizes.y, sizes.z, sizes.w, 1)
        result.rank = Swift.max(rank - 1, 0)
        return result
    }

    /// The shape with one more dimension in front: that of a batch of `size` samples of this shape.
    public func prefixed(by size: Int) -> Shape {
        precondition(rank < Shape.maximalRank, "A tensor has at most \(Shape.maximalRank) dimensions.")
        precondition(size >= 0, "The sizes of a shape must not be negative.")
        var result = self
        result.sizes = SIMD4(size, sizes.x, sizes.y, sizes.z)
        result.rank = rank + 1
        return result
    }
}

extension Shape: ExpressibleByArrayLiteral {
    /// A shape written down in source: more than four sizes or a negative one are programming errors.
    public init(arrayLiteral elements: Int...) {
        precondition(elements.count <= Shape.maximalRank, "A tensor has at most \(Shape.maximalRank) dimensions.")
        precondition(elements.allSatisfy { $0 >= 0 }, "The sizes of a shape must not be negative.")
        self.init(unchecked: elements)
    }
}

extension Shape: RandomAccessCollection, MutableCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { rank }

    @inlinable public subscript(position: Int) -> Int {
        get {
            precondition(position >= 0 && position < rank, "The shape has no such dimension.")
            return sizes[position]
        }
        set {
            precondition(position >= 0 && position < rank, "The shape has no such dimension.")
            precondition(newValue >= 0, "The sizes of a shape must not be negative.")
            sizes[position] = newValue
        }
    }
}

extension Shape: CustomStringConvertible {
    /// For example `50 × 784`; `scalar` for the empty shape.
    public var description: String { rank == 0 ? "scalar" : map(String.init).joined(separator: " × ") }
}

extension Shape: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init([Int](from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try Array(self).encode(to: encoder)
    }
}

/// Shapes that do not fit together; the description is one sentence that names them.
public struct ShapeError: Error, Equatable, CustomStringConvertible, LocalizedError {
    public let description: String
    public var errorDescription: String? { description }

    public init(_ description: String) { self.description = description }
}

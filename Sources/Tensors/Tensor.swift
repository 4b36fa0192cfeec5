@_exported import Vectors

/// A row-major array of 32-bit floats with one to four dimensions (none: a single number).
///
/// A tensor is a value: changing one never changes another. Copies and views share storage until one of them writes,
/// so that passing tensors around costs nothing. As a *matrix* a tensor has `rows` (its first dimension) and `columns`
/// (all others together); a batch of samples has the samples as its rows.
///
/// **Without allocation.** Code that runs a million times keeps its results in stored properties and calls `reserve`
/// before it fills them: as long as nobody else holds the storage (`isUniquelyReferenced`), the same memory is used
/// again. A result handed to somebody who keeps it costs one allocation, not a wrong result.
public struct Tensor: Sendable {
    @usableFromInline var storage: TensorStorage
    @usableFromInline var offset: Int

    /// The sizes of the dimensions.
    public private(set) var shape: Shape

    @usableFromInline
    init(storage: TensorStorage, offset: Int, shape: Shape) {
        self.storage = storage
        self.offset = offset
        self.shape = shape
    }

    // MARK: Making tensors

    /// A tensor without elements, of shape `0`; it owns no memory. `reserve` gives it some.
    public init() {
        self.init(storage: .empty, offset: 0, shape: [0])
    }

    /// Zeros.
    public init(shape: Shape) {
        self.init(repeating: 0, shape: shape)
    }

    /// The same value everywhere.
    public init(repeating value: Float, shape: Shape) {
        self.init(unfilled: shape)
        storage.pointer.initialize(repeating: value, count: shape.elementCount)
    }

    /// The values in row-major order (the last dimension runs fastest).
    ///
    /// - Throws: `ShapeError` if there are not exactly as many values as the shape has elements.
    public init(_ values: [Float], shape: Shape) throws {
        guard values.count == shape.elementCount else {
            throw ShapeError("\(values.count) values do not fill a tensor of shape \(shape).")
        }
        self.init(unfilled: shape)
        values.withUnsafeBufferPointer {
            storage.pointer.initialize(from: $0.baseAddress ?? UnsafePointer(storage.pointer), count: $0.count)
        }
    }

    /// A vector.
    public init(_ values: [Float]) {
        self.init(unfilled: [values.count])
        for (position, value) in values.enumerated() { storage.pointer[position] = value }
    }

    /// A matrix from its rows.
    ///
    /// - Throws: `ShapeError` if the rows differ in length.
    public init(rows: [[Float]]) throws {
        let columns = rows.first?.count ?? 0
        if let (index, row) = rows.enumerated().first(where: { $0.element.count != columns }) {
            throw ShapeError("Row \(index) of the matrix has \(row.count) values, but row 0 has \(columns).")
        }
        try self.init(rows.flatMap(\.self), shape: [rows.count, columns])
    }

    /// Elements of unspecified value, filled by `fill`, which must write every one.
    @inlinable
    public init(shape: Shape, filledBy fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        self.init(unfilled: shape)
        try fill(UnsafeMutableBufferPointer(start: storage.pointer, count: shape.elementCount))
    }

    /// Elements of unspecified value.
    @usableFromInline
    init(unfilled shape: Shape) {
        self.init(storage: TensorStorage(capacity: shape.elementCount), offset: 0, shape: shape)
    }

    // MARK: Sizes

    /// The number of elements.
    @inlinable public var count: Int { shape.elementCount }

    /// The number of rows: the first dimension; 1 for a single number.
    @inlinable public var rows: Int { shape.sizes.x }

    /// The number of elements in a row: the product of all dimensions but the first.
    @inlinable public var columns: Int { shape.sizes.y * shape.sizes.z * shape.sizes.w }

    // MARK: Elements

    /// The element at a position of the row-major order.
    @inlinable public subscript(flat index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "The tensor has no such element.")
            return storage.pointer[offset + index]
        }
        set {
            precondition(index >= 0 && index < count, "The tensor has no such element.")
            makeUnique()
            storage.pointer[offset + index] = newValue
        }
    }

    /// The element in a row and column of the tensor as a matrix (see `rows`, `columns`).
    @inlinable public subscript(row: Int, column: Int) -> Float {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "The tensor has no such element.")
            return storage.pointer[offset + row * columns + column]
        }
        set {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "The tensor has no such element.")
            makeUnique()
            storage.pointer[offset + row * columns + column] = newValue
        }
    }

    /// All elements in row-major order.
    public var values: [Float] { withUnsafeBufferPointer(Array.init) }

    /// Calls `body` with the elements in row-major order.
    @inlinable
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(storage) {
            try body(UnsafeBufferPointer(start: storage.pointer + offset, count: count))
        }
    }

    /// Calls `body` with the elements for changing them; copies them first if another tensor shares them.
    @inlinable
    public mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        return try withExtendedLifetime(storage) {
            try body(UnsafeMutableBufferPointer(start: storage.pointer + offset, count: count))
        }
    }

    // MARK: Views

    /// The rows in the range, without a copy.
    public func rows(_ range: Range<Int>) -> Tensor {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows && shape.rank > 0, "The tensor has no such rows.")
        var part = shape
        part[0] = range.count
        return Tensor(storage: storage, offset: offset + range.lowerBound * columns, shape: part)
    }

    /// One row, without a copy and without the first dimension.
    public func row(_ index: Int) -> Tensor {
        rows(index..<index + 1).viewed(as: shape.withoutFirst)
    }

    /// The same elements in another shape, without a copy.
    ///
    /// - Throws: `ShapeError` if the new shape has another number of elements.
    public func reshaped(to newShape: Shape) throws -> Tensor {
        guard newShape.elementCount == count else {
            throw ShapeError(
                "A tensor of shape \(shape) with \(count) elements cannot become one of shape \(newShape) "
                    + "with \(newShape.elementCount).")
        }
        return viewed(as: newShape)
    }

    /// The same elements in a shape that is known to fit: a misfit is a programming error.
    public func viewed(as newShape: Shape) -> Tensor {
        precondition(newShape.elementCount == count, "The tensor has another number of elements than the new shape.")
        return Tensor(storage: storage, offset: offset, shape: newShape)
    }

    // MARK: Using memory again

    /// Whether no other tensor shares this one's storage, so that it can be changed in place.
    public var isUniquelyReferenced: Bool {
        mutating get { isKnownUniquelyReferenced(&storage) }
    }

    /// Gives the tensor a shape and memory of its own; **the elements are unspecified** until written.
    ///
    /// The present memory is kept if no other tensor shares it and it is large enough.
    public mutating func reserve(_ newShape: Shape) {
        let needed = newShape.elementCount
        if !isKnownUniquelyReferenced(&storage) || storage.capacity < needed {
            storage = TensorStorage(capacity: needed)
        }
        offset = 0
        shape = newShape
    }

    /// Sets every element, in place where possible.
    public mutating func fill(_ value: Float) {
        if !isKnownUniquelyReferenced(&storage) { reserve(shape) }
        (storage.pointer + offset).update(repeating: value, count: count)
    }

    /// Becomes a copy of another tensor in memory of its own, the present one where possible.
    public mutating func copy(_ other: Tensor) {
        reserve(other.shape)
        storage.pointer.update(from: other.storage.pointer + other.offset, count: count)
    }

    @usableFromInline
    mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) {
            let copy = TensorStorage(capacity: count)
            copy.pointer.update(from: storage.pointer + offset, count: count)
            storage = copy
            offset = 0
        }
    }
}

extension Tensor: Equatable {
    /// The same shape and the same elements (as numbers: 0 equals −0, NaN equals nothing).
    public static func == (left: Tensor, right: Tensor) -> Bool {
        left.shape == right.shape
            && left.withUnsafeBufferPointer { l in right.withUnsafeBufferPointer { r in l.elementsEqual(r) } }
    }
}

extension Tensor: CustomStringConvertible {
    /// The shape and the first elements.
    public var description: String {
        let shown = withUnsafeBufferPointer { $0.prefix(8).map { "\($0)" } }.joined(separator: ", ")
        return "Tensor(\(shape): \(shown)\(count > 8 ? ", …" : ""))"
    }
}

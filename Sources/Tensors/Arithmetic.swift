/// Arithmetic on whole tensors, for chapters, tests and everything that is not in an inner loop: each result is a new
/// tensor. Operations on two tensors work element by element and need equal shapes.
extension Tensor {
    // MARK: Element by element

    /// - Throws: `ShapeError` if the shapes differ.
    public static func + (left: Tensor, right: Tensor) throws -> Tensor {
        try combined(left, right, "added", VectorKernels.add)
    }

    /// - Throws: `ShapeError` if the shapes differ.
    public static func - (left: Tensor, right: Tensor) throws -> Tensor {
        try combined(left, right, "subtracted", VectorKernels.subtract)
    }

    /// The product element by element; see `times` for the matrix product.
    ///
    /// - Throws: `ShapeError` if the shapes differ.
    public static func * (left: Tensor, right: Tensor) throws -> Tensor {
        try combined(left, right, "multiplied element by element", VectorKernels.multiply)
    }

    public static func * (factor: Float, tensor: Tensor) -> Tensor { tensor.map { factor * $0 } }
    public static func * (tensor: Tensor, factor: Float) -> Tensor { tensor.map { $0 * factor } }
    public static func / (tensor: Tensor, divisor: Float) -> Tensor { tensor.map { $0 / divisor } }
    public static func + (tensor: Tensor, number: Float) -> Tensor { tensor.map { $0 + number } }
    public static func - (tensor: Tensor, number: Float) -> Tensor { tensor.map { $0 - number } }
    public static prefix func - (tensor: Tensor) -> Tensor { tensor.map { -$0 } }

    /// The tensor of the same shape whose elements are `f` of this one's.
    @inlinable
    public func map(_ f: (Float) throws -> Float) rethrows -> Tensor {
        try Tensor(shape: shape) { result in
            try withUnsafeBufferPointer { elements in
                for i in 0..<elements.count { result[i] = try f(elements[i]) }
            }
        }
    }

    /// Adds a multiple of another tensor in place: self ← self + α other.
    ///
    /// - Throws: `ShapeError` if the shapes differ.
    public mutating func add(_ other: Tensor, times α: Float = 1) throws {
        guard shape == other.shape else { throw Tensor.misfit(shape, other.shape, "added") }
        withUnsafeMutableBufferPointer { y in
            other.withUnsafeBufferPointer { VectorKernels.axpy(α, $0.baseAddress!, y.baseAddress!, y.count) }
        }
    }

    /// Multiplies every element in place.
    public mutating func scale(by factor: Float) {
        withUnsafeMutableBufferPointer {
            VectorKernels.scale(factor, UnsafePointer($0.baseAddress!), $0.baseAddress!, $0.count)
        }
    }

    private typealias Combination = (
        UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
    ) -> Void

    private static func combined(
        _ left: Tensor, _ right: Tensor, _ verb: String, _ combine: Combination
    ) throws -> Tensor {
        guard left.shape == right.shape else { throw misfit(left.shape, right.shape, verb) }
        return Tensor(shape: left.shape) { result in
            left.withUnsafeBufferPointer { l in
                right.withUnsafeBufferPointer { r in
                    combine(l.baseAddress!, r.baseAddress!, result.baseAddress!, result.count)
                }
            }
        }
    }

    private static func misfit(_ left: Shape, _ right: Shape, _ verb: String) -> ShapeError {
        ShapeError("Tensors of shapes \(left) and \(right) cannot be \(verb): their shapes must be equal.")
    }

    // MARK: Sums

    /// The sum of all elements.
    public var sum: Double { withUnsafeBufferPointer { VectorKernels.sum($0.baseAddress!, $0.count) } }

    /// The mean of all elements; NaN if there are none.
    public var mean: Double { sum / Double(count) }

    /// The sum of the squares of all elements.
    public var sumOfSquares: Double {
        withUnsafeBufferPointer { VectorKernels.dot($0.baseAddress!, $0.baseAddress!, $0.count) }
    }

    /// The means of the columns, a vector of `columns` elements; NaN if there are no rows.
    public var columnMeans: Tensor {
        Tensor(shape: [columns]) { means in
            var sums = [Double](repeating: 0, count: columns)
            withUnsafeBufferPointer { x in
                for i in 0..<rows { for j in 0..<columns { sums[j] += Double(x[i * columns + j]) } }
            }
            for j in 0..<columns { means[j] = Float(sums[j] / Double(rows)) }
        }
    }

    // MARK: Extremes

    /// The largest element, NaNs aside; nil if there is none.
    public var max: Float? { extreme { $0 > $1 } }

    /// The smallest element, NaNs aside; nil if there is none.
    public var min: Float? { extreme { $0 < $1 } }

    private func extreme(_ isBetter: (Float, Float) -> Bool) -> Float? {
        withUnsafeBufferPointer { elements in
            var best: Float?
            for value in elements where !value.isNaN && (best.map { isBetter(value, $0) } ?? true) { best = value }
            return best
        }
    }

    /// For each row the column of its largest element, the first of them where several are equal: the class that a
    /// classifier's output row names. A row of NaNs gives 0, and so does one without elements.
    public var rowArgmax: [Int] {
        withUnsafeBufferPointer { x in
            (0..<rows).map { i in
                var (best, column) = (-Float.infinity, 0)
                for j in 0..<columns where x[i * columns + j] > best { (best, column) = (x[i * columns + j], j) }
                return column
            }
        }
    }

    // MARK: Rearranging

    /// The transposed matrix, columns × rows.
    public var transposed: Tensor {
        let (m, n, tile) = (rows, columns, 16)
        return Tensor(shape: [n, m]) { result in
            withUnsafeBufferPointer { x in
                // In square tiles, so that neither side leaves the cache.
                for top in stride(from: 0, to: m, by: tile) {
                    for left in stride(from: 0, to: n, by: tile) {
                        for i in top..<Swift.min(top + tile, m) {
                            for j in left..<Swift.min(left + tile, n) { result[j * m + i] = x[i * n + j] }
                        }
                    }
                }
            }
        }
    }

    /// The rows with the given indices, in that order; an index may occur more than once.
    public func gatheringRows(_ indices: some Collection<Int>) -> Tensor {
        precondition(indices.allSatisfy { $0 >= 0 && $0 < rows } && shape.rank > 0, "The tensor has no such row.")
        var gathered = shape
        gathered[0] = indices.count
        return Tensor(shape: gathered) { result in
            withUnsafeBufferPointer { x in
                for (target, source) in indices.enumerated() {
                    (result.baseAddress! + target * columns).update(
                        from: x.baseAddress! + source * columns, count: columns)
                }
            }
        }
    }
}

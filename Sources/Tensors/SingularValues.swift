/// The thin singular value decomposition A = U Σ Vᵀ of an m × n matrix, with r = min(m, n): U is m × r, Vᵀ r × n, both
/// with orthonormal columns and rows, and σ₁ ≥ σ₂ ≥ … ≥ 0.
///
/// Signs are settled: the entry of largest magnitude of each *right* vector (a row of Vᵀ; the first of them, where
/// several are equal) is positive, which fixes the left one.
///
/// Computed in Double by one-sided rotations (`OneSidedJacobi`), in one order, so that the bits are the same everywhere. Small
/// singular values keep their digits where scaling columns could make the matrix well conditioned.
public struct SingularValues: Sendable {
    /// The singular values, from the largest to the smallest.
    public let values: [Double]
    /// U by rows, m × r.
    public let preciseLeft: [Double]
    /// Vᵀ by rows, r × n.
    public let preciseRight: [Double]
    public let rows: Int
    public let columns: Int

    /// U as an m × r matrix: its columns are the left vectors.
    public var left: Tensor { tensor(preciseLeft, [rows, values.count]) }
    /// Vᵀ as an r × n matrix: its rows are the right vectors.
    public var right: Tensor { tensor(preciseRight, [values.count, columns]) }

    private func tensor(_ elements: [Double], _ shape: Shape) -> Tensor {
        Tensor(shape: shape) { buffer in
            for (i, value) in elements.enumerated() { buffer[i] = Float(value) }
        }
    }

    /// Decomposes a matrix.
    ///
    /// - Throws: `LinearAlgebraError` if the matrix contains NaN or infinity, or if the rotations do not
    ///   converge.
    public init(_ matrix: Tensor) throws {
        try self.init(
            matrix.withUnsafeBufferPointer { $0.map(Double.init) }, rows: matrix.rows, columns: matrix.columns)
    }

    /// Decomposes a matrix given in Double, m · n elements by rows.
    ///
    /// - Throws: as above; `ShapeError` if there are not `rows` · `columns` elements.
    public init(_ elements: [Double], rows: Int, columns: Int) throws {
        guard rows >= 0, columns >= 0, elements.count == rows * columns else {
            throw ShapeError("\(elements.count) values do not fill a matrix of shape \(rows) × \(columns).")
        }
        (self.rows, self.columns) = (rows, columns)
        let rank = min(rows, columns)
        var a = elements
        guard a.allSatisfy({ $0.isFinite }) else {
            throw LinearAlgebraError.notFinite(decomposition: "singular value decomposition")
        }
        guard rank > 0 else {
            (values, preciseLeft, preciseRight) = ([], [], [])
            return
        }
        // Numbers near 1, by a power of two, so that squares neither overflow nor vanish.
        let scale = SymmetricEigen.scale(a)
        for i in a.indices { a[i] *= scale }
        let isTall = rows >= columns
        let jacobi = try OneSidedJacobi(
            isTall ? transposed(a, rows, columns) : a, count: rank, length: max(rows, columns))
        var (left, right) = isTall ? (jacobi.turned, jacobi.axes) : (jacobi.axes, jacobi.turned)
        for i in 0..<rank where SignConvention.factor(right[i * columns..<(i + 1) * columns]) < 0 {
            for j in i * columns..<(i + 1) * columns { right[j].negate() }
            for j in i * rows..<(i + 1) * rows { left[j].negate() }
        }
        (values, preciseLeft, preciseRight) = (
            jacobi.values.map { $0 / scale }, transposed(left, rank, rows), right
        )
    }
}

/// The columns of a rows × columns matrix, one after another.
private func transposed(_ a: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    var result = a
    for i in 0..<rows { for j in 0..<columns { result[j * rows + i] = a[i * columns + j] } }
    return result
}

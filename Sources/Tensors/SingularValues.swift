import COpenBLAS

/// OpenBLAS computes in the thread that asks for it: this module's own threads divide the work.
enum BLASThreads {
    /// Read before the first call of OpenBLAS; the first read takes effect.
    static let one: Void = openblas_set_num_threads(1)
}

/// The thin singular value decomposition A = U Σ Vᵀ of an m × n matrix, with r = min(m, n): U is m × r, Vᵀ r × n, both
/// with orthonormal columns and rows, and σ₁ ≥ σ₂ ≥ … ≥ 0.
///
/// Signs are settled: the entry of largest magnitude of each *right* vector (a row of Vᵀ; the first of them, where
/// several are equal) is positive, which fixes the left one.
///
/// Computed by LAPACK's divide and conquer (`dgesdd`) in Double. LAPACK stores matrices by columns, so what it sees is
/// Aᵀ = V Σ Uᵀ: its left vectors are our right ones, its Vᵀ by columns is our U by rows.
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
    /// - Throws: `LinearAlgebraError` if the matrix contains NaN or infinity, or if LAPACK reports a failure.
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
        _ = BLASThreads.one
        var σ = [Double](repeating: 0, count: rank)
        var left = [Double](repeating: 0, count: rows * rank)
        var right = [Double](repeating: 0, count: rank * columns)
        try SingularValues.solve(&a, Int32(columns), Int32(rows), Int32(rank), &σ, &right, &left)
        for i in 0..<rank where SignConvention.factor(right[i * columns..<(i + 1) * columns]) < 0 {
            for j in 0..<columns { right[i * columns + j].negate() }
            for j in 0..<rows { left[j * rank + i].negate() }
        }
        (values, preciseLeft, preciseRight) = (σ, left, right)
    }

    /// LAPACK's view: `a` is m × n by columns, `u` becomes m × r and `vᵀ` r × n, by columns.
    private static func solve(
        _ a: inout [Double], _ m: Int32, _ n: Int32, _ r: Int32, _ σ: inout [Double], _ u: inout [Double],
        _ vT: inout [Double]
    ) throws {
        var (m, n, r, job) = (m, n, r, CChar(UInt8(ascii: "S")))
        var (stride, strideU) = (m, m)
        var (size, info, bestSize) = (Int32(-1), Int32(0), 0.0)
        var integerWork = [Int32](repeating: 0, count: 8 * Int(r))
        dgesdd_(&job, &m, &n, &a, &stride, &σ, &u, &strideU, &vT, &r, &bestSize, &size, &integerWork, &info)
        size = Int32(bestSize)
        var work = [Double](repeating: 0, count: Int(size))
        dgesdd_(&job, &m, &n, &a, &stride, &σ, &u, &strideU, &vT, &r, &work, &size, &integerWork, &info)
        guard info == 0 else {
            throw LinearAlgebraError.notConverged(decomposition: "singular value decomposition", code: Int(info))
        }
    }
}

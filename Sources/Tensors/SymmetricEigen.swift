import COpenBLAS

/// The eigenvalues and eigenvectors of a symmetric matrix: A = Σᵢ λᵢ uᵢ uᵢᵀ with λ₁ ≥ λ₂ ≥ … and orthonormal uᵢ.
///
/// The *rows* of `vectors` are the eigenvectors, so that `vectors.rows(0..<k)` is the projection onto the first k.
/// Signs are settled: the entry of largest magnitude of each eigenvector is positive (`SignConvention`). Eigenvectors of
/// equal eigenvalues are any orthonormal basis of their space.
///
/// Computed by LAPACK's divide and conquer (`dsyevd`) in Double, whatever the precision of the input. LAPACK stores
/// matrices by columns: a symmetric matrix is the same either way, and LAPACK's columns of eigenvectors are our rows.
public struct SymmetricEigen: Sendable {
    /// The eigenvalues, from the largest to the smallest.
    public let values: [Double]
    /// The eigenvectors in Double, the i-th in elements i·n ..< (i + 1)·n.
    public let preciseVectors: [Double]

    /// The order of the matrix.
    public var order: Int { values.count }

    /// The eigenvectors as the rows of an n × n matrix.
    public var vectors: Tensor {
        Tensor(shape: [order, order]) { buffer in
            for (i, value) in preciseVectors.enumerated() { buffer[i] = Float(value) }
        }
    }

    /// Decomposes a symmetric matrix, of which the diagonal and the part below it are read.
    ///
    /// - Throws: `ShapeError` if the matrix is not square; `LinearAlgebraError` if it contains NaN or infinity, or if
    ///   LAPACK reports a failure.
    public init(_ matrix: Tensor) throws {
        guard matrix.rows == matrix.columns else {
            throw ShapeError(
                "An eigenproblem needs a square matrix, not one of shape \(matrix.rows) × \(matrix.columns).")
        }
        try self.init(matrix.withUnsafeBufferPointer { $0.map(Double.init) }, order: matrix.rows)
    }

    /// Decomposes a symmetric matrix given in Double, n · n elements by rows.
    ///
    /// - Throws: as above; `ShapeError` also if there are not `order`² elements.
    public init(_ elements: [Double], order: Int) throws {
        guard order >= 0, elements.count == order * order else {
            throw ShapeError("\(elements.count) values do not fill a matrix of shape \(order) × \(order).")
        }
        guard elements.allSatisfy({ $0.isFinite }) else {
            throw LinearAlgebraError.notFinite(decomposition: "symmetric eigenproblem")
        }
        guard order > 0 else {
            (values, preciseVectors) = ([], [])
            return
        }
        _ = BLASThreads.one
        var a = elements
        var ascending = [Double](repeating: 0, count: order)
        // Our rows are LAPACK's columns, so the part below our diagonal is the part above LAPACK's.
        try SymmetricEigen.solve(&a, &ascending, Int32(order))
        var sorted = [Double](repeating: 0, count: order * order)
        for i in 0..<order {
            let source = (order - 1 - i) * order
            let vector = a[source..<source + order]
            let sign = SignConvention.factor(vector)
            for j in 0..<order { sorted[i * order + j] = sign * a[source + j] }
        }
        values = ascending.reversed()
        preciseVectors = sorted
    }

    private static func solve(_ a: inout [Double], _ w: inout [Double], _ order: Int32) throws {
        var n = order
        var (job, triangle) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
        var (size, integerSize, info): (Int32, Int32, Int32) = (-1, -1, 0)
        var (bestSize, bestIntegerSize) = (0.0, Int32(0))
        dsyevd_(&job, &triangle, &n, &a, &n, &w, &bestSize, &size, &bestIntegerSize, &integerSize, &info)
        (size, integerSize) = (Int32(bestSize), bestIntegerSize)
        var work = [Double](repeating: 0, count: Int(size))
        var integerWork = [Int32](repeating: 0, count: Int(integerSize))
        dsyevd_(&job, &triangle, &n, &a, &n, &w, &work, &size, &integerWork, &integerSize, &info)
        guard info == 0 else {
            throw LinearAlgebraError.notConverged(decomposition: "symmetric eigenproblem", code: Int(info))
        }
    }
}

/// The sign of eigenvectors and singular vectors, which mathematics leaves open.
public enum SignConvention {
    /// The sign that makes the entry of largest magnitude positive, the first of them where several are equal to nine
    /// digits: two algorithms that differ by rounding should not differ in sign.
    public static func factor(_ vector: ArraySlice<Double>) -> Double {
        let largest = vector.reduce(0) { max($0, abs($1)) }
        return vector.first { abs($0) >= (1 - 1e-9) * largest }.map { $0 < 0 ? -1 : 1 } ?? 1
    }
}

/// The eigenvalues and eigenvectors of a symmetric matrix: A = Σᵢ λᵢ uᵢ uᵢᵀ with λ₁ ≥ λ₂ ≥ … and orthonormal uᵢ.
///
/// The *rows* of `vectors` are the eigenvectors, so that `vectors.rows(0..<k)` is the projection onto the first k.
/// Signs are settled: the entry of largest magnitude of each eigenvector is positive (`SignConvention`). Eigenvectors of
/// equal eigenvalues are any orthonormal basis of their space.
///
/// Computed in Double, whatever the precision of the input: Householder's reflections make the matrix tridiagonal
/// (`Tridiagonalisation`), rotations make that diagonal (`ImplicitQL`). All in one order, so that the bits are the same everywhere.
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
    ///   an eigenvalue does not converge.
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
        // Numbers near 1, by a power of two, so that squares neither overflow nor vanish.
        let largest = elements.reduce(0) { Swift.max($0, abs($1)) }
        let scale =
            largest > 0
            ? Double(sign: .plus, exponent: Swift.min(Swift.max(-largest.exponent, -1000), 1000), significand: 1) : 1
        let tridiagonal = Tridiagonalisation(elements.map { scale * $0 }, order: order)
        let ql = try ImplicitQL(diagonal: tridiagonal.diagonal, below: tridiagonal.below)
        let found = ql.values
        let places = found.indices.sorted { found[$0] > found[$1] || (found[$0] == found[$1] && $0 < $1) }
        values = places.map { found[$0] / scale }
        preciseVectors = SymmetricEigen.vectors(tridiagonal, ql, places)
    }

    /// Q times all rotations, eight rows at a time, as the rows of the result: its columns in the order of `places`.
    private static func vectors(_ tridiagonal: Tridiagonalisation, _ ql: ImplicitQL, _ places: [Int]) -> [Double] {
        let n = places.count
        var result = [Double](repeating: 0, count: n * n)
        let slices = (n + 7) / 8
        var rows = [SIMD8<Double>](repeating: .zero, count: slices * n)
        rows.withUnsafeMutableBufferPointer { rows in
            let rows = rows.baseAddress!
            parallel(slices) { _, part in
                for slice in part { tridiagonal.setRows(from: 8 * slice, rows + slice * n) }
                ql.rotate(rows + part.lowerBound * n, count: part.count)
            }
            for (i, place) in places.enumerated() {
                for j in 0..<n { result[i * n + j] = rows[j / 8 * n + place][j % 8] }
                if SignConvention.factor(result[i * n..<(i + 1) * n]) < 0 {
                    for j in i * n..<(i + 1) * n { result[j].negate() }
                }
            }
        }
        return result
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

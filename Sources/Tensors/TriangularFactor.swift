import COpenBLAS

/// The factor R of a QR decomposition A = Q R of a tall matrix A, of which Q is not needed: the upper triangular n × n matrix
/// with RᵀR = AᵀA.
///
/// A is given in pieces of rows, so that it never has to be in memory as a whole: if R is the factor of the rows so far, that
/// of R with further rows below is the factor of all. Unlike AᵀA, the factor keeps the condition of A: what is small
/// beside the largest singular value by 10⁻⁸ would drown in the rounding of AᵀA.
///
/// Computed by LAPACK's Householder reflections (`dgelqf`) in Double. LAPACK stores matrices by columns, so what it sees is Aᵀ,
/// and it finds Aᵀ = L Qᵀ with L = Rᵀ.
public struct TriangularFactor: Sendable {
    /// The number n of columns of A.
    public let order: Int
    /// R by rows, n · n elements, zeros below the diagonal.
    public private(set) var elements: [Double]

    /// The factor of a matrix with n columns and, so far, no rows: zero.
    public init(order: Int) {
        precondition(order > 0, "A matrix needs a column.")
        self.order = order
        elements = [Double](repeating: 0, count: order * order)
    }

    /// Takes further rows into account.
    ///
    /// - Parameter rows: whole rows of n elements, one after another.
    /// - Throws: `ShapeError` if they are not whole rows; `LinearAlgebraError` if they contain NaN or infinity.
    public mutating func append(rows: UnsafeBufferPointer<Double>) throws {
        guard rows.count % order == 0 else {
            throw ShapeError("\(rows.count) values are not whole rows of \(order).")
        }
        guard rows.allSatisfy({ $0.isFinite }) else {
            throw LinearAlgebraError.notFinite(decomposition: "QR decomposition")
        }
        guard rows.count > 0 else { return }
        _ = BLASThreads.one
        let n = order
        var stacked = elements
        stacked.append(contentsOf: rows)
        var (m, count, info, size, bestSize) = (Int32(n), Int32(n + rows.count / n), Int32(0), Int32(-1), 0.0)
        var stride = m
        var reflections = [Double](repeating: 0, count: n)
        dgelqf_(&m, &count, &stacked, &stride, &reflections, &bestSize, &size, &info)
        size = Int32(bestSize)
        var work = [Double](repeating: 0, count: Int(size))
        dgelqf_(&m, &count, &stacked, &stride, &reflections, &work, &size, &info)
        precondition(info == 0, "dgelqf takes every matrix of finite numbers.")
        // Beside the triangle LAPACK leaves what makes Q.
        for i in 0..<n {
            for j in 0..<n { elements[i * n + j] = j < i ? 0 : stacked[i * n + j] }
        }
    }
}

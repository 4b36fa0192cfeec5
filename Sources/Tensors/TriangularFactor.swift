/// The factor R of a QR decomposition A = Q R of a tall matrix A, of which Q is not needed: the upper triangular n × n matrix
/// with RᵀR = AᵀA.
///
/// A is given in pieces of rows, so that it never has to be in memory as a whole: if R is the factor of the rows so far, that
/// of R with further rows below is the factor of all. Unlike AᵀA, the factor keeps the condition of A: what is small
/// beside the largest singular value by 10⁻⁸ would drown in the rounding of AᵀA.
///
/// Computed by Householder's reflections in Double, 32 of them at a time as 1 − V T Vᵀ, so that most of the work is matrix products;
/// all in one order, so that the bits are the same everywhere. Source: R. Schreiber, C. Van Loan, A storage-efficient WY
/// representation for products of Householder transformations, SIAM J. Sci. Stat. Comput. 10 (1989).
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
        let n = order
        var stacked = elements
        stacked.append(contentsOf: rows)
        let count = n + rows.count / n
        stacked.withUnsafeMutableBufferPointer { a in
            for first in stride(from: 0, to: n, by: TriangularFactor.width) {
                reflect(a.baseAddress! + (first * n + first), rows: count - first, columns: n - first)
            }
        }
        for i in 0..<n {
            for j in 0..<n { elements[i * n + j] = j < i ? 0 : stacked[i * n + j] }
        }
    }

    /// How many columns are reflected at a time.
    private static let width = 32

    /// Makes the first columns of a matrix, whose rows are n apart, triangular, and changes the others as these.
    private func reflect(_ a: UnsafeMutablePointer<Double>, rows m: Int, columns: Int) {
        let (n, b) = (order, min(TriangularFactor.width, columns))
        let rest = columns - b
        // Vᵀ by rows, at first the columns themselves.
        var v = [Double](repeating: 0, count: b * m)
        for i in 0..<m { for c in 0..<b { v[c * m + i] = a[i * n + c] } }
        var (t, w, tw) = (
            [Double](repeating: 0, count: b * b), [Double](repeating: 0, count: b * rest),
            [Double](repeating: 0, count: b * rest)
        )
        v.withUnsafeMutableBufferPointer { v in
            let v = v.baseAddress!
            for c in 0..<b {
                let column = v + (c * m + c)
                let (β, τ) = Householder.reflection(of: column, m - c, column)
                for other in c + 1..<max(b, c + 1) {
                    let x = v + (other * m + c)
                    PreciseProduct.axpy(-τ * PreciseProduct.dot(column, x, m - c), column, x, m - c)
                }
                for i in 0..<c {
                    a[i * n + c] = v[c * m + i]
                    v[c * m + i] = 0
                }
                a[c * n + c] = β
                // T's column: −τ T Vᵀ v above τ
                let products = (0..<c).map { PreciseProduct.dot(v + $0 * m, v + c * m, m) }
                for i in 0..<c { t[i * b + c] = -τ * (i..<c).reduce(0) { $0 + t[i * b + $1] * products[$1] } }
                t[c * b + c] = τ
            }
            if rest == 0 { return }
            // C ← C − V Tᵀ Vᵀ C
            PreciseProduct.gemm(m: b, n: rest, k: m, v, strideA: m, a + b, strideB: n, &w, strideC: rest)
            PreciseProduct.gemm(
                m: b, n: rest, k: b, t, strideA: b, transposedA: true, w, strideB: rest, &tw, strideC: rest)
            PreciseProduct.gemm(
                m: m, n: rest, k: b, α: -1, v, strideA: m, transposedA: true, tw, strideB: rest, β: 1, a + b, strideC: n
            )
        }
    }
}

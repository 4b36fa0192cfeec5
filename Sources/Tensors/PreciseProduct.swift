import COpenBLAS

/// Products of matrices of Doubles, by rows, on one thread and without checks, for algorithms whose rounding errors grow:
/// what is decomposed, orthogonalised or summed over many samples.
public enum PreciseProduct {
    /// C ← α op(A) op(B) + β C, as `MatrixProduct.gemm` in Double: op(A) is m × k, op(B) k × n, C m × n, and the strides
    /// are distances between the starts of rows as stored.
    public static func gemm(
        m: Int, n: Int, k: Int, α: Double = 1,
        _ a: UnsafePointer<Double>, strideA: Int, transposedA: Bool = false,
        _ b: UnsafePointer<Double>, strideB: Int, transposedB: Bool = false,
        β: Double = 0, _ c: UnsafeMutablePointer<Double>, strideC: Int
    ) {
        _ = BLASThreads.one
        cblas_dgemm(
            CblasRowMajor, transposedA ? CblasTrans : CblasNoTrans, transposedB ? CblasTrans : CblasNoTrans,
            Int32(m), Int32(n), Int32(k), α, a, Int32(max(strideA, 1)), b, Int32(max(strideB, 1)), β, c,
            Int32(max(strideC, 1)))
    }

    /// y ← α op(A) x + β y for an m × n matrix A, where op(A) is A or Aᵀ.
    public static func gemv(
        m: Int, n: Int, α: Double = 1, _ a: UnsafePointer<Double>, transposed: Bool = false,
        by x: UnsafePointer<Double>, β: Double = 0, _ y: UnsafeMutablePointer<Double>
    ) {
        _ = BLASThreads.one
        cblas_dgemv(
            CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), α, a, Int32(max(n, 1)), x, 1, β,
            y, 1)
    }

    /// C ← Aᵀ A + β C on and below the diagonal of C, n × n; A is k × n. Half the work of `gemm`.
    public static func gram(
        n: Int, k: Int, _ a: UnsafePointer<Double>, β: Double = 0, _ c: UnsafeMutablePointer<Double>
    ) {
        _ = BLASThreads.one
        cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasTrans, Int32(n), Int32(k), 1, a, Int32(max(n, 1)), β, c, Int32(max(n, 1)))
    }

    /// y ← A x for a symmetric n × n matrix A, of which the diagonal and the part below it are read.
    public static func symmetric(
        n: Int, _ a: UnsafePointer<Double>, by x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
    ) {
        _ = BLASThreads.one
        cblas_dsymv(CblasRowMajor, CblasLower, Int32(n), 1, a, Int32(max(n, 1)), x, 1, 0, y, 1)
    }

    /// A ← A + α x xᵀ on and below the diagonal of A, n × n.
    public static func addSquare(n: Int, α: Double, _ x: UnsafePointer<Double>, to a: UnsafeMutablePointer<Double>) {
        _ = BLASThreads.one
        cblas_dsyr(CblasRowMajor, CblasLower, Int32(n), α, x, 1, a, Int32(max(n, 1)))
    }
}

extension MatrixProduct {
    /// C ← Aᵀ A + β C on and below the diagonal of C, n × n; A is k × n. Half the work of `gemm`.
    public static func gram(
        n: Int, k: Int, _ a: UnsafePointer<Float>, β: Float = 0, _ c: UnsafeMutablePointer<Float>
    ) {
        _ = BLASThreads.one
        cblas_ssyrk(
            CblasRowMajor, CblasLower, CblasTrans, Int32(n), Int32(k), 1, a, Int32(max(n, 1)), β, c, Int32(max(n, 1)))
    }
}

/// Matrix products on row-major memory without checks: the level at which layers work on parts of buffers.
/// `Tensor.setProduct` is the checked form. The results are the same bits on every machine and for every number of threads
/// (`PackedProduct`).
public enum MatrixProduct {
    /// C ← α op(A) op(B) + β C, where op(X) is X or Xᵀ.
    ///
    /// op(A) is m × k, op(B) is k × n, C is m × n. `strideA` is the distance between the starts of two rows of A *as
    /// stored* (so of a k × m matrix if it is to be transposed), and so for B and C. With β = 0 the old C is not read.
    @inline(__always)
    public static func gemm(
        m: Int, n: Int, k: Int, α: Float = 1,
        _ a: UnsafePointer<Float>, strideA: Int, transposedA: Bool = false,
        _ b: UnsafePointer<Float>, strideB: Int, transposedB: Bool = false,
        β: Float = 0, _ c: UnsafeMutablePointer<Float>, strideC: Int
    ) {
        PackedProduct.compute(
            m: m, n: n, k: k, α: α, PackedProduct.Operand(start: a, stride: strideA, isTransposed: transposedA),
            PackedProduct.Operand(start: b, stride: strideB, isTransposed: transposedB), β: β, c, strideC)
    }

    /// The same product, its result divided between the threads if that is worth a dispatch.
    ///
    /// The longer side of C is cut, as each thread has to read the operand along the other side in full.
    public static func parallelGEMM(
        m: Int, n: Int, k: Int, α: Float = 1,
        _ a: UnsafePointer<Float>, strideA: Int, transposedA: Bool = false,
        _ b: UnsafePointer<Float>, strideB: Int, transposedB: Bool = false,
        β: Float = 0, _ c: UnsafeMutablePointer<Float>, strideC: Int
    ) {
        let cutsColumns = n >= m
        // Tiles of 16, as wide as the kernels', of which the last takes what is left over, so that all parts are computed in
        // the same way; a thread should have at least some microseconds' work.
        let tiles = max(max(m, n) / 16, 1)
        let operationsPerTile = 2 * 16 * min(m, n) * k
        let grain = operationsPerTile > 0 ? (leastOperations + operationsPerTile - 1) / operationsPerTile : tiles
        parallel(tiles, atLeast: grain) { _, part in
            let cut = part.lowerBound * 16..<(part.upperBound == tiles ? max(m, n) : part.upperBound * 16)
            if cutsColumns {
                gemm(
                    m: m, n: cut.count, k: k, α: α, a, strideA: strideA, transposedA: transposedA,
                    b + cut.lowerBound * (transposedB ? strideB : 1), strideB: strideB, transposedB: transposedB,
                    β: β, c + cut.lowerBound, strideC: strideC)
            } else {
                gemm(
                    m: cut.count, n: n, k: k, α: α,
                    a + cut.lowerBound * (transposedA ? 1 : strideA), strideA: strideA, transposedA: transposedA,
                    b, strideB: strideB, transposedB: transposedB,
                    β: β, c + cut.lowerBound * strideC, strideC: strideC)
            }
        }
    }

    /// What a thread should at least have to do, in additions and multiplications.
    private static let leastOperations = 200_000
}

extension Tensor {
    /// Sets this matrix to C = α op(A) op(B) + β C, where op(X) is X or, if marked as transposed, Xᵀ.
    ///
    /// ```swift
    /// y.setProduct(of: x, by: w)                              // Y ← X W
    /// dW.setProduct(of: x, transposed: true, by: δ, α: 1 / n) // ∂W ← Xᵀ δ / n
    /// dX.setProduct(of: δ, by: w, transposed: true)           // ∂X ← δ Wᵀ
    /// ```
    ///
    /// op(A) is m × k, op(B) k × n, C m × n, each as its `rows` × `columns`; sizes that do not fit are a programming
    /// error here, see `times` for a product that throws. With β = 0 the old elements are not read, and `reserve` may
    /// have left them unspecified. Large products are divided between threads.
    public mutating func setProduct(
        of a: Tensor, transposed transposedA: Bool = false, by b: Tensor, transposed transposedB: Bool = false,
        α: Float = 1, β: Float = 0
    ) {
        let (m, k) = transposedA ? (a.columns, a.rows) : (a.rows, a.columns)
        let (kB, n) = transposedB ? (b.columns, b.rows) : (b.rows, b.columns)
        precondition(
            k == kB && rows == m && columns == n, "The matrices of a product, or its result, do not fit together.")
        let (strideA, strideB) = (a.columns, b.columns)
        withUnsafeMutableBufferPointer { c in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    MatrixProduct.parallelGEMM(
                        m: m, n: n, k: k, α: α, a.baseAddress!, strideA: strideA, transposedA: transposedA,
                        b.baseAddress!, strideB: strideB, transposedB: transposedB,
                        β: β, c.baseAddress!, strideC: n)
                }
            }
        }
    }

    /// The matrix product op(A) op(B) of this matrix A and another, as a new tensor.
    ///
    /// - Throws: `ShapeError` if the inner sizes differ.
    public func times(
        _ b: Tensor, transposingSelf transposedA: Bool = false, transposingOther transposedB: Bool = false
    ) throws -> Tensor {
        let (m, k) = transposedA ? (columns, rows) : (rows, columns)
        let (kB, n) = transposedB ? (b.columns, b.rows) : (b.rows, b.columns)
        guard k == kB else {
            throw ShapeError("A matrix of shape \(m) × \(k) cannot be multiplied by one of shape \(kB) × \(n).")
        }
        var result = Tensor(unfilled: [m, n])
        result.setProduct(of: self, transposed: transposedA, by: b, transposed: transposedB)
        return result
    }
}

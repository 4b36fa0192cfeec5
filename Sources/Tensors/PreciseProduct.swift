/// Products of matrices of Doubles, by rows, on one thread and without checks, for algorithms whose rounding errors grow:
/// what is decomposed, orthogonalised or summed over many samples. Each number is computed in one order, the same everywhere.
public enum PreciseProduct {
    /// C ← α op(A) op(B) + β C, as `MatrixProduct.gemm` in Double: op(A) is m × k, op(B) k × n, C m × n, and the strides
    /// are distances between the starts of rows as stored.
    public static func gemm(
        m: Int, n: Int, k: Int, α: Double = 1,
        _ a: UnsafePointer<Double>, strideA: Int, transposedA: Bool = false,
        _ b: UnsafePointer<Double>, strideB: Int, transposedB: Bool = false,
        β: Double = 0, _ c: UnsafeMutablePointer<Double>, strideC: Int
    ) {
        PackedProduct.compute(
            m: m, n: n, k: k, α: α, .init(start: a, stride: strideA, isTransposed: transposedA),
            .init(start: b, stride: strideB, isTransposed: transposedB), β: β, c, strideC)
    }

    /// y ← α op(A) x + β y for an m × n matrix A, where op(A) is A or Aᵀ. With β = 0 the old y is not read.
    public static func gemv(
        m: Int, n: Int, α: Double = 1, _ a: UnsafePointer<Double>, transposed: Bool = false,
        by x: UnsafePointer<Double>, β: Double = 0, _ y: UnsafeMutablePointer<Double>
    ) {
        if transposed {
            for j in 0..<n { y[j] = β == 0 ? 0 : β * y[j] }
            for i in 0..<m { axpy(α * x[i], a + i * n, y, n) }
        } else {
            for i in 0..<m { y[i] = (β == 0 ? 0 : β * y[i]).addingProduct(α, dot(a + i * n, x, n)) }
        }
    }

    /// C ← Aᵀ A + β C on and below the diagonal of C, n × n; A is k × n. Half the work of `gemm`.
    public static func gram(
        n: Int, k: Int, _ a: UnsafePointer<Double>, β: Double = 0, _ c: UnsafeMutablePointer<Double>
    ) {
        GramProduct.compute(n: n, k: k, a, β: β, c)
    }

    /// y ← A x for a symmetric n × n matrix A, of which the diagonal and the part below it are read.
    public static func symmetric(
        n: Int, _ a: UnsafePointer<Double>, by x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
    ) {
        // Row i below the diagonal is part of row i of A and, standing up, of column i.
        for i in 0..<n {
            let row = a + i * n
            y[i] = dot(row, x, i + 1)
            axpy(x[i], row, y, i)
        }
    }

    /// A ← A + α x xᵀ on and below the diagonal of A, n × n.
    public static func addSquare(n: Int, α: Double, _ x: UnsafePointer<Double>, to a: UnsafeMutablePointer<Double>) {
        for i in 0..<n { axpy(α * x[i], x, a + i * n, i + 1) }
    }

    /// Σ xᵢ yᵢ: sixteen sums side by side, then added up, then what is left over.
    static func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
        var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        var i = 0
        while i + 16 <= count {
            a.addProduct(eight(x + i), eight(y + i))
            b.addProduct(eight(x + i + 8), eight(y + i + 8))
            i += 16
        }
        let four = (a + b).lowHalf + (a + b).highHalf
        let two = four.lowHalf + four.highHalf
        var sum = two.x + two.y
        while i < count {
            sum.addProduct(x[i], y[i])
            i += 1
        }
        return sum
    }

    /// y ← y + α x
    static func axpy(_ α: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
        let factor = SIMD8<Double>(repeating: α)
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let sum = eight(UnsafePointer(y + i)).addingProduct(factor, eight(x + i))
            UnsafeMutableRawPointer(y + i).storeBytes(of: sum, as: SIMD8<Double>.self)
        }
        for i in whole..<count { y[i] = y[i].addingProduct(α, x[i]) }
    }
}

@inline(__always)
private func eight(_ x: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Double>.self)
}

extension MatrixProduct {
    /// C ← Aᵀ A + β C on and below the diagonal of C, n × n; A is k × n. Half the work of `gemm`.
    public static func gram(
        n: Int, k: Int, _ a: UnsafePointer<Float>, β: Float = 0, _ c: UnsafeMutablePointer<Float>
    ) {
        GramProduct.compute(n: n, k: k, a, β: β, c)
    }
}

import Tensors

extension Variable {
    /// The matrix product Y = op(A) op(B), where op(X) is X or, if transposed, Xᵀ.
    ///
    /// - Throws: ``NetworkError`` if the inner sizes differ.
    public func times(
        _ b: Variable, transposingSelf p: Bool = false, transposingOther q: Bool = false
    ) throws -> Variable {
        try tape.check(self)
        try tape.check(b)
        let (m, k) = p ? (columns, rows) : (rows, columns)
        let (l, n) = q ? (b.columns, b.rows) : (b.rows, b.columns)
        guard k == l else {
            throw NetworkError.shape("a matrix of shape \(m) × \(k) cannot be multiplied by one of shape \(l) × \(n)")
        }
        let (A, B, i, j) = (value, b.value, index, b.index)
        return tape.record(shape: [m, n], parents: (i, j)) { y in
            multiply(A, p, B, q, m: m, n: n, k: k, into: y, adding: false)
        } pullBack: { tape, Ẏ in
            let (A, B) = (tape.value(i), tape.value(j))
            // op(A)˙ = Ẏ op(B)ᵀ and op(B)˙ = op(A)ᵀ Ẏ
            tape.accumulate(i) { Ȧ in
                p
                    ? multiply(B, q, Ẏ, true, m: k, n: m, k: n, into: Ȧ, adding: true)
                    : multiply(Ẏ, false, B, !q, m: m, n: k, k: n, into: Ȧ, adding: true)
            }
            tape.accumulate(j) { Ḃ in
                q
                    ? multiply(Ẏ, true, A, p, m: n, n: k, k: m, into: Ḃ, adding: true)
                    : multiply(A, !p, Ẏ, false, m: k, n: n, k: m, into: Ḃ, adding: true)
            }
        }
    }
}

/// C ← op(A) op(B), m × n, added to what is there if asked.
private func multiply(
    _ A: Tensor, _ p: Bool, _ B: Tensor, _ q: Bool, m: Int, n: Int, k: Int, into C: UnsafeMutableBufferPointer<Float>,
    adding: Bool
) {
    A.withUnsafeBufferPointer { a in
        B.withUnsafeBufferPointer { b in
            MatrixProduct.parallelGEMM(
                m: m, n: n, k: k, a.baseAddress!, strideA: A.columns, transposedA: p, b.baseAddress!,
                strideB: B.columns, transposedB: q, β: adding ? 1 : 0, C.baseAddress!, strideC: n)
        }
    }
}

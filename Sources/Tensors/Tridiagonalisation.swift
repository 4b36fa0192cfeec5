/// A = Q T Qᵀ for a symmetric matrix A, with T tridiagonal and Q orthogonal, by Householder's reflections
/// H = 1 − τ v vᵀ: Q = H₀ H₁ ⋯. Every number is computed in one order, the same everywhere.
///
/// Source: G. Golub, C. Van Loan, Matrix Computations, 4th edition, algorithm 8.3.1.
struct Tridiagonalisation {
    /// The order n of the matrix.
    let order: Int
    /// The diagonal of T, n numbers.
    private(set) var diagonal: [Double]
    /// What is below it, n numbers, the last of them 0.
    private(set) var below: [Double]
    /// v by rows: vⱼ begins with zeros up to its element j, and its element j + 1 is 1.
    private var vectors: [Double]
    private var τ: [Double]

    /// - Parameter matrix: n · n elements by rows, of which the diagonal and the part below it are read; no larger than about 1.
    init(_ matrix: [Double], order n: Int) {
        var (a, v, d, e, τ) = (
            matrix, [Double](repeating: 0, count: n * n), [Double](repeating: 0, count: n),
            [Double](repeating: 0, count: n), [Double](repeating: 0, count: n)
        )
        // The latest reflection changes A to A − v wᵀ − w vᵀ. This waits until the next v is known, so that A passes by once.
        var w = [Double](repeating: 0, count: n)
        let nothing = w
        a.withUnsafeMutableBufferPointer { a in
            v.withUnsafeMutableBufferPointer { v in
                nothing.withUnsafeBufferPointer { nothing in
                    let (a, v) = (a.baseAddress!, v.baseAddress!)
                    var u = nothing.baseAddress!
                    for j in 0..<n {
                        for i in j..<n { a[i * n + j] -= u[i] * w[j] + w[i] * u[j] }
                        d[j] = a[j * n + j]
                        if j == n - 1 { break }
                        let next = v + j * n
                        (e[j], τ[j]) = reflect(a + ((j + 1) * n + j), n, n - 1 - j, next + (j + 1))
                        // y = A v
                        var y = [Double](repeating: 0, count: n)
                        y.withUnsafeMutableBufferPointer { y in
                            w.withUnsafeBufferPointer { w in
                                for i in j + 1..<n {
                                    y[i] += update(
                                        a + (i * n + j + 1), i - j, u + (j + 1), w.baseAddress! + (j + 1), u[i], w[i],
                                        next + (j + 1), next[i], y.baseAddress! + (j + 1))
                                }
                            }
                        }
                        // w = τ y − ½ τ² (vᵀ y) v
                        let share = 0.5 * τ[j] * τ[j] * PreciseProduct.dot(next, y, n)
                        for i in 0..<n { w[i] = τ[j] * y[i] - share * next[i] }
                        u = UnsafePointer(next)
                    }
                }
            }
        }
        (order, diagonal, below, vectors, self.τ) = (n, d, e, v, τ)
    }

    /// Eight rows of Q from row `first` on, those that there are: the columns one after another, eight numbers each.
    func setRows(from first: Int, _ rows: UnsafeMutablePointer<SIMD8<Double>>) {
        rows.update(repeating: .zero, count: order)
        for i in 0..<min(8, order - first) { rows[first + i][i] = 1 }
        vectors.withUnsafeBufferPointer { v in
            for j in 0..<max(order - 1, 0) where τ[j] != 0 {
                reflect(rows + (j + 1), v.baseAddress! + (j * order + j + 1), order - 1 - j, τ[j])
            }
        }
    }
}

/// x ← x − τ (x · v) v for eight x.
private func reflect(
    _ x: UnsafeMutablePointer<SIMD8<Double>>, _ v: UnsafePointer<Double>, _ count: Int, _ τ: Double
) {
    var (a, b) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    let even = count & ~1
    for i in stride(from: 0, to: even, by: 2) {
        a.addProduct(x[i], SIMD8(repeating: v[i]))
        b.addProduct(x[i + 1], SIMD8(repeating: v[i + 1]))
    }
    if even < count { a.addProduct(x[even], SIMD8(repeating: v[even])) }
    let share = -τ * (a + b)
    for i in 0..<count { x[i].addProduct(share, SIMD8(repeating: v[i])) }
}

/// The reflection that makes (β, 0, 0, …) of a vector, whose elements are `stride` apart: β, τ, and v with v₀ = 1.
private func reflect(
    _ x: UnsafePointer<Double>, _ stride: Int, _ count: Int, _ v: UnsafeMutablePointer<Double>
) -> (β: Double, τ: Double) {
    var squares = 0.0
    for i in 1..<max(count, 1) { squares += x[i * stride] * x[i * stride] }
    v[0] = 1
    if squares == 0 { return (x[0], 0) }
    let length = (x[0] * x[0] + squares).squareRoot()
    let β = x[0] < 0 ? length : -length
    let factor = 1 / (x[0] - β)
    for i in 1..<count { v[i] = factor * x[i * stride] }
    return (β, (β - x[0]) / β)
}

/// A row of A up to the diagonal, its last element: a ← a − uᵢ w − wᵢ u, then y ← y + vᵢ a but for the last element.
///
/// - Returns: a · v.
private func update(
    _ a: UnsafeMutablePointer<Double>, _ count: Int, _ u: UnsafePointer<Double>, _ w: UnsafePointer<Double>,
    _ uᵢ: Double, _ wᵢ: Double, _ v: UnsafePointer<Double>, _ vᵢ: Double, _ y: UnsafeMutablePointer<Double>
) -> Double {
    typealias Eight = SIMD8<Double>
    func eight(_ x: UnsafePointer<Double>) -> Eight { UnsafeRawPointer(x).loadUnaligned(as: Eight.self) }
    var sums = Eight.zero
    let (minusU, minusW, factor) = (Eight(repeating: -uᵢ), Eight(repeating: -wᵢ), Eight(repeating: vᵢ))
    let whole = (count - 1) & ~7
    for k in stride(from: 0, to: whole, by: 8) {
        let row = eight(a + k).addingProduct(minusU, eight(w + k)).addingProduct(minusW, eight(u + k))
        UnsafeMutableRawPointer(a + k).storeBytes(of: row, as: Eight.self)
        sums.addProduct(row, eight(v + k))
        UnsafeMutableRawPointer(y + k).storeBytes(of: eight(y + k).addingProduct(factor, row), as: Eight.self)
    }
    let four = sums.lowHalf + sums.highHalf
    let two = four.lowHalf + four.highHalf
    var sum = two.x + two.y
    for k in whole..<count {
        a[k] = a[k].addingProduct(-uᵢ, w[k]).addingProduct(-wᵢ, u[k])
        sum.addProduct(a[k], v[k])
        if k < count - 1 { y[k].addProduct(vᵢ, a[k]) }
    }
    return sum
}

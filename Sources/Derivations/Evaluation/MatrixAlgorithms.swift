// Determinant, inverse, Cholesky factor, eigenvectors and orthonormal columns of small matrices.

extension Value {
    /// Gauss elimination with partial pivoting of [self | right]; the determinant, and self⁻¹ right.
    private func eliminated(_ right: Value) -> (determinant: Double, solution: Value) {
        let n = rows
        guard n == columns, right.rows == n else { return (.nan, .undefined) }
        var a = elements
        var b = right.elements
        let m = right.columns
        var determinant = 1.0
        for k in 0..<n {
            let pivot = (k..<n).max { abs(a[$0 * n + k]) < abs(a[$1 * n + k]) }!
            if pivot != k {
                for j in 0..<n { a.swapAt(k * n + j, pivot * n + j) }
                for j in 0..<m { b.swapAt(k * m + j, pivot * m + j) }
                determinant = -determinant
            }
            let diagonal = a[k * n + k]
            determinant *= diagonal
            if diagonal == 0 { return (0, .undefined) }
            for i in 0..<n where i != k {
                let factor = a[i * n + k] / diagonal
                if factor == 0 { continue }
                for j in k..<n { a[i * n + j] -= factor * a[k * n + j] }
                for j in 0..<m { b[i * m + j] -= factor * b[k * m + j] }
            }
        }
        return (determinant, Value(rows: n, columns: m) { i, j in b[i * m + j] / a[i * n + i] })
    }

    var determinant: Double { isScalar ? scalar : eliminated(.identity(rows)).determinant }
    var inverse: Value { isScalar ? Value(1 / scalar) : eliminated(.identity(rows)).solution }

    /// The lower triangular L with L Lᵀ = self.
    var cholesky: Value {
        let n = rows
        var l = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                let inner = (0..<j).reduce(0.0) { $0 + l[i * n + $1] * l[j * n + $1] }
                l[i * n + j] = i == j ? (self[i, i] - inner).squareRoot() : (self[i, j] - inner) / l[j * n + j]
            }
        }
        return Value(rows: n, columns: n, l)
    }

    /// Eigenvalues, largest first, and eigenvectors as columns of a symmetric matrix (Jacobi's method).
    var eigenpairs: (values: [Double], vectors: Value) {
        let n = rows
        var a = elements
        var v = Value.identity(n).elements
        for _ in 0..<60 {
            let off = (0..<n).reduce(0.0) { sum, i in
                (0..<n).reduce(sum) { $1 == i ? $0 : $0 + a[i * n + $1] * a[i * n + $1] }
            }
            if off < 1e-300 { break }
            for p in 0..<n {
                for q in p + 1..<Swift.max(n, p + 1) where a[p * n + q] != 0 {
                    let θ = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
                    let t = (θ < 0 ? -1.0 : 1.0) / (abs(θ) + (θ * θ + 1).squareRoot())
                    let c = 1 / (t * t + 1).squareRoot()
                    let s = t * c
                    for k in 0..<n {
                        (a[k * n + p], a[k * n + q]) = (
                            c * a[k * n + p] - s * a[k * n + q], s * a[k * n + p] + c * a[k * n + q]
                        )
                    }
                    for k in 0..<n {
                        (a[p * n + k], a[q * n + k]) = (
                            c * a[p * n + k] - s * a[q * n + k], s * a[p * n + k] + c * a[q * n + k]
                        )
                        (v[k * n + p], v[k * n + q]) = (
                            c * v[k * n + p] - s * v[k * n + q], s * v[k * n + p] + c * v[k * n + q]
                        )
                    }
                }
            }
        }
        let order = (0..<n).sorted { a[$0 * n + $0] > a[$1 * n + $1] }
        return (order.map { a[$0 * n + $0] }, Value(rows: n, columns: n) { i, j in v[i * n + order[j]] })
    }

    /// The columns made orthonormal, one after the other (Gram and Schmidt, twice for accuracy).
    var orthonormalised: Value {
        var q: [[Double]] = []
        for j in 0..<columns {
            var column = (0..<rows).map { self[$0, j] }
            for _ in 0..<2 {
                for other in q {
                    let inner = zip(column, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for i in column.indices { column[i] -= inner * other[i] }
                }
            }
            let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
            q.append(column.map { $0 / length })
        }
        return Value(rows: rows, columns: columns) { i, j in q[j][i] }
    }
}

import Foundation

/// A symmetric positive definite matrix in Double with its Cholesky factor, A = LLᵀ: solutions, log determinant, factor of
/// a quotient. For the few dimensions in which Gaussian models are known exactly.
public struct PositiveDefinite: Sendable {
    /// The order of the matrix.
    public let order: Int
    /// A by rows.
    public let elements: [Double]
    /// L by rows, zeros above the diagonal.
    private let factor: [Double]

    /// - Precondition: the matrix is square, symmetric and positive definite.
    public init(_ rows: [[Double]]) {
        let n = rows.count
        precondition(rows.allSatisfy { $0.count == n }, "a positive definite matrix is square")
        order = n
        elements = rows.flatMap { $0 }
        var L = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                var sum = rows[i][j]
                for m in 0..<j { sum -= L[i * n + m] * L[j * n + m] }
                if i == j {
                    precondition(sum > 0, "the matrix is not positive definite")
                    L[i * n + i] = sum.squareRoot()
                } else {
                    L[i * n + j] = sum / L[j * n + j]
                }
            }
        }
        factor = L
    }

    public static func diagonal(_ values: [Double]) -> PositiveDefinite {
        PositiveDefinite(values.indices.map { i in values.indices.map { $0 == i ? values[i] : 0 } })
    }

    public subscript(i: Int, j: Int) -> Double { elements[i * order + j] }

    /// ln det A
    public var logDeterminant: Double { 2 * (0..<order).reduce(0) { $0 + log(factor[$1 * order + $1]) } }

    /// A⁻¹ b
    public func solve(_ b: [Double]) -> [Double] {
        precondition(b.count == order)
        var x = b
        for i in 0..<order {
            for j in 0..<i { x[i] -= factor[i * order + j] * x[j] }
            x[i] /= factor[i * order + i]
        }
        for i in (0..<order).reversed() {
            for j in i + 1..<order { x[i] -= factor[j * order + i] * x[j] }
            x[i] /= factor[i * order + i]
        }
        return x
    }

    /// A⁻¹ by rows
    public var inverse: [[Double]] {
        (0..<order).map { i in solve((0..<order).map { $0 == i ? 1 : 0 }) }
    }

    /// bᵀ A⁻¹ b
    public func inverseForm(_ b: [Double]) -> Double { zip(b, solve(b)).reduce(0) { $0 + $1.0 * $1.1 } }

    /// L⁻¹K by rows, where K is the Cholesky factor of B: lower triangular, like both.
    func factorOfQuotient(_ B: PositiveDefinite) -> [[Double]] {
        precondition(B.order == order)
        var M = Array(repeating: [Double](repeating: 0, count: order), count: order)
        for i in 0..<order {
            for j in 0...i {
                var sum = B.factor[i * order + j]
                for m in j..<i { sum -= factor[i * order + m] * M[m][j] }
                M[i][j] = sum / factor[i * order + i]
            }
        }
        return M
    }
}

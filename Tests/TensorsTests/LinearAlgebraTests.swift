import Foundation
import Testing

@testable import Tensors

@Suite struct LinearAlgebraTests {
    /// Symmetric, exactly: the product of a matrix with its own transpose, in Double and rounded once.
    func symmetric(_ order: Int, _ seed: UInt64) -> Tensor {
        let a = testMatrix(order, order + 2, seed)
        return Tensor(shape: [order, order]) { buffer in
            for i in 0..<order {
                for j in 0..<order {
                    buffer[i * order + j] = Float(
                        (0..<order + 2).reduce(0.0) { $0 + Double(a[i, $1]) * Double(a[j, $1]) })
                }
            }
        }
    }

    /// A u = λ u, uᵢ · uⱼ = δᵢⱼ, λ in falling order, Σ λ = tr A, and the sign convention.
    @Test(arguments: [1, 2, 3, 10, 60]) func eigenvectorsSatisfyTheirDefinition(_ n: Int) throws {
        let a = symmetric(n, 1)
        let eigen = try SymmetricEigen(a)
        let u = (0..<n).map { Array(eigen.preciseVectors[$0 * n..<($0 + 1) * n]) }
        let scale = eigen.values[0]
        for i in 0..<n {
            for j in 0..<n {
                let product = (0..<n).reduce(0.0) { $0 + Double(a[j, $1]) * u[i][$1] }
                #expect(abs(product - eigen.values[i] * u[i][j]) < 1e-13 * scale * Double(n))
                let inner = (0..<n).reduce(0.0) { $0 + u[i][$1] * u[j][$1] }
                #expect(abs(inner - (i == j ? 1 : 0)) < 1e-13 * Double(n))
                #expect(Double(eigen.vectors[i, j]).distance(to: u[i][j]).magnitude < 1e-7)
            }
            #expect(u[i].max { abs($0) < abs($1) }! > 0)
        }
        #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
        let trace = (0..<n).reduce(0.0) { $0 + Double(a[$1, $1]) }
        #expect(abs(eigen.values.reduce(0, +) - trace) < 1e-12 * scale * Double(n))
    }

    /// The second difference on n points has the eigenvalues 2 − 2 cos(k π / (n + 1)).
    @Test func eigenvaluesOfTheSecondDifferenceAreKnown() throws {
        let n = 50
        var matrix = Tensor(shape: [n, n])
        for i in 0..<n {
            matrix[i, i] = 2
            if i > 0 {
                matrix[i, i - 1] = -1
                matrix[i - 1, i] = -1
            }
        }
        let values = try SymmetricEigen(matrix).values
        for k in 1...n { #expect(abs(values[n - k] - (2 - 2 * cos(Double(k) * .pi / Double(n + 1)))) < 1e-13) }
    }

    @Test func onlyTheLowerPartIsRead() throws {
        let full = try SymmetricEigen(Tensor(rows: [[2, 1], [1, 3]]))
        #expect(try SymmetricEigen(Tensor(rows: [[2, 77], [1, 3]])).values == full.values)
        #expect(abs(full.values[0] - (5 + 5.0.squareRoot()) / 2) < 1e-14)
    }

    /// A = U Σ Vᵀ with orthonormal U and V, for tall, wide and square matrices; σ² are the eigenvalues of A Aᵀ.
    @Test(arguments: [(1, 1), (5, 3), (3, 5), (20, 20), (64, 17), (17, 64)])
    func singularVectorsComposeTheMatrix(_ m: Int, _ n: Int) throws {
        let a = testMatrix(m, n, 3)
        let svd = try SingularValues(a)
        let r = min(m, n)
        let (u, vT) = (svd.preciseLeft, svd.preciseRight)
        for i in 0..<m {
            for j in 0..<n {
                let sum = (0..<r).reduce(0.0) { $0 + u[i * r + $1] * svd.values[$1] * vT[$1 * n + j] }
                #expect(abs(sum - Double(a[i, j])) < 1e-13 * Double(r + 4))
            }
        }
        for k in 0..<r {
            for l in 0..<r {
                let wanted = k == l ? 1.0 : 0
                #expect(abs((0..<m).reduce(0) { $0 + u[$1 * r + k] * u[$1 * r + l] } - wanted) < 1e-13 * Double(m))
                #expect(abs((0..<n).reduce(0) { $0 + vT[k * n + $1] * vT[l * n + $1] } - wanted) < 1e-13 * Double(n))
            }
            #expect(vT[k * n..<(k + 1) * n].max { abs($0) < abs($1) }! > 0)
        }
        #expect(zip(svd.values, svd.values.dropFirst()).allSatisfy { $0 >= $1 } && svd.values.last! >= 0)
        let gram = (0..<m * m).map { ij in
            (0..<n).reduce(0.0) { $0 + Double(a[ij / m, $1]) * Double(a[ij % m, $1]) }
        }
        let eigen = try SymmetricEigen(gram, order: m)
        for k in 0..<r { #expect(abs(eigen.values[k] - svd.values[k] * svd.values[k]) < 1e-11 * eigen.values[0]) }
        #expect(svd.left.shape == [m, r] && svd.right.shape == [r, n])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func infiniteInputIsRefused(_ bad: Float) throws {
        var matrix = symmetric(4, 1)
        matrix[2, 1] = bad
        let eigen = #expect(throws: LinearAlgebraError.self) { try SymmetricEigen(matrix) }
        #expect(try #require(eigen).description.contains("contains NaN or infinity"))
        let svd = #expect(throws: LinearAlgebraError.self) { try SingularValues(matrix) }
        #expect(try #require(svd).description.contains("singular value decomposition"))
    }

    @Test func misfitsAndEmptyMatrices() throws {
        let error = #expect(throws: ShapeError.self) { try SymmetricEigen(Tensor(shape: [2, 3])) }
        #expect(try #require(error).description.contains("2 × 3"))
        #expect(throws: ShapeError.self) { try SymmetricEigen([1, 2, 3], order: 2) }
        #expect(try SymmetricEigen(Tensor(shape: [0, 0])).values.isEmpty)
        #expect(try SingularValues(Tensor(shape: [0, 3])).values.isEmpty)
        #expect(try SingularValues(Tensor(shape: [3, 2])).values == [0, 0])
    }
}

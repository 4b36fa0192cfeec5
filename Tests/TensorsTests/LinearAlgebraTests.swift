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

    /// Most eigenvalues of a matrix of low rank are rounding errors; they are found all the same.
    @Test(arguments: [200, 350])
    func eigenvaluesOfLowRank(_ n: Int) throws {
        let a = testMatrix(n, 7, 1)
        let gram = (0..<n * n).map { ij in
            (0..<7).reduce(0.0) { $0 + Double(a[ij / n, $1]) * Double(a[ij % n, $1]) }
        }
        let values = try SymmetricEigen(gram, order: n).values
        #expect(values[6] > 1e-3 * values[0] && values[7...].allSatisfy { abs($0) < 1e-13 * values[0] })
        let trace = (0..<n).reduce(0.0) { $0 + gram[$1 * n + $1] }
        #expect(abs(values.reduce(0, +) / trace - 1) < 1e-12)
    }

    /// Where rows and columns depend on others, the vectors are orthonormal all the same, and every number of threads gives the
    /// same bits, as for eigenvectors.
    @Test(arguments: [(40, 40), (60, 24), (24, 60)]) func matricesOfLowRank(_ m: Int, _ n: Int) throws {
        let a = try testMatrix(m, 5, 1).times(testMatrix(5, n, 2))
        let svd = try SingularValues(a)
        let r = min(m, n)
        for k in 0..<r {
            for l in 0..<r {
                let wanted = k == l ? 1.0 : 0
                let left = (0..<m).reduce(0) { $0 + svd.preciseLeft[$1 * r + k] * svd.preciseLeft[$1 * r + l] }
                let right = (0..<n).reduce(0) { $0 + svd.preciseRight[k * n + $1] * svd.preciseRight[l * n + $1] }
                #expect(abs(left - wanted) < 1e-12 && abs(right - wanted) < 1e-12)
            }
        }
        #expect(svd.values[4] > 0.1 && svd.values[5] < 1e-6)
        let eigen = try SymmetricEigen(symmetric(r, 3))
        for threads in [1, 2, 3, 8] {
            try Threads.with(count: threads) {
                let again = try SingularValues(a)
                #expect(again.values == svd.values && again.preciseLeft == svd.preciseLeft)
                #expect(again.preciseRight == svd.preciseRight)
                #expect(try SymmetricEigen(symmetric(r, 3)).preciseVectors == eigen.preciseVectors)
            }
        }
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

    /// RᵀR = AᵀA with an upper triangle R, however the rows are cut into pieces; and small singular values keep their digits,
    /// which those of AᵀA do not.
    @Test(arguments: [[1], [7], [2, 5], [20, 1, 0, 13]]) func triangularFactorOfPieces(_ pieces: [Int]) throws {
        let n = 4
        var a: [Double] = []
        var factor = TriangularFactor(order: n)
        for (index, count) in pieces.enumerated() {
            var piece = count == 0 ? [] : testMatrix(count, n, UInt64(index)).values.map(Double.init)
            for row in 0..<count { piece[row * n + 3] = piece[row * n] + 1e-10 * piece[row * n + 3] }
            a += piece
            try piece.withUnsafeBufferPointer { try factor.append(rows: $0) }
        }
        let (r, m) = (factor.elements, a.count / n)
        for i in 0..<n {
            for j in 0..<n {
                if j < i { #expect(r[i * n + j] == 0) }
                let rTr = (0..<n).reduce(0) { $0 + r[$1 * n + i] * r[$1 * n + j] }
                let aTa = (0..<m).reduce(0) { $0 + a[$1 * n + i] * a[$1 * n + j] }
                #expect(abs(rTr - aTa) < 1e-13 * Double(m))
            }
        }
        let (whole, factored) = (
            try SingularValues(a, rows: m, columns: n).values, try SingularValues(r, rows: n, columns: n).values
        )
        for (s, t) in zip(whole, factored) { #expect(abs(s - t) < 1e-14 * Double(m)) }
        #expect(m < n || (factored[3] > 1e-12 && abs(factored[3] / whole[3] - 1) < 1e-3))
    }

    @Test func triangularFactorRefusesPartsOfRowsAndNaN() {
        var factor = TriangularFactor(order: 2)
        #expect(throws: ShapeError.self) { try [1, 2, 3].withUnsafeBufferPointer { try factor.append(rows: $0) } }
        #expect(throws: LinearAlgebraError.self) {
            try [1, .nan].withUnsafeBufferPointer { try factor.append(rows: $0) }
        }
    }

    /// Products in Double against plain loops.
    @Test(arguments: [(1, 1), (3, 5), (17, 40)]) func preciseProducts(_ n: Int, _ k: Int) {
        let a = testMatrix(k, n, 8).values.map(Double.init)
        let b = testMatrix(k, n, 9).values.map(Double.init)
        var (c, gram, floatGram) = (
            [Double](repeating: 1, count: n * n), [Double](repeating: 1, count: n * n),
            [Float](repeating: 1, count: n * n)
        )
        PreciseProduct.gemm(
            m: n, n: n, k: k, α: 2, a, strideA: n, transposedA: true, b, strideB: n, β: 3, &c, strideC: n)
        PreciseProduct.gram(n: n, k: k, a, β: 2, &gram)
        MatrixProduct.gram(n: n, k: k, a.map { Float($0) }, β: 2, &floatGram)
        func inner(_ x: [Double], _ i: Int, _ y: [Double], _ j: Int) -> Double {
            (0..<k).reduce(0) { $0 + x[$1 * n + i] * y[$1 * n + j] }
        }
        for i in 0..<n {
            for j in 0..<n {
                #expect(abs(c[i * n + j] - (2 * inner(a, i, b, j) + 3)) < 1e-13 * Double(k))
                let wanted = j <= i ? inner(a, i, a, j) + 2 : 1
                #expect(abs(gram[i * n + j] - wanted) < 1e-13 * Double(k))
                #expect(abs(Double(floatGram[i * n + j]) - wanted) < 1e-5 * Double(k))
            }
        }
        let x = (0..<n).map { a[$0] }
        var y = [Double](repeating: .nan, count: n)
        PreciseProduct.symmetric(n: n, gram, by: x, &y)
        for i in 0..<n {
            let wanted = (0..<n).reduce(0) { $0 + gram[max(i, $1) * n + min(i, $1)] * x[$1] }
            #expect(abs(y[i] - wanted) < 1e-12 * Double(k))
        }
        let t = (0..<k).map { b[$0 * n] }
        var (av, atv) = (t, x)
        PreciseProduct.gemv(m: k, n: n, α: 2, a, by: x, β: -1, &av)
        PreciseProduct.gemv(m: k, n: n, a, transposed: true, by: t, &atv)
        for i in 0..<k {
            #expect(abs(av[i] - (2 * (0..<n).reduce(0) { $0 + a[i * n + $1] * x[$1] } - t[i])) < 1e-13 * Double(n))
        }
        for i in 0..<n { #expect(abs(atv[i] - inner(a, i, b, 0)) < 1e-13 * Double(k)) }
        var squared = gram
        PreciseProduct.addSquare(n: n, α: -0.5, x, to: &squared)
        for i in 0..<n {
            for j in 0..<n {
                let wanted = gram[i * n + j] - (j <= i ? 0.5 * x[i] * x[j] : 0)
                #expect(abs(squared[i * n + j] - wanted) < 1e-13)
            }
        }
    }

    /// Where entries tie, also up to rounding, the first of them is made positive.
    @Test func signsOfTies() {
        #expect(SignConvention.factor([-1, 1]) == -1)
        #expect(SignConvention.factor([1, -1.000_000_000_1]) == 1)
        #expect(SignConvention.factor([1, -1.000_001]) == -1)
        #expect(SignConvention.factor([0, -2, 1]) == -1)
        #expect(SignConvention.factor([0, 0]) == 1)
    }
}

import Testing

@testable import Tensors

/// A reproducible matrix with entries in −1…1, independent of the module's own random numbers.
func testMatrix(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Tensor {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return Tensor(shape: [rows, columns]) { buffer in
        for i in buffer.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer[i] = Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
        }
    }
}

@Suite struct MatrixProductTests {
    /// Against three loops in Double; the bound is the usual k ε Σ|a||b| of a sum of k rounded products.
    @Test(
        arguments: [(1, 1, 1), (3, 5, 7), (50, 784, 100), (33, 17, 65), (2, 300, 1)],
        [(false, false), (true, false), (false, true), (true, true)])
    func productsAgreeWithTripleLoops(_ size: (Int, Int, Int), _ transposed: (Bool, Bool)) {
        let (m, k, n) = size
        let a = transposed.0 ? testMatrix(k, m, 1) : testMatrix(m, k, 1)
        let b = transposed.1 ? testMatrix(n, k, 2) : testMatrix(k, n, 2)
        let old = testMatrix(m, n, 3)
        var c = old
        c.setProduct(of: a, transposed: transposed.0, by: b, transposed: transposed.1, α: 0.5, β: -2)
        for i in 0..<m {
            for j in 0..<n {
                var sum = 0.0
                for l in 0..<k {
                    sum += Double(transposed.0 ? a[l, i] : a[i, l]) * Double(transposed.1 ? b[j, l] : b[l, j])
                }
                let expected = 0.5 * sum - 2 * Double(old[i, j])
                #expect(abs(Double(c[i, j]) - expected) <= Double(k + 4) * Double(Float.ulpOfOne), "\(size) \(i) \(j)")
            }
        }
    }

    /// Without α and β: sizes around the tiles', sums around the longest that are packed, and more rows than pass by at once.
    @Test(
        arguments: [
            (6, 1, 16), (7, 10, 17), (33, 32, 65), (784, 10, 50), (11, 33, 31), (5, 10, 40), (40, 10, 15),
            (200, 784, 33), (8, 2048, 18), (8, 2049, 18),
        ],
        [(false, false), (true, false), (false, true), (true, true)])
    func plainProductsAgreeWithTripleLoops(_ size: (Int, Int, Int), _ transposed: (Bool, Bool)) {
        let (m, k, n) = size
        let a = transposed.0 ? testMatrix(k, m, 1) : testMatrix(m, k, 1)
        let b = transposed.1 ? testMatrix(n, k, 2) : testMatrix(k, n, 2)
        func product(threads: Int) -> Tensor {
            var c = Tensor(repeating: .nan, shape: [m, n])
            Threads.with(count: threads) {
                c.setProduct(of: a, transposed: transposed.0, by: b, transposed: transposed.1)
            }
            return c
        }
        let c = product(threads: 1)
        for i in 0..<m {
            for j in 0..<n {
                let sum = (0..<k).reduce(0.0) {
                    $0 + Double(transposed.0 ? a[$1, i] : a[i, $1]) * Double(transposed.1 ? b[j, $1] : b[$1, j])
                }
                #expect(abs(Double(c[i, j]) - sum) <= Double(k) * Double(Float.ulpOfOne), "\(size) \(i) \(j)")
            }
        }
        // Threads divide C, not its sums.
        #expect(product(threads: 2) == c && product(threads: 3) == c)
    }

    /// Terms are added in order, each by one rounding, in blocks of 2048: what makes the bits of a product the same on every
    /// machine, for whatever sizes, factors, transpositions and threads.
    @Test(
        arguments: [(20, 300, 40), (1, 5, 3), (7, 2049, 9), (13, 64, 8), (50, 50, 10), (3, 4100, 33), (8, 0, 20)],
        [(false, false), (true, false), (false, true), (true, true)])
    func sumsRunInOrder(_ size: (Int, Int, Int), _ transposed: (Bool, Bool)) {
        let (m, k, n) = size
        let a = transposed.0 ? testMatrix(k, m, 1) : testMatrix(m, k, 1)
        let b = transposed.1 ? testMatrix(n, k, 2) : testMatrix(k, n, 2)
        let old = testMatrix(m, n, 3)
        for (α, β) in [(1, 0), (0.7, 0), (1, 1), (-0.3, 0.9)] as [(Float, Float)] {
            var expected = [Float](repeating: 0, count: m * n)
            for i in 0..<m {
                for j in 0..<n {
                    var c = β * old[i, j]
                    for start in stride(from: 0, to: k, by: 2048) {
                        let sum = (start..<min(start + 2048, k)).reduce(Float(0)) {
                            $0.addingProduct(transposed.0 ? a[$1, i] : a[i, $1], transposed.1 ? b[j, $1] : b[$1, j])
                        }
                        c = c.addingProduct(α, sum)
                    }
                    expected[i * n + j] = c
                }
            }
            for threads in [1, 2, 3, 8] {
                var c = old
                Threads.with(count: threads) {
                    c.setProduct(of: a, transposed: transposed.0, by: b, transposed: transposed.1, α: α, β: β)
                }
                #expect(c.values == expected, "\(size), \(transposed), \(α), \(β), \(threads) threads")
            }
        }
    }

    /// In Double the same, and so for Aᵀ A, in blocks of 256, of which nothing above the diagonal is written.
    @Test(arguments: [(9, 300, 21), (1, 7, 2), (33, 2050, 5)]) func preciseSumsRunInOrder(_ size: (Int, Int, Int)) {
        let (m, k, n) = size
        let (a, b) = (testMatrix(m, k, 1).values.map(Double.init), testMatrix(k, n, 2).values.map(Double.init))
        var c = [Double](repeating: 0.25, count: m * n)
        PreciseProduct.gemm(m: m, n: n, k: k, α: 0.7, a, strideA: k, b, strideB: n, β: 0.5, &c, strideC: n)
        var gram = [Double](repeating: 0.25, count: n * n)
        PreciseProduct.gram(n: n, k: k, b, β: 0.5, &gram)
        func sum(_ from: Double, blocks: Int, α: Double, _ term: (Int) -> (Double, Double)) -> Double {
            stride(from: 0, to: k, by: blocks).reduce(from) { total, start in
                total.addingProduct(
                    α, (start..<min(start + blocks, k)).reduce(0) { $0.addingProduct(term($1).0, term($1).1) })
            }
        }
        for i in 0..<m {
            for j in 0..<n {
                let expected = sum(0.125, blocks: 2048, α: 0.7) { (a[i * k + $0], b[$0 * n + j]) }
                #expect(c[i * n + j] == expected)
            }
        }
        for i in 0..<n {
            for j in 0..<n {
                let expected = j > i ? 0.25 : sum(0.125, blocks: 256, α: 1) { (b[$0 * n + i], b[$0 * n + j]) }
                #expect(gram[i * n + j] == expected)
            }
        }
    }

    @Test func resultsWithBetaZeroDoNotReadTheOld() throws {
        var c = Tensor(repeating: .nan, shape: [2, 2])
        c.setProduct(of: testMatrix(2, 3, 1), by: testMatrix(3, 2, 2))
        #expect(c.values.allSatisfy { $0.isFinite })
    }

    @Test func aResultMayBeAnOperandToo() throws {
        var a = try Tensor(rows: [[1, 2], [3, 4]])
        a.setProduct(of: a, by: a)
        #expect(try a == Tensor(rows: [[7, 10], [15, 22]]))
    }

    @Test func rowsOfABatchAreOneMatrix() throws {
        let images = try Tensor((0..<12).map(Float.init), shape: [2, 2, 3])
        #expect(try images.times(Tensor(repeating: 1, shape: [6, 1])).values == [15, 51])
        #expect(try Tensor(shape: [0, 3]).times(Tensor(shape: [3, 2])).shape == [0, 2])
    }

    @Test func productsIntoReservedMemoryDoNotAllocate() {
        let (a, b) = (testMatrix(20, 30, 1), testMatrix(30, 10, 2))
        var c = Tensor(shape: [20, 10])
        let before = c.withUnsafeBufferPointer { $0.baseAddress }
        for _ in 0..<3 { c.setProduct(of: a, by: b) }
        #expect(c.withUnsafeBufferPointer { $0.baseAddress } == before)
    }
}

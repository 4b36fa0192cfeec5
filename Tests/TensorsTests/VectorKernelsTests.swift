import Testing

@testable import Tensors

@Suite struct VectorKernelsTests {
    static let counts = [0, 1, 7, 8, 9, 16, 31, 33, 512, 513, 2000]

    @Test(arguments: counts) func sumsAgreeWithDouble(_ count: Int) {
        let (x, y) = (testMatrix(1, count, 1).values, testMatrix(1, count, 2).values)
        let sum = x.reduce(0.0) { $0 + Double($1) }
        let dot = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(VectorKernels.sum(x, count) - sum) < 1e-6 * Double(count + 1))
        #expect(abs(VectorKernels.dot(x, y, count) - dot) < 1e-6 * Double(count + 1))
    }

    /// Where plain addition in Float would end at 2²⁴.
    @Test func longSumsKeepTheirPrecision() {
        let count = 20_000_000
        let ones = Tensor(repeating: 1, shape: [count])
        ones.withUnsafeBufferPointer { #expect(VectorKernels.sum($0.baseAddress!, count) == Double(count)) }
        let tenths = Tensor(repeating: 0.1, shape: [1_000_000])
        tenths.withUnsafeBufferPointer {
            #expect(abs(VectorKernels.sum($0.baseAddress!, $0.count) / (Double(Float(0.1)) * 1e6) - 1) < 4e-6)
            #expect(abs(VectorKernels.dot($0.baseAddress!, $0.baseAddress!, $0.count) / 1e4 - 1) < 4e-6)
        }
    }

    @Test(arguments: counts) func updatesAgreeElementByElement(_ count: Int) {
        let (x, y) = (testMatrix(1, count, 1).values, testMatrix(1, count, 2).values)
        var z = y + [99]
        VectorKernels.axpy(0.3, x, &z, count)
        #expect(zip(z, zip(x, y)).allSatisfy { abs($0 - (0.3 * $1.0 + $1.1)) < 1e-6 } && z.last == 99)
        VectorKernels.scale(-2, x, &z, count)
        #expect(zip(z, x).allSatisfy { $0 == -2 * $1 } && z.last == 99)
        VectorKernels.add(x, y, &z, count)
        #expect(zip(z, zip(x, y)).allSatisfy { $0 == $1.0 + $1.1 } && z.last == 99)
        VectorKernels.subtract(x, y, &z, count)
        #expect(zip(z, zip(x, y)).allSatisfy { $0 == $1.0 - $1.1 } && z.last == 99)
        VectorKernels.multiply(x, y, &z, count)
        #expect(zip(z, zip(x, y)).allSatisfy { $0 == $1.0 * $1.1 } && z.last == 99)
    }

    @Test(arguments: [(1, 1), (50, 10), (50, 100), (7, 784), (0, 5), (128, 33)])
    func columnSumsAgreeWithDouble(_ rows: Int, _ columns: Int) {
        let x = testMatrix(rows, columns + 3, 1)
        var (fresh, added) = ([Float](repeating: .nan, count: columns + 1), [Float](repeating: 2, count: columns))
        x.withUnsafeBufferPointer {
            let start = $0.baseAddress!
            VectorKernels.columnSums(start, rows: rows, columns: columns, stride: columns + 3, α: 0.5, &fresh)
            VectorKernels.columnSums(start, rows: rows, columns: columns, stride: columns + 3, β: 3, &added)
        }
        for j in 0..<columns {
            let sum = (0..<rows).reduce(0.0) { $0 + Double(x[$1, j]) }
            #expect(abs(Double(fresh[j]) - 0.5 * sum) < 1e-5 && abs(Double(added[j]) - (sum + 6)) < 2e-5)
        }
        #expect(fresh[columns].isNaN)
    }

    @Test func vectorsAreAddedToRows() {
        var x = testMatrix(5, 11, 1)
        let (old, b) = (x, testMatrix(1, 11, 2).values)
        x.withUnsafeMutableBufferPointer { VectorKernels.addToRows(b, $0.baseAddress!, rows: 5, columns: 11) }
        for i in 0..<5 { for j in 0..<11 { #expect(x[i, j] == old[i, j] + b[j]) } }
    }
}

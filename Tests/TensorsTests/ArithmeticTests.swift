import Testing

@testable import Tensors

@Suite struct ArithmeticTests {
    @Test func elementwiseOperations() throws {
        let a = try Tensor(rows: [[1, 2, 3], [4, 5, 6]])
        let b = try Tensor(rows: [[6, 5, 4], [3, 2, 1]])
        #expect(try (a + b).values == [7, 7, 7, 7, 7, 7])
        #expect(try (a - b).values == [-5, -3, -1, 1, 3, 5])
        #expect(try (a * b).values == [6, 10, 12, 12, 10, 6])
        #expect((2 * a).values == (a * 2).values && (2 * a).values == [2, 4, 6, 8, 10, 12])
        #expect((a / 2).values == [0.5, 1, 1.5, 2, 2.5, 3])
        #expect((a + 1).values == [2, 3, 4, 5, 6, 7] && (a - 1).values == [0, 1, 2, 3, 4, 5])
        #expect((-a).values == [-1, -2, -3, -4, -5, -6] && (-a).shape == [2, 3])
        #expect(a.map { $0 * $0 }.values == [1, 4, 9, 16, 25, 36])
        var c = a
        try c.add(b, times: -1)
        c.scale(by: 2)
        #expect(c.values == [-10, -6, -2, 2, 6, 10] && a.values == [1, 2, 3, 4, 5, 6])
    }

    @Test func misfitsNameBothShapes() throws {
        let (a, b) = (Tensor(shape: [2, 3]), Tensor(shape: [3, 2]))
        let error = #expect(throws: ShapeError.self) { try a + b }
        #expect(
            try #require(error).description
                == "Tensors of shapes 2 × 3 and 3 × 2 cannot be added: their shapes must be equal.")
        #expect(throws: ShapeError.self) { try a - b }
        #expect(throws: ShapeError.self) { try a * b }
        #expect(throws: ShapeError.self) {
            var c = a
            try c.add(b)
        }
    }

    @Test func sumsAndExtremes() throws {
        let a = try Tensor(rows: [[1, -2, 3], [4, 5, -6]])
        #expect(a.sum == 5 && abs(a.mean - 5.0 / 6) < 1e-15 && a.sumOfSquares == 91)
        #expect(a.columnMeans.values == [2.5, 1.5, -1.5])
        #expect(a.max == 5 && a.min == -6 && Tensor().max == nil && Tensor().mean.isNaN)
        #expect(Tensor([.nan, 2, 1]).max == 2 && Tensor([.nan]).min == nil)
    }

    @Test func argmaxTakesTheFirstOfEquals() throws {
        let a = try Tensor(rows: [[1, 3, 3], [7, 5, 7], [-3, -2, -1], [.nan, -1, .nan], [.nan, .nan, .nan]])
        #expect(a.rowArgmax == [1, 0, 2, 1, 0])
    }

    @Test(arguments: [(1, 1), (3, 5), (16, 16), (33, 50)]) func transposing(_ rows: Int, _ columns: Int) {
        let a = testMatrix(rows, columns, 1)
        let b = a.transposed
        #expect(b.shape == [columns, rows] && b.transposed == a)
        for i in 0..<rows { for j in 0..<columns { #expect(a[i, j] == b[j, i]) } }
    }

    @Test func gatheringRows() throws {
        let a = try Tensor((0..<12).map(Float.init), shape: [3, 2, 2])
        let b = a.gatheringRows([2, 0, 2])
        #expect(b.shape == [3, 2, 2] && b.values == [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11])
        #expect(a.gatheringRows([]).shape == [0, 2, 2])
    }
}

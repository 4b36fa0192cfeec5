import Testing

@testable import Tensors

@Suite struct TensorTests {
    @Test func elementsAreRowMajor() throws {
        let t = try Tensor([0, 1, 2, 3, 4, 5], shape: [2, 3])
        #expect(t[1, 0] == 3 && t[flat: 4] == 4 && t.rows == 2 && t.columns == 3 && t.count == 6)
        #expect(try t == Tensor(rows: [[0, 1, 2], [3, 4, 5]]))
        #expect(Tensor(shape: [2, 2]).values == [0, 0, 0, 0])
        #expect(try Tensor([7], shape: []).rows == 1)
        #expect(Tensor().count == 0)
    }

    @Test func misfitsNameBothSides() throws {
        let count = #expect(throws: ShapeError.self) { try Tensor([1, 2, 3], shape: [2, 2]) }
        #expect(try #require(count).description == "3 values do not fill a tensor of shape 2 × 2.")
        let rows = #expect(throws: ShapeError.self) { try Tensor(rows: [[1, 2], [3]]) }
        #expect(try #require(rows).description == "Row 1 of the matrix has 1 values, but row 0 has 2.")
        let reshape = #expect(throws: ShapeError.self) { try Tensor(shape: [2, 3]).reshaped(to: [4, 2]) }
        #expect(try #require(reshape).description.contains("2 × 3"))
        #expect(try #require(reshape).description.contains("4 × 2"))
        let product = #expect(throws: ShapeError.self) { try Tensor(shape: [2, 3]).times(Tensor(shape: [2, 3])) }
        #expect(
            try #require(product).description == "A matrix of shape 2 × 3 cannot be multiplied by one of shape 2 × 3.")
    }

    @Test func copiesAreIndependent() throws {
        let a = try Tensor([1, 2, 3, 4], shape: [2, 2])
        var b = a
        b[0, 0] = 9
        b.withUnsafeMutableBufferPointer { $0[3] = 8 }
        #expect(a.values == [1, 2, 3, 4] && b.values == [9, 2, 3, 8])
        var view = a.rows(1..<2)
        view[0, 1] = 7
        #expect(a.values == [1, 2, 3, 4] && view.values == [3, 7] && view.shape == [1, 2])
        var filled = a
        filled.fill(5)
        #expect(a.values == [1, 2, 3, 4] && filled.values == [5, 5, 5, 5])
    }

    @Test func storageIsAligned() {
        for count in [1, 3, 16, 17, 1000] {
            Tensor(shape: [count]).withUnsafeBufferPointer { #expect(Int(bitPattern: $0.baseAddress!) % 64 == 0) }
        }
    }

    @Test func viewsShareStorageAndWritesToAViewStayInIt() throws {
        let a = try Tensor((0..<24).map(Float.init), shape: [4, 2, 3])
        let view = a.rows(1..<3)
        #expect(view.shape == [2, 2, 3] && view.values == (6..<18).map(Float.init))
        #expect(view.row(1).shape == [2, 3] && view.row(1)[0, 0] == 12)
        a.withUnsafeBufferPointer { whole in
            view.withUnsafeBufferPointer { #expect($0.baseAddress == whole.baseAddress! + 6) }
        }
        #expect(try view.reshaped(to: [3, 4]).values == view.values)
        // The last owner of a view writes in place, and only to its own part.
        var last = Tensor(repeating: 1, shape: [4, 2]).rows(2..<3)
        let unique = last.isUniquelyReferenced
        last.fill(3)
        #expect(unique && last.values == [3, 3])
    }

    @Test func reserveKeepsMemoryThatIsItsOwn() {
        var t = Tensor(shape: [50, 10])
        let before = t.withUnsafeBufferPointer { $0.baseAddress }
        t.reserve([25, 20])
        t.reserve([3])
        t.reserve([500])
        #expect(t.withUnsafeBufferPointer { $0.baseAddress } == before && t.shape == [500])
        let other = t
        t.reserve([500])
        #expect(t.withUnsafeBufferPointer { $0.baseAddress } != before)
        #expect(other.withUnsafeBufferPointer { $0.baseAddress } == before)
        t.reserve([5000])
        t.fill(1)
        #expect(t.count == 5000 && t.values.allSatisfy { $0 == 1 })
    }
}

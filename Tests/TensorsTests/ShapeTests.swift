import Foundation
import Testing

@testable import Tensors

@Suite struct ShapeTests {
    @Test func literalsKnowTheirSizes() {
        let shape: Shape = [50, 28, 28]
        #expect(shape.rank == 3 && shape.count == 3 && shape.elementCount == 50 * 784)
        #expect(Array(shape) == [50, 28, 28] && shape[2] == 28 && shape.last == 28)
        #expect(shape.description == "50 × 28 × 28")
        #expect(shape.withoutFirst == [28, 28] && shape.prefixed(by: 3) == [3, 50, 28, 28])
        #expect(([] as Shape).elementCount == 1 && ([] as Shape).description == "scalar")
        #expect(([5, 0] as Shape).elementCount == 0)
    }

    @Test func rankDistinguishesShapesOfEqualSizes() {
        #expect(([5] as Shape) != [5, 1])
        #expect(([5, 1] as Shape) != [5, 1, 1])
    }

    @Test(arguments: [[1, 2, 3, 4, 5], [3, -1], [Int.max, 2], [1 << 40, 1 << 40], [0, Int.max, Int.max]])
    func impossibleSizesAreRefused(_ sizes: [Int]) throws {
        let error = #expect(throws: ShapeError.self) { try Shape(sizes) }
        #expect(try #require(error).description.contains(sizes.map(String.init).joined(separator: " × ")))
    }

    @Test func shapesAreCodedAsArrays() throws {
        let data = try JSONEncoder().encode([5, 7] as Shape)
        #expect(String(decoding: data, as: UTF8.self) == "[5,7]")
        #expect(try JSONDecoder().decode(Shape.self, from: data) == [5, 7])
        #expect(throws: ShapeError.self) { try JSONDecoder().decode(Shape.self, from: Data("[-1]".utf8)) }
    }

    @Test func localizedDescriptionIsTheSentence() {
        #expect((ShapeError("They do not fit.") as any Error).localizedDescription == "They do not fit.")
    }
}

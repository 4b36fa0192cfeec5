import Foundation
import Tensors
import Testing

@testable import Autoencoders

@Suite struct PrincipalAnglesTests {
    /// Planes in four dimensions that are turned against each other by known angles, small ones included; the bases are not
    /// orthonormal.
    @Test(arguments: [(0.0, 0.0), (0.3, 1.2), (1e-9, 0.5), (1e-12, 1e-5), (0.7, Double.pi / 2), (1.5, 1.57)])
    func knownAnglesAreFound(_ angles: (Double, Double)) throws {
        let (α, β) = angles
        let a: [Double] = [2, 0, 0, 0, 1, 3, 0, 0]  // spans e₁ and e₂
        let (p, q) = ([cos(α), 0, sin(α), 0], [0, cos(β), 0, sin(β)])
        let b = p + zip(p, q).map { -2 * $0 + 0.5 * $1 }
        let found = try PrincipalAngles(between: a, and: b, dimension: 4)
        #expect(found.values.count == 2)
        #expect(abs(found.values[0] - α) < 1e-15 + 1e-14 && abs(found.values[1] - β) < 1e-14)
        #expect(found.largest == found.values[1])
        let reversed = try PrincipalAngles(between: b, and: a, dimension: 4)
        for (x, y) in zip(found.values, reversed.values) { #expect(abs(x - y) < 1e-14) }
    }

    /// A line in space against a plane; a subspace against one that contains it.
    @Test func subspacesMayDifferInDimension() throws {
        let plane = try Tensor(rows: [[1, 0, 0], [0, 1, 0]])
        let line = try Tensor(rows: [[1, 1, Float(2).squareRoot()]])
        let angles = try PrincipalAngles(between: line, and: plane)
        #expect(angles.values.count == 1 && abs(angles.largest - .pi / 4) < 1e-7)
        let inside = try PrincipalAngles(between: plane, and: Tensor(rows: [[3, -4, 0]]))
        #expect(inside.largest < 1e-15)
        #expect(try PrincipalAngles(between: plane, and: Tensor(rows: [[0, 0, 5]])).values == [.pi / 2])
    }

    /// In two dimensions there is nothing but the angle between two lines, and it is at most a right one.
    @Test(arguments: [-3, -2.26, -1.52, -0.4, 0, 0.07, 1.2, 1.57, 1.58, 2.9]) func anglesOfLines(_ θ: Double) throws {
        let angle = try PrincipalAngles(between: [1, 0], and: [cos(θ), sin(θ)], dimension: 2).largest
        #expect(abs(angle - abs(θ - (θ / .pi).rounded() * .pi)) < 1e-14)
    }

    @Test func dependentVectorsAndMisfitsAreRefused() throws {
        let plane = try Tensor(rows: [[1, 2, 3], [2, 4, 6]])
        let error = #expect(throws: PCAError.self) { try PrincipalAngles(between: plane, and: plane) }
        #expect(error == .dependentVectors(count: 2, rank: 1))
        #expect(try #require(error).description == "2 vectors that span only 1 dimension are no basis of a space.")
        #expect(throws: ShapeError.self) {
            try PrincipalAngles(between: Tensor(shape: [1, 3]), and: Tensor(shape: [1, 4]))
        }
        #expect(throws: LinearAlgebraError.self) {
            try PrincipalAngles(between: Tensor(rows: [[1, .nan]]), and: Tensor(rows: [[1, 0]]))
        }
    }
}

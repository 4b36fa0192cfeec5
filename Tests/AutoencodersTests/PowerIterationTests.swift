import Foundation
import Tensors
import Testing

@testable import Autoencoders

@Suite struct PowerIterationTests {
    private func diagonal(_ λ: [Double]) -> [Double] {
        (0..<λ.count * λ.count).map { $0 / λ.count == $0 % λ.count ? λ[$0 / λ.count] : 0 }
    }

    @Test func pairsOfADiagonalMatrixAreItsEntries() throws {
        var random = RandomGenerator(seed: 1)
        let pairs = try PowerIteration(tolerance: 1e-12).pairs(
            of: diagonal([1, 5, 3, 0.5, 2]), count: 5, using: &random)
        for (pair, known) in zip(pairs, [(5.0, 1), (3, 2), (2, 4), (1, 0), (0.5, 3)]) {
            #expect(abs(pair.value - known.0) < 1e-11)
            #expect(abs(abs(pair.vector[known.1]) - 1) < 1e-11)
        }
    }

    /// The angle to the first eigenvector falls by λ₂/λ₁ a step.
    @Test(arguments: [0.5, 0.8, 0.95]) func convergenceIsByTheRatioOfEigenvalues(_ ratio: Double) throws {
        var random = RandomGenerator(seed: 2)
        var tangents: [Double] = []
        _ = try PowerIteration(tolerance: 1e-10).pairs(of: diagonal([2, 2 * ratio, 0.2]), count: 1, using: &random) {
            pair, step, u in
            #expect(pair == 0 && step == tangents.count)
            tangents.append((u[1] * u[1] + u[2] * u[2]).squareRoot() / abs(u[0]))
        }
        let late = tangents.count - 10
        for step in late..<tangents.count - 1 { #expect(abs(tangents[step + 1] / tangents[step] - ratio) < 1e-4) }
    }

    /// Equal eigenvalues: some orthonormal basis of their plane. A matrix of zeros: anything, at once.
    @Test func equalEigenvaluesAreFound() throws {
        var random = RandomGenerator(seed: 3)
        let pairs = try PowerIteration(tolerance: 1e-12).pairs(of: diagonal([4, 4, 1]), count: 3, using: &random)
        #expect(pairs.map { ($0.value * 1e9).rounded() / 1e9 } == [4, 4, 1])
        #expect(abs(zip(pairs[0].vector, pairs[1].vector).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-11)
        #expect(try PowerIteration().pairs(of: diagonal([0, 0]), count: 1, using: &random)[0].value == 0)
    }

    @Test func onlyTheLowerPartIsRead() throws {
        var random = RandomGenerator(seed: 4)
        let pair = try PowerIteration(tolerance: 1e-13).pairs(of: [2, 77, 1, 3], count: 1, using: &random)[0]
        #expect(abs(pair.value - (5 + 5.0.squareRoot()) / 2) < 1e-12)
    }
}

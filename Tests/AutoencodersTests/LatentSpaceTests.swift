import Foundation
import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

@Suite struct LatentSpaceTests {
    // MARK: Interpolation

    @Test(arguments: [LatentInterpolation.linear, .spherical])
    func waysBeginAndEndAtTheirEnds(_ way: LatentInterpolation) {
        let (left, right): ([Float], [Float]) = ([1, 2, -1], [0, -2, 3])
        let path = way.path(left: left, right: right, count: 5)
        #expect(path.shape == [5, 3])
        #expect(zip(path.row(0).values, left).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(zip(path.row(4).values, right).allSatisfy { abs($0 - $1) < 1e-6 })
        // α belongs to the left end.
        let near = way.code(0.9, left: left, right: right)
        func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } }
        #expect(distance(near, left) < distance(near, right))
    }

    @Test func anArcKeepsLengthAndTurnsEvenly() {
        let (left, right): ([Float], [Float]) = ([2, 0], [0, 2])
        for α in [0.1, 0.25, 0.5, 0.8] {
            let z = LatentInterpolation.spherical.code(α, left: left, right: right).map(Double.init)
            #expect(abs(z[0] - 2 * sin(α * .pi / 2)) < 1e-6 && abs(z[1] - 2 * cos(α * .pi / 2)) < 1e-6)
        }
        // Where there is no arc, the line.
        #expect(LatentInterpolation.spherical.code(0.25, left: [0, 0], right: [4, 0]) == [3, 0])
        #expect(LatentInterpolation.spherical.code(0.5, left: [2, 0], right: [4, 0]) == [3, 0])
        #expect(LatentInterpolation.spherical.code(0.5, left: [2, 0], right: [-2, 0]) == [0, 0])
    }

    // MARK: Models that are known exactly

    /// Encoder x ↦ [Gx | λ] and decoder z ↦ Wz, without biases: all laws are normal.
    private func linear(G: [[Float]], λ: [Float], W: [[Float]], c: Double) throws -> VariationalAutoencoder {
        let (k, d) = (λ.count, W.count)
        let model = try VariationalAutoencoder(input: d, code: k, reconstruction: .gaussian(variance: c)) {
        } decoder: {
            Dense(d)
        }
        model.encoder.parameters[0].value = try Tensor(
            rows: (0..<d).map { i in (0..<k).map { G[$0][i] } + [Float](repeating: 0, count: k) })
        model.encoder.parameters[1].value = Tensor([Float](repeating: 0, count: k) + λ)
        model.decoder.parameters[0].value = try Tensor(rows: (0..<k).map { j in (0..<d).map { W[$0][j] } })
        return model
    }

    @Test func attributesAreDifferencesOfMeans() throws {
        let model = try linear(G: [[1, 0], [0, 2]], λ: [0, 0], W: [[1, 0], [0, 1]], c: 1)
        func samples(_ rows: [[Float]]) throws -> Samples {
            let x = try Tensor(rows: rows)
            return try Samples(inputs: x, targets: x)
        }
        let vector = try model.attributeVector(
            with: samples([[1, 1], [3, 2], [2, 3]]), without: samples([[0, 1], [1, 0]]))
        #expect(abs(vector[0] - 1.5) < 1e-6 && abs(vector[1] - 3) < 1e-6)
        #expect(throws: NetworkError.self) {
            try model.attributeVector(with: samples([[1, 1]]), without: samples([[1, 1]])[0..<0])
        }
    }

    @Test func unitsThatDoNotVaryAreNotActive() throws {
        let model = try linear(
            G: [[1, 0], [0, 0], [0, 0.05]], λ: [-1, 0, -0.5], W: [[1, 0, 0], [0, 1, 0]], c: 1)
        var random = RandomGenerator(seed: 1)
        let x = Tensor.normal([4000, 2], using: &random)
        let units = try model.activeUnits(on: Samples(inputs: x, targets: x))
        #expect(units.count == 1)
        #expect(abs(units.variances[0] - 1) < 0.1)
        #expect(units.variances[1] == 0)
        #expect(abs(units.variances[2] - 0.0025) < 3e-4)
        // E[½ (μ² + e^λ − 1 − λ)]
        #expect(units.divergences[1] == 0)
        #expect(abs(units.divergences[0] - 0.5 * (units.variances[0] + exp(-1))) < 0.01)
    }

    /// One code, one component: x = wz + noise of variance c has the evidence N(0, w² + c).
    @Test(arguments: [LogEvidence.Proposal.encoder, .prior])
    func theEvidenceOfALinearModel(_ proposal: LogEvidence.Proposal) throws {
        let (w, c) = (1.5, 0.4)
        let variance = w * w + c
        // A proposal near the posterior, but not it.
        let model = try linear(G: [[Float(w / variance)]], λ: [Float(log(1.3 * c / variance))], W: [[Float(w)]], c: c)
        let x = try Tensor(rows: [[0.3], [-1.2], [2]])
        let estimates = try model.logEvidence(of: x, codes: 20_000, proposal: proposal)
        for (x, estimate) in zip(x.values.map(Double.init), estimates) {
            let exact = -0.5 * x * x / variance - 0.5 * log(2 * .pi * variance)
            // By the delta method the error of ln(mean w) is about √(Var w / S) / E w.
            let w = estimate.logWeights.map { exp($0) }
            let mean = w.reduce(0, +) / Double(w.count)
            let spread = w.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(w.count)
            let error = (spread / Double(w.count)).squareRoot() / mean
            #expect(abs(estimate.value - exact) < 5 * error, "\(estimate.value) against \(exact)")
            #expect(error < 0.05 && estimate.effectiveSamples > 1 && estimate.effectiveSamples <= 20_000)
        }
    }

    @Test func withThePosteriorAsProposalOneCodeIsEnough() throws {
        let (w, c) = (1.5, 0.4)
        let variance = w * w + c
        let model = try linear(G: [[Float(w / variance)]], λ: [Float(log(c / variance))], W: [[Float(w)]], c: c)
        let estimate = try model.logEvidence(of: Tensor(rows: [[0.7]]), codes: 50)[0]
        let exact = -0.5 * 0.49 / variance - 0.5 * log(2 * .pi * variance)
        #expect(estimate.logWeights.allSatisfy { abs($0 - exact) < 1e-4 })
        #expect(abs(estimate.effectiveSamples - 50) < 0.01)
    }

    @Test func logMeanExpIsStable() {
        #expect(logMeanExp([-2000, -2000]) == -2000)
        #expect(abs(logMeanExp([1000, 1000 + log(3)]) - 1000 - log(2)) < 1e-9)
        #expect(logMeanExp([-.infinity, 0]) == -log(2))
        #expect(logMeanExp([-.infinity]) == -.infinity && logMeanExp([]) == -.infinity)
        #expect(logMeanExp([.nan, 1]).isNaN)
    }

    // MARK: Laws

    @Test func drawsHaveTheirLaws() throws {
        var random = RandomGenerator(seed: 2)
        let means = Tensor(repeating: 0.3, shape: [4000, 5])
        let black = BinaryCrossEntropy().draw(mean: means, using: &random).values
        #expect(black.allSatisfy { $0 == 0 || $0 == 1 })
        #expect(abs(black.reduce(0, +) / 20_000 - 0.3) < 5 * (0.21 / 20_000 as Float).squareRoot())
        let grey = GaussianDecoder(variance: 0.04).draw(mean: means, using: &random).values.map { Double($0) - 0.3 }
        let mean = grey.reduce(0, +) / 20_000
        let square = grey.reduce(0) { $0 + $1 * $1 } / 20_000
        #expect(abs(mean) < 5 * 0.2 / 20_000.0.squareRoot())
        #expect(abs(square / 0.04 - 1) < 5 * (2 / 20_000.0).squareRoot())
    }
}

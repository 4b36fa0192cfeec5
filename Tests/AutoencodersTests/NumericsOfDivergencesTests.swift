import Foundation
import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

/// Relative entropies near zero, where the terms of their formulae cancel.
@Suite struct NumericsOfDivergencesTests {
    /// eᵗ − 1 − t by its series in exact fractions of powers, summed from the smallest term: for |t| ≤ ¼.
    private func excess(_ t: Double) -> Double {
        var (term, terms) = (t * t / 2, [Double]())
        for n in 3...30 {
            terms.append(term)
            term *= t / Double(n)
        }
        return terms.reversed().reduce(0, +)
    }

    private let small = (2..<60).flatMap { k in
        [1.37, -1.37].map { $0 * Double(sign: .plus, exponent: -k, significand: 0.5) }
    }

    @Test func theExcessOfTheExponential() {
        for t in small {
            #expect(abs(exponentialExcess(t) / excess(t) - 1) < 1e-15, "\(t)")
        }
        // Where nothing cancels, and where the two ways meet.
        for t in [-1000, -30, -2, -1.0000001, -1, 1, 1.0000001, 2.5, 30, 700] {
            #expect(abs(exponentialExcess(t) / (exp(t) - 1 - t) - 1) < 2e-15, "\(t)")
        }
        #expect(exponentialExcess(0) == 0 && exponentialExcess(-.infinity) == .infinity)
        #expect(exponentialExcess(.infinity) == .infinity && exponentialExcess(.nan).isNaN)
    }

    @Test func ofAStandardNormalLaw() {
        for λ in small {
            let H = KullbackLeiblerDivergence.standardNormal(mean: [0, 1e-9], logVariance: [λ, 0])
            #expect(abs(H / (0.5 * (excess(λ) + 1e-18)) - 1) < 1e-14, "\(λ)")
        }
    }

    /// H is about the square of the relative difference of deviations; ½ (δ² ...) exactly: with σ = s (1 + δ),
    /// H = δ + ½ δ² − ln(1 + δ).
    @Test func ofTwoNormalLaws() {
        for δ in small where abs(δ) > 1e-12 {
            for s in [1.0, 1e-150, 3e140] {
                let σ = s + δ * s
                let exact = (σ - s) / s
                // δ + ½ δ² − ln(1 + δ) = δ² − δ³/3 + δ⁴/4 − ...
                var right = 0.0
                for n in (3...40).reversed() { right += (n % 2 == 0 ? 1 : -1) * pow(exact, Double(n)) / Double(n) }
                right += exact * exact
                let H = KullbackLeiblerDivergence.normal(0, σ, from: 0, s)
                #expect(abs(H / right - 1) < 1e-12 || abs(δ) > 0.1, "σ = \(s) (1 + \(δ)): \(H), not \(right)")
                #expect(H >= 0)
            }
        }
        // Far apart: ½ (σ²/s² − 1 − ln(σ²/s²)).
        for (σ, s) in [(1e-20, 1.0), (1e20, 1), (1, 2), (2, 1), (0.49, 1), (1.51, 1)] {
            let r = σ / s
            let right = 0.5 * (r * r - 1 - 2 * log(r))
            #expect(abs(KullbackLeiblerDivergence.normal(0, σ, from: 0, s) / right - 1) < 1e-12, "\(σ), \(s)")
        }
        #expect(KullbackLeiblerDivergence.normal(3, 2, from: 3, 2) == 0)
    }

    /// In several dimensions: by the formula where laws differ, exactly as in one dimension where they are independent, and not
    /// below zero where they are nearly the same.
    @Test func ofTwoNormalLawsInSeveralDimensions() {
        var random = RandomGenerator(seed: 3)
        func matrix(_ k: Int) -> [[Double]] {
            let A = (0..<k).map { _ in (0..<k).map { _ in 2 * random.uniform() - 1 } }
            return (0..<k).map { i in
                (0..<k).map { j in (0..<k).reduce(i == j ? 0.5 : 0) { $0 + A[i][$1] * A[j][$1] } }
            }
        }
        for k in 1...5 {
            for _ in 0..<10 {
                let (a, b) = (matrix(k), matrix(k))
                let (Σ, S) = (PositiveDefinite(a), PositiveDefinite(b))
                let (μ, m) = ((0..<k).map { _ in random.uniform() }, (0..<k).map { _ in random.uniform() })
                let inverse = S.inverse
                var trace = 0.0
                for i in 0..<k { for j in 0..<k { trace += inverse[i][j] * a[j][i] } }
                let right =
                    0.5
                    * (trace + S.inverseForm(zip(m, μ).map { $0 - $1 }) - Double(k) + S.logDeterminant
                        - Σ.logDeterminant)
                #expect(abs(KullbackLeiblerDivergence.normal(μ, Σ, from: m, S) - right) < 1e-10 * max(1, right))
                // Nearly the same law.
                var near = a
                for i in 0..<k { near[i][i] *= 1 + 1e-12 }
                let H = KullbackLeiblerDivergence.normal(μ, PositiveDefinite(near), from: μ, Σ)
                #expect(H >= 0 && H < 1e-20)
            }
        }
        let (Σ, S) = (PositiveDefinite.diagonal([1, 4.0000001, 9]), PositiveDefinite.diagonal([1.00001, 4, 25]))
        let right =
            KullbackLeiblerDivergence.normal(0, 1, from: 0, 1.00001.squareRoot())
            + KullbackLeiblerDivergence.normal(0, 4.0000001.squareRoot(), from: 0, 2)
            + KullbackLeiblerDivergence.normal(1, 3, from: 0, 5)
        #expect(abs(KullbackLeiblerDivergence.normal([0, 0, 1], Σ, from: [0, 0, 0], S) / right - 1) < 1e-12)
    }

    /// The sampler's, in Float, to a few units of the last digit however near 0, and its gradient ½ (exp(λ) − 1).
    @Test func ofTheSampler() throws {
        let sampler = ReparametrisedSampler(codeSize: 1, random: RandomGenerator(seed: 1))
        for k in 1..<30 {
            for sign: Float in [1, -1] {
                let λ = sign * 1.37 * Float(sign: .plus, exponent: -k, significand: 0.5)
                _ = sampler.forward(try Tensor([0, λ], shape: [1, 2]))
                #expect(abs(sampler.divergence / (0.5 * excess(Double(λ))) - 1) < 3e-7, "\(λ)")
                let gradient = sampler.backward(Tensor(shape: [1, 1]), beta: 1)
                #expect(abs(Double(gradient[0, 1]) / (0.5 * expm1(Double(λ))) - 1) < 3e-7, "\(λ)")
            }
        }
    }

    /// The variance of a mean code that is far from 0 and nearly constant.
    @Test func activityAboutALargeMean() throws {
        let model = try VariationalAutoencoder(input: [1], code: 1) {
        } decoder: {
            Dense(1, .sigmoid)
        }
        // μ = x, λ = 0
        model.encoder.parameters[0].value = try Tensor([1, 0], shape: [1, 2])
        model.encoder.parameters[1].value = Tensor([0, 0])
        let n = 1100
        let x = Tensor(shape: [n, 1]) { x in for i in x.indices { x[i] = 1_048_576 + Float(i % 64) / 8 } }
        let values = x.values.map(Double.init)
        let mean = values.reduce(0) { $0 + ($1 - values[0]) } / Double(n)
        let variance = values.reduce(0) { $0 + ($1 - values[0] - mean) * ($1 - values[0] - mean) } / Double(n)
        let activity = try model.activeUnits(on: Samples(inputs: x, targets: x))
        #expect(abs(activity.variances[0] / variance - 1) < 1e-12)
        let constant = Tensor(repeating: 65_535.7, shape: [n, 1])
        #expect(try model.activeUnits(on: Samples(inputs: constant, targets: constant)).variances == [0])
    }
}

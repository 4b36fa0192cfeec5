import Autoencoders
import Foundation
import Tensors
import Testing

@Suite struct GaussianMixtureTests {
    private let mixture = try! GaussianMixture(
        weights: [1, 2, 1], means: [[0, 0], [2, 1], [-1, 2]], deviations: [0.5, 0.3, 0.8])
    private let places = [[0, 0], [1.3, 0.2], [-2, 3], [0.5, 1.5], [40, -30]]

    @Test func theDensityIsTheSumOfItsParts() {
        for x in places.dropLast() {
            let direct = zip(zip([0.25, 0.5, 0.25], mixture.means), mixture.deviations).reduce(0.0) { sum, part in
                let ((π, μ), τ) = part
                let square = pow(x[0] - μ[0], 2) + pow(x[1] - μ[1], 2)
                return sum + π * exp(-square / (2 * τ * τ)) / (2 * .pi * τ * τ)
            }
            #expect(abs(mixture.logDensity(x) - log(direct)) < 1e-9)
        }
        // Far away a density underflows; its logarithm does not.
        #expect(mixture.logDensity([400, 0]).isFinite)
    }

    @Test func theScoreIsTheGradientOfTheLogarithm() {
        let h = 1e-5
        for x in places {
            let score = mixture.score(x)
            for i in 0..<2 {
                var (up, down) = (x, x)
                up[i] += h
                down[i] -= h
                let slope = (mixture.logDensity(up) - mixture.logDensity(down)) / (2 * h)
                #expect(abs(score[i] - slope) < 1e-6 * max(1, abs(slope)))
            }
        }
    }

    /// E[x | x̃] by its definition: clean points weighted by the density of the noise that leads to x̃.
    @Test(arguments: [0.4, 1]) func theConditionalMeanIsAnAverageOfCleanPoints(σ: Double) {
        var random = RandomGenerator(seed: 12)
        let clean = mixture.sample(400_000, using: &random)
        for x̃ in places.prefix(4) {
            var (weight, sum, squares) = (0.0, [0.0, 0.0], 0.0)
            for row in 0..<clean.rows {
                let x = [Double(clean[row, 0]), Double(clean[row, 1])]
                let w = exp(-(pow(x̃[0] - x[0], 2) + pow(x̃[1] - x[1], 2)) / (2 * σ * σ))
                weight += w
                squares += w * w
                for i in 0..<2 { sum[i] += w * x[i] }
            }
            let exact = mixture.conditionalMean(given: x̃, noise: σ)
            let deviation = (squares / (weight * weight)).squareRoot()  // of a mean with these weights, spread ≤ 1
            for i in 0..<2 { #expect(abs(sum[i] / weight - exact[i]) < 5 * deviation) }
        }
    }

    @Test func samplesFollowTheWeightsAndMeans() {
        var random = RandomGenerator(seed: 2)
        let points = mixture.sample(100_000, using: &random)
        for i in 0..<2 {
            let mean = (0..<points.rows).reduce(0.0) { $0 + Double(points[$1, i]) } / 1e5
            let expected = zip(mixture.weights, mixture.means).reduce(0.0) { $0 + $1.0 * $1.1[i] }
            #expect(abs(mean - expected) < 0.02)
        }
    }

    @Test func nonsenseIsRefused() {
        for (weights, means, deviations) in [
            ([], [], []), ([1], [[0, 0], [1, 1]], [1]), ([0], [[0]], [1]), ([1], [[0]], [-1]),
            ([1, 1], [[0], [0, 1]], [1, 1]), ([1], [[]], [1]),
        ] as [([Double], [[Double]], [Double])] {
            #expect(throws: NoiseError.self) {
                try GaussianMixture(weights: weights, means: means, deviations: deviations)
            }
        }
    }
}

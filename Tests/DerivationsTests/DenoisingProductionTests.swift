import Autoencoders
import Derivations
import NeuralNetworks
import Tensors
import Testing

/// The denoising derivations against what the library computes and learns.
@Suite struct DenoisingProductionTests {
    @Test(arguments: [0.7, 1.3]) func conditionalMeansOfMixtures(σ: Double) throws {
        let (π, μ, τ) = ([0.2, 0.5, 0.3], [-1.5, 0.4, 2.0], [0.5, 0.8, 0.3])
        let mixture = try GaussianMixture(weights: π, means: μ.map { [$0] }, deviations: τ)
        let conclusion = try #require(Derivation.tweedieMixture.conclusion)
        for x̃ in [-3, -0.7, 0, 1.1, 4] {
            let values: [String: Value] = [
                "x̃": Value(number: x̃), "σ": Value(number: σ), "π": Value(vector: π),
            ]
            let families = ["μ": μ.map { Value(number: $0) }, "τ": τ.map { Value(number: $0) }]
            let derived = conclusion.right.value(where: values, families: families).elements[0]
            #expect(abs(mixture.conditionalMean(given: [x̃], noise: σ)[0] - derived) < 1e-9)
            let slope = x̃ + σ * σ * mixture.noisy(σ).score([x̃])[0]
            #expect(abs(slope - derived) < 1e-9)
        }
    }

    /// Clean points are parts without spread.
    @Test func conditionalMeansOfPoints() throws {
        let (σ, π, points) = (0.9, [0.3, 0.7], [[-1.0, 0.5], [1.0, 2.0]])
        let mixture = try GaussianMixture(weights: π, means: points, deviations: [0, 0])
        let conclusion = try #require(Derivation.tweedie.conclusion)
        for x̃ in [[0, 0], [-2, 1], [0.3, 1.4]] {
            let derived = conclusion.right.value(
                where: ["x̃": Value(vector: x̃), "σ": Value(number: σ), "π": Value(vector: π)],
                families: ["x": points.map { Value(vector: $0) }]
            ).elements
            let mean = mixture.conditionalMean(given: x̃, noise: σ)
            for i in 0..<2 { #expect(abs(mean[i] - derived[i]) < 1e-7) }
        }
    }

    /// ∂L/∂D of a linear layer over all noisy samples is half of the derived gradient, with the samples' own covariances. So it
    /// vanishes where the derivation says.
    @Test func gradientOfTheLinearDenoiser() throws {
        let (σ, d) = (0.8, 2)
        var random = RandomGenerator(seed: 21)
        // Noise and samples with exactly the covariances of the derivation: all combinations of signs.
        let spread = [1.5, 0.6]
        var (clean, noisy): ([[Float]], [[Float]]) = ([], [])
        for bits in 0..<16 {
            let sign = (0..<4).map { Double(bits >> $0 & 1 == 0 ? 1 : -1) }
            clean.append((0..<2).map { Float(spread[$0] * sign[$0]) })
            noisy.append((0..<2).map { Float(spread[$0] * sign[$0] + σ * sign[2 + $0]) })
        }
        let network = try Network(input: d, seed: 1) { Dense(d, bias: false) }
        let D = Tensor.normal([d, d], using: &random)
        network[0].weights.value = D.transposed  // the layer's matrix acts on rows
        let y = try network.forward(Tensor(rows: noisy))
        let gradient = try MeanSquaredError().gradient(y, targets: Tensor(rows: clean))
        _ = try network.backward(gradient)
        let conclusion = try #require(Derivation.linearDenoiser.conclusion)
        let derived = conclusion.right.value(where: [
            "Σ": Value(rows: [[spread[0] * spread[0], 0], [0, spread[1] * spread[1]]]), "σ": Value(number: σ),
            "D": Value(rows: (0..<d).map { i in (0..<d).map { Double(D[i, $0]) } }),
        ]).elements
        for i in 0..<d {
            for j in 0..<d {
                #expect(abs(2 * Double(network[0].weights.gradient[j, i]) - derived[i * d + j]) < 1e-5)
            }
        }
    }
}

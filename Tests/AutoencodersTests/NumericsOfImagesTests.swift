import Autoencoders
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Similarity of images that have next to no structure, where variances are small differences.
@Suite struct NumericsOfImagesTests {
    /// Without structure only the means speak: (2ab + C₁) / (a² + b² + C₁).
    @Test(arguments: [(0.9, 0.901), (0.9, 0.900001), (1, 0.999), (1, 1), (0.3, 0.8), (0, 1)] as [(Float, Float)])
    func brightFlatImages(_ a: Float, _ b: Float) {
        for (width, height) in [(11, 11), (20, 13)] {
            let s = structuralSimilarity(
                Tensor(repeating: b, shape: [2, width * height]), of: Tensor(repeating: a, shape: [2, width * height]),
                width: width, height: height)
            let (p, q) = (Double(a), Double(b))
            let right = (2 * p * q + 1e-4) / (p * p + q * q + 1e-4)
            #expect(abs(s - right) < 1e-11, "\(s), not \(right)")
            #expect(s <= 1 || right == 1)
        }
    }

    /// Independent noise of variance v ≪ C₂ on white: every window against the definition, with the variance about the mean.
    @Test func nearlyFlatNoise() {
        var random = RandomGenerator(seed: 1)
        let (width, height) = (16, 14)
        let weights = (-5...5).map { exp(-Double($0 * $0) / 4.5) }
        let total = weights.reduce(0, +)
        for _ in 0..<5 {
            let noise = Tensor.normal([2, width * height], mean: 0.95, standardDeviation: 1e-4, using: &random)
            var (sum, windows) = (0.0, 0.0)
            for top in 0...height - 11 {
                for left in 0...width - 11 {
                    func mean(_ f: (Double, Double) -> Double) -> Double {
                        var sum = 0.0
                        for i in 0..<11 {
                            for j in 0..<11 {
                                let pixel = (top + i) * width + left + j
                                sum += weights[i] * weights[j] * f(Double(noise[0, pixel]), Double(noise[1, pixel]))
                            }
                        }
                        return sum / (total * total)
                    }
                    let (μx, μy) = (mean { x, _ in x }, mean { _, y in y })
                    let σxx = mean { x, _ in (x - μx) * (x - μx) }
                    let σyy = mean { _, y in (y - μy) * (y - μy) }
                    let σxy = mean { x, y in (x - μx) * (y - μy) }
                    sum +=
                        (2 * μx * μy + 1e-4) * (2 * σxy + 9e-4) / ((μx * μx + μy * μy + 1e-4) * (σxx + σyy + 9e-4))
                    windows += 1
                }
            }
            let s = structuralSimilarity(noise.rows(0..<1), of: noise.rows(1..<2), width: width, height: height)
            #expect(abs(s - sum / windows) < 1e-11)
            #expect(s < 1)
        }
    }

    // MARK: Noise

    /// Frozen passes are as in use, without noise; only training passes draw.
    @Test func corruptionIsForTrainingOnly() throws {
        let network = try Network(input: 50, seed: 1) { Corrupting(.masking(0.5)) }
        let x = Tensor(repeating: 1, shape: [4, 50])
        #expect(try network.forward(x, .frozen) == x)
        #expect(try network.forward(x, .inference) == x)
        #expect(try network.outputs(ofLayers: [0], for: x)[0] == x)
        let layer = try #require(network.layers[0] as? any RandomLayer)
        let generator = layer.random
        let noisy = try network.forward(x, .training)
        #expect(noisy != x)
        layer.random = generator
        #expect(try network.forward(x, .training) == noisy)
    }
}

import Autoencoders
import Foundation
import NeuralNetworks
import Tensors
import Testing

private func corruptions(_ strength: Double) -> [any Corruption] {
    [.gaussian(Float(strength)), .saltAndPepper(strength), .masking(strength)]
}

@Suite struct CorruptionTests {
    /// A ramp from 0 to 1, many times.
    private let ramp = Tensor(shape: [400, 1000]) { x in for i in x.indices { x[i] = Float(i % 1000) / 999 } }

    @Test(arguments: [0.1, 0.5, 0.9]) func valuesStayBetweenZeroAndOne(strength: Double) throws {
        for corruption in corruptions(strength) + [OneOfSeveral(corruptions(strength))] {
            let noisy = try corruption(ramp, seed: 3)
            #expect(noisy.shape == ramp.shape)
            #expect(noisy.values.allSatisfy { (0...1).contains($0) }, "\(corruption.name)")
            #expect(noisy != ramp)
            #expect(try corruption(ramp, seed: 3) == noisy)
            #expect(try corruption(ramp, seed: 4) != noisy)
        }
    }

    @Test func noNoiseChangesNothing() throws {
        for corruption in corruptions(0) { #expect(try corruption(ramp, seed: 1) == ramp, "\(corruption.name)") }
    }

    /// The clipped normal law about x has P(0) = Φ(−x/σ), P(1) = Φ((x − 1)/σ), and inside the density of N(x, σ²).
    @Test(arguments: [0.0, 0.2, 0.5, 1.0], [0.1, 0.5]) func gaussianNoiseIsClippedNormal(x: Double, σ: Double) throws {
        let n = 400_000
        let noisy = try GaussianCorruption(Float(σ))(Tensor(repeating: Float(x), shape: [1, n]), seed: 9).values
        func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
        for edge in [0.0, 0.1, 0.3, 0.7, 0.999] {
            let expected = cumulative((edge - x) / σ)
            let share = Double(noisy.count { Double($0) <= Double(Float(edge)) }) / Double(n)
            let deviation = (expected * (1 - expected) / Double(n)).squareRoot()
            #expect(abs(share - expected) <= 5 * deviation + 1e-6, "P(x̃ ≤ \(edge))")
        }
    }

    @Test(arguments: [0.1, 0.4, 0.9]) func sharesOfPixels(share: Double) throws {
        let n = ramp.count
        let deviation = (share * (1 - share) / Double(n)).squareRoot()
        let grey = Tensor(repeating: 0.5, shape: [1, n])
        let salted = try SaltAndPepper(share)(grey, seed: 2).values
        let (black, white) = (salted.count { $0 == 0 }, salted.count { $0 == 1 })
        #expect(abs(Double(black + white) / Double(n) - share) < 5 * deviation)
        #expect(abs(Double(black - white)) < 5 * (share * Double(n)).squareRoot())
        #expect(salted.count { $0 == 0.5 } == n - black - white)
        let masked = try Masking(share)(grey, seed: 2).values
        #expect(abs(Double(masked.count { $0 == 0 }) / Double(n) - share) < 5 * deviation)
        #expect(masked.allSatisfy { $0 == 0 || $0 == 0.5 })
    }

    @Test func oneOfSeveralChoosesForEachSample() throws {
        let grey = Tensor(repeating: 0.5, shape: [3000, 50])
        let noisy = try OneOfSeveral([.masking(0), .masking(1), .saltAndPepper(1)])(grey, seed: 1)
        var counts = [0, 0, 0]
        for row in 0..<grey.rows {
            let values = Set(noisy.row(row).values)
            counts[values == [0.5] ? 0 : values == [0] ? 1 : 2] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 1000) < 150 })
    }

    @Test(
        arguments: [
            (GaussianCorruption(-1), "the standard deviation must be a number ≥ 0"),
            (GaussianCorruption(.nan), "the standard deviation must be a number ≥ 0"),
            (SaltAndPepper(1.5), "the share of pixels must be from 0 to 1"),
            (Masking(-0.1), "the share of pixels must be from 0 to 1"),
            (OneOfSeveral([]), "there must be at least one corruption to choose from"),
            (OneOfSeveral([Masking(0.1), SaltAndPepper(.nan)]), "of SaltAndPepper(nan), the share of pixels must be"),
        ] as [(any Corruption, String)])
    func nonsenseIsRefused(corruption: any Corruption, reason: String) {
        let error = #expect(throws: NoiseError.self) { try corruption(ramp, seed: 1) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        let network = #expect(throws: NetworkError.self) {
            try DenoisingAutoencoder(input: 4, corruption: corruption) {
                Dense(2)
            } decoder: {
                Dense(4)
            }
        }
        #expect("\(network!)".contains(reason))
    }
}

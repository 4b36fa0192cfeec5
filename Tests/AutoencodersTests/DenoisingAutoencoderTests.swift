import Autoencoders
import Foundation
import NeuralNetworks
import Tensors
import Testing

@Suite struct DenoisingAutoencoderTests {
    private static func make(_ corruption: any Corruption, seed: UInt64 = 1) throws -> DenoisingAutoencoder {
        try DenoisingAutoencoder(input: 6, corruption: corruption, seed: seed) {
            Dense(16, .tanh)
        } decoder: {
            Dense(6, .sigmoid)
        }
    }

    /// Two patterns, each in many copies.
    private let patterns: Samples = {
        let rows: [[Float]] = (0..<200).map { $0 % 2 == 0 ? [1, 1, 1, 0, 0, 0] : [0, 0, 0, 1, 1, 1] }
        let x = try! Tensor(rows: rows)
        return try! Samples(inputs: x, targets: x)
    }()

    @Test func theCorruptionActsInTrainingOnly() throws {
        let x = patterns.inputTensor
        let denoiser = try Self.make(.masking(1))
        let network = denoiser.autoencoder.network
        // All is masked: a training pass sees zeros, whatever x is; in use nothing is masked.
        let blank = try network.forward(Tensor(repeating: 0, shape: x.shape), .inference)
        #expect(try network.forward(x, .training) == blank)
        #expect(try network.forward(x, .inference) != blank)
        #expect(try denoiser.denoise(x) == network.forward(x, .inference))
    }

    /// A frozen pass is as in use, too: what is read in the middle of the network is not corrupted.
    @Test func aFrozenPassIsNotCorrupted() throws {
        let network = try Self.make(.masking(1)).autoencoder.network
        let x = patterns.inputTensor
        #expect(try network.outputs(ofLayers: [0, 1], for: x) == [x, network.predict(x, through: 0..<2)])
        #expect(try network.forward(x, .frozen) == network.predict(x))
    }

    @Test func aStepAllocatesNothing() throws {
        final class Counts { var values: [Int] = [] }
        let counts = Counts()
        for corruption in [GaussianCorruption(0.5), SaltAndPepper(0.2), Masking(0.3)] as [any Corruption] {
            counts.values = []
            try Self.make(corruption).fit(
                patterns, optimizer: .adam(learningRate: 0.001), epochs: 3, batchSize: 50,
                callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
            let steps = counts.values.indices.filter { $0 % 4 > 0 && $0 > 1 }
            #expect(steps.allSatisfy { counts.values[$0] == counts.values[$0 - 1] }, "\(counts.values)")
        }
    }

    @Test func everyPassDrawsNewNoiseAndTheSeedDecidesIt() throws {
        let x = patterns.inputTensor
        let (first, second) = (try Self.make(.gaussian(0.3)), try Self.make(.gaussian(0.3)))
        let passes = try (0..<2).map { _ in try first.autoencoder.network.forward(x, .training) }
        #expect(passes[0] != passes[1])
        #expect(try second.autoencoder.network.forward(x, .training) == passes[0])
    }

    /// With pixels blanked that tell the two patterns apart, only the others are left to tell. E[x | x̃] is a pattern unless all
    /// six are blank.
    @Test func itFillsInWhatIsMissing() throws {
        let denoiser = try Self.make(.masking(0.5))
        let history = try denoiser.fit(
            patterns, validation: patterns, optimizer: .adam(learningRate: 0.01), epochs: 60, batchSize: 20)
        let answers = try denoiser.denoise(Tensor(rows: [[0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]]))
        for (row, expected) in [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]].enumerated() {
            for (column, value) in expected.enumerated() { #expect(abs(answers[row, column] - Float(value)) < 0.15) }
        }
        // A blank sample is either pattern, and the mean square is least at their mean.
        let blank = try denoiser.denoise(Tensor(repeating: 0, shape: [1, 6]))
        #expect(blank.values.allSatisfy { abs($0 - 0.5) < 0.2 })
        // One pattern in eight loses its three pixels. The best answer then costs ½ · 6 · ¼; all others cost nothing.
        let best = 0.125 * 0.75
        #expect(abs(history.training(.loss).last! - best) < 0.05)
        #expect(history.validation(.loss).last! > 0.03)
    }

    @Test func trainingIsReproducible() throws {
        let runs = try (0..<2).map { _ in
            let denoiser = try Self.make(.saltAndPepper(0.3), seed: 5)
            return try denoiser.fit(
                patterns, validation: patterns, optimizer: .adam(learningRate: 0.01), epochs: 3, batchSize: 32)
        }
        #expect(runs[0].training(.loss) == runs[1].training(.loss))
        #expect(runs[0].validation(.loss) == runs[1].validation(.loss))
    }

    @Test func weightsCanBeKept() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("denoiser-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let first = try Self.make(.gaussian(0.5))
        try first.write(to: file)
        let second = try DenoisingAutoencoder(contentsOf: file)
        let x = patterns.inputs(0..<4)
        #expect(try first.denoise(x) == second.denoise(x))
    }

    @Test func anEncoderIsNeeded() {
        #expect(throws: NetworkError.self) {
            try DenoisingAutoencoder(input: 6, corruption: .masking(0.5)) {
            } decoder: {
                Dense(6)
            }
        }
    }
}

import Foundation
import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

/// Models of all kinds in files: bit by bit as they were, and one sentence where a file is wrong.
@Suite struct ModelFileTests {
    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "model-\(UUID().uuidString)")
    }

    private func samples() throws -> Samples {
        var random = RandomGenerator(seed: 1)
        let x = Tensor.uniform([30, 6], in: 0.1..<0.9, using: &random)
        return try Samples(inputs: x, targets: x)
    }

    private func bits(_ network: Network) -> [UInt32] {
        (network.parameters + network.statistics).flatMap { $0.value.values.map(\.bitPattern) }
    }

    @Test(arguments: ["bernoulli", "gaussian", "learnt", "own"]) func variationalOnes(_ kind: String) throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let loss: any Loss =
            switch kind {
            case "bernoulli": .bernoulli
            case "gaussian": .gaussian(variance: 0.3)
            case "learnt": .gaussian(learningVarianceFrom: 0.7)
            default: .absoluteError
            }
        let saved = try VariationalAutoencoder(input: 6, code: 2, reconstruction: loss, seed: 3) {
            Dense(5, .tanh)
            BatchNorm()
        } decoder: {
            Dense(6, .sigmoid)
        }
        try saved.fit(samples(), optimizer: .adam(learningRate: 0.05), epochs: 3)
        try saved.write(to: url)
        let loaded = try VariationalAutoencoder(contentsOf: url, reconstruction: kind == "own" ? .absoluteError : nil)
        #expect(bits(loaded.encoder) == bits(saved.encoder) && bits(loaded.decoder) == bits(saved.decoder))
        #expect(loaded.reconstruction.parameters.map(\.bitPattern) == saved.reconstruction.parameters.map(\.bitPattern))
        #expect(loaded.reconstruction.name == saved.reconstruction.name && loaded.codeSize == 2)
        #expect(loaded.description == saved.description)
        let x = try samples().inputTensor
        #expect(
            try loaded.reconstruct(x) == saved.reconstruct(x) && loaded.sample(4, seed: 2) == saved.sample(4, seed: 2))
        #expect(try loaded.evaluate(samples()) == saved.evaluate(samples()))
        if kind == "learnt" {
            let c = (
                try #require(loaded.reconstruction as? GaussianDecoder),
                try #require(saved.reconstruction as? GaussianDecoder)
            )
            #expect(c.0.variance == c.1.variance && c.0.learnsVariance && c.0.variance != 0.7)
        }
        if kind == "own" {
            let error = #expect(throws: NetworkError.self) { try VariationalAutoencoder(contentsOf: url) }
            #expect(error?.description.contains("which must be given as `reconstruction:`") == true)
        }
    }

    @Test func denoisers() throws {
        struct Blots: Corruption {
            var name: String { "Blots" }
            func corrupt(
                _ x: UnsafeBufferPointer<Float>, into y: UnsafeMutableBufferPointer<Float>,
                using random: inout RandomGenerator
            ) {
                for i in y.indices { y[i] = i % 2 == 0 ? 0 : x[i] }
            }
        }
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let corruptions: [any Corruption] = [
            GaussianCorruption(0.1), Masking(0.3), SaltAndPepper(0.25),
            OneOfSeveral([GaussianCorruption(0.5), Masking(1.0 / 3)]),
        ]
        for corruption in corruptions {
            let saved = try DenoisingAutoencoder(input: 6, corruption: corruption, seed: 3) {
                Dense(5, .tanh)
                Dropout(0.1)
            } decoder: {
                Dense(6, .sigmoid)
            }
            try saved.write(to: url)
            let loaded = try DenoisingAutoencoder(contentsOf: url)
            #expect(loaded.corruption.name == corruption.name && loaded.description == saved.description)
            let x = try samples().inputTensor
            #expect(try loaded.denoise(x) == saved.denoise(x))
            // Noise too begins as it did.
            #expect(try loaded.autoencoder.network.forward(x) == saved.autoencoder.network.forward(x))
        }
        let own = try DenoisingAutoencoder(input: 6, corruption: Blots()) {
            Dense(2)
        } decoder: {
            Dense(6)
        }
        try own.write(to: url)
        let error = #expect(throws: NetworkError.self) { try DenoisingAutoencoder(contentsOf: url) }
        #expect(
            error?.description.contains("the corruption Blots is neither one of the library's nor registered") == true)
        CorruptionRegistry.register(Blots())
        #expect(try DenoisingAutoencoder(contentsOf: url).corruption is Blots)
    }

    @Test func principalComponents() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let saved = try PCA(samples().inputTensor, components: 3)
        try saved.write(to: url)
        let loaded = try PCA(contentsOf: url)
        let x = try samples().inputTensor
        #expect(loaded.variances == saved.variances && loaded.totalVariance == saved.totalVariance)
        #expect(loaded.mean == saved.mean && loaded.sampleCount == saved.sampleCount)
        #expect(loaded.preciseComponents == saved.preciseComponents)
        #expect(try loaded.transform(x) == saved.transform(x))
    }

    @Test func groupsOfNetworks() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let (a, b) = (
            try Network(input: 3, beside: 2, seed: 1) {
                Beside()
                Skip { Dense(4, .relu) }
            }, try Network(input: 2, seed: 2) { Dense(1, .sigmoid) }
        )
        let numbers = ["pi": Double.pi, "tiny": .leastNonzeroMagnitude]
        try ModelFile(
            kind: "game", networks: [("a", a), ("b", b)], numbers: numbers, words: ["by": "me"],
            arrays: ["x": [1, -0.0, .pi, 1e300], "none": []]
        ).write(to: url)
        let file = try ModelFile(contentsOf: url, kind: "game")
        #expect(try bits(file.network("a")) == bits(a) && bits(file.network("b")) == bits(b))
        #expect(file.numbers == numbers && file.words == ["by": "me"])
        #expect(
            file.arrays["x"]!.map(\.bitPattern) == [1, -0.0, Double.pi, 1e300].map(\.bitPattern)
                && file.arrays["none"] == [])
        #expect(try file.network("a").besideShape == [2])
        let wrong = #expect(throws: NetworkError.self) { try ModelFile(contentsOf: url, kind: "network") }
        #expect(wrong?.description == "\(url.path): it holds a model of the kind game, not network.")
        let missing = #expect(throws: NetworkError.self) { try file.network("c") }
        #expect(missing?.description == "The game has no network named c.")
        #expect(throws: NetworkError.self) { try VariationalAutoencoder(contentsOf: url) }
        #expect(throws: NetworkError.self) { try PCA(contentsOf: url) }
        #expect(throws: NetworkError.self) { try DenoisingAutoencoder(contentsOf: url) }
        try ModelFile.loadWeights(from: url, into: [("a", a), ("b", b)])
        #expect(throws: NetworkError.self) { try ModelFile.loadWeights(from: url, into: [("a", a)]) }
    }
}

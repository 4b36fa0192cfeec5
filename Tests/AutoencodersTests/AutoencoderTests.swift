import Autoencoders
import Foundation
import NeuralNetworks
import Tensors
import Testing

@Suite struct AutoencoderTests {
    private func autoencoder(seed: UInt64 = 5) throws -> Autoencoder {
        try Autoencoder(input: 6, seed: seed) {
            Dense(5, .tanh)
            Dense(2)
        } decoder: {
            Dense(4, .elu)
            Dense(6, .sigmoid)
        }
    }

    private func samples(_ count: Int = 40, seed: UInt64 = 1) throws -> Samples {
        var random = RandomGenerator(seed: seed)
        var x = Tensor(shape: [count, 6])
        x.withUnsafeMutableBufferPointer { random.fillUniform($0, in: 0..<1) }
        // Targets that are not the inputs: an autoencoder must not look at them.
        return try Samples(inputs: x, targets: Tensor(shape: [count, 3]))
    }

    @Test func shapesAndSummary() throws {
        let autoencoder = try autoencoder()
        #expect(autoencoder.inputShape == [6] && autoencoder.codeShape == [2] && autoencoder.encoderDepth == 2)
        #expect(autoencoder.network.parameterCount == 7 * 5 + 6 * 2 + 3 * 4 + 5 * 6)
        let x = try samples().inputTensor
        #expect(try autoencoder.encode(x).shape == [40, 2])
        #expect(try autoencoder.decode(Tensor(shape: [3, 2])).shape == [3, 6])
        #expect(autoencoder.description.contains("Dense(2)"))
    }

    @Test func imagesMayHaveTheirShapeAndNestedCodes() throws {
        let autoencoder = try Autoencoder(input: [3, 2]) {
            Flatten()
            Dense(4, .relu)
            Reshape([2, 2])
        } decoder: {
            Flatten()
            Dense(6)
            Reshape([3, 2])
        }
        #expect(autoencoder.codeShape == [2, 2])
        #expect(try autoencoder.reconstruct(Tensor(shape: [7, 3, 2])).shape == [7, 3, 2])
    }

    /// More samples than are taken at once, so that pieces are put together too.
    @Test(arguments: [1, 512, 1300]) func theHalvesMakeTheWhole(_ count: Int) throws {
        let autoencoder = try autoencoder()
        let samples = try samples(count)
        let x = samples.inputTensor
        let reconstruction = try autoencoder.reconstruct(x)
        #expect(try reconstruction == autoencoder.network.predict(x))
        #expect(try reconstruction == autoencoder.decode(autoencoder.encode(x)))
        let row = try autoencoder.reconstruct(x.rows(count - 1..<count))
        for column in 0..<6 { #expect(abs(row[0, column] - reconstruction[count - 1, column]) < 1e-6) }
        let error = try autoencoder.reconstructionError(on: samples)
        #expect(abs(error - reconstructionError(reconstruction, of: x)) < 1e-6)
    }

    /// ½‖g(f(x)) − x‖² from the two halves by central differences, against the gradient that training takes.
    @Test func gradientThroughBothHalves() throws {
        let autoencoder = try autoencoder()
        let x = try samples(4).inputTensor
        let network = autoencoder.network
        let parameters = network.parameters
        let loss = MeanSquaredError()
        _ = try network.backward(loss.gradient(network.forward(x), targets: x))
        let gradient = parameters.flatMap(\.gradient.values)
        let check = try GradientCheck(
            of: { θ in
                var position = 0
                for parameter in parameters {
                    parameter.value = try Tensor(
                        Array(θ[position..<position + parameter.count]), shape: parameter.shape)
                    position += parameter.count
                }
                return try loss.value(autoencoder.decode(autoencoder.encode(x)), targets: x)
            }, gradient: gradient, at: parameters.flatMap(\.value.values))
        #expect(check.passed, "\(check)")
        #expect(check.comparisons >= 70)
        #expect(gradient.contains { abs($0) > 1e-3 })
    }

    @Test func trainingGivesBackTheInputsAndMeasuresThem() throws {
        let autoencoder = try autoencoder()
        let (training, test) = (try samples(400), try samples(50, seed: 2))
        let before = try autoencoder.reconstructionError(on: test)
        let history = try autoencoder.fit(
            training, validation: test, optimizer: .adam(learningRate: 0.01), epochs: 30, batchSize: 20,
            metrics: [.loss, .reconstructionError])
        let after = try autoencoder.reconstructionError(on: test)
        #expect(abs((history.validation(.reconstructionError).first ?? 0) - before) < 1e-6)
        #expect(abs((history.validation(.reconstructionError).last ?? 0) - after) < 1e-6)
        // The loss is half of it.
        #expect(abs(2 * (history.validation(.loss).last ?? 0) - after) < 1e-6)
        // Six independent uniform numbers: the best constant costs 6/12, and two of them can be kept.
        #expect(before > 0.5 && after < 0.42, "\(before), \(after)")
    }

    @Test func aSeedDecidesEverything() throws {
        func trained(seed: UInt64) throws -> [Float] {
            let autoencoder = try autoencoder(seed: seed)
            try autoencoder.fit(samples(), optimizer: .adam(), epochs: 3, batchSize: 7)
            return autoencoder.network.parameters.flatMap(\.value.values)
        }
        #expect(try trained(seed: 5) == trained(seed: 5))
        #expect(try trained(seed: 5) != trained(seed: 6))
    }

    /// With weights of zero the output is 0 whatever the noise, and the loss ½‖x‖² if the target is the clean sample.
    @Test func noiseCorruptsTheInputOnly() throws {
        let autoencoder = try Autoencoder(input: 6) {
            GaussianNoise(10)
            Dense(2)
        } decoder: {
            Dense(6)
        }
        let samples = try samples(5)
        let x = samples.inputTensor
        #expect(try autoencoder.encode(x) == autoencoder.encode(x))
        #expect(try autoencoder.network.forward(x) != autoencoder.network.forward(x))
        for weights in autoencoder.network.parameters { weights.value = Tensor(shape: weights.shape) }
        let history = try autoencoder.fit(samples, optimizer: .sgd(learningRate: 0), epochs: 1, batchSize: 5)
        #expect(abs(history.training(.loss)[1] - Double(0.5 * x.sumOfSquares) / 5) < 1e-6)
    }

    @Test func anAutoencoderComesBackExactly() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "autoencoder-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let saved = try autoencoder()
        try saved.fit(samples(), optimizer: .adam(), epochs: 1)
        try saved.write(to: url)
        let loaded = try Autoencoder(contentsOf: url)
        let x = try samples().inputTensor
        #expect(loaded.encoderDepth == 2 && loaded.description == saved.description)
        #expect(try loaded.encode(x) == saved.encode(x))
        #expect(try loaded.reconstruct(x) == saved.reconstruct(x))
    }

    @Test func otherNetworksAreNoAutoencoders() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "network-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        func refusal(of network: Network) throws -> String? {
            try ModelFile(kind: "autoencoder", networks: [("autoencoder", network)]).write(to: url)
            return #expect(throws: NetworkError.self) { try Autoencoder(contentsOf: url) }?.description
        }
        let network = try Network(input: 3) {
            Dense(2)
            Dense(3)
        }
        #expect(try refusal(of: network)?.contains("it holds a network that is not an autoencoder") == true)
        network.annotations["encoder layers"] = 2  // nothing would be left for the decoder
        #expect(try refusal(of: network)?.contains("it holds a network that is not an autoencoder") == true)
        network.annotations["encoder layers"] = 1
        try network.write(to: url)
        let other = #expect(throws: NetworkError.self) { try Autoencoder(contentsOf: url) }
        #expect(other?.description == "\(url.path): it holds a model of the kind network, not autoencoder.")
        try ModelFile(kind: "autoencoder", networks: [("autoencoder", network)]).write(to: url)
        #expect(try Autoencoder(contentsOf: url).codeShape == [2])
    }

    @Test func mistakesAreNamed() throws {
        func sentence(_ body: () throws -> some Any) -> String {
            #expect(throws: NetworkError.self) { _ = try body() }?.description ?? ""
        }
        #expect(
            sentence {
                try Autoencoder(input: 6) {
                    Dense(2)
                } decoder: {
                    Dense(5)
                }
            }
                == "An autoencoder gives back what it takes, but its decoder gives 5 for an input of 6.")
        #expect(
            sentence {
                try Autoencoder(input: 6) {
                } decoder: {
                    Dense(6)
                }
            }
                == "The encoder of an autoencoder needs at least one layer.")
        #expect(
            sentence {
                try Autoencoder(input: 6) {
                    Dense(2)
                } decoder: {
                }
            }
                == "The decoder of an autoencoder needs at least one layer.")
        #expect(
            sentence {
                try Autoencoder(input: 0) {
                    Dense(2)
                } decoder: {
                    Dense(1)
                }
            }.contains("at least one input"))
        // Layers are counted through both halves.
        #expect(
            sentence {
                try Autoencoder(input: 6) {
                    Dense(2)
                } decoder: {
                    Dense(0)
                }
            }.contains("Layer 2, Dense(0)"))
        let autoencoder = try autoencoder()
        #expect(
            sentence { try autoencoder.encode(Tensor(shape: [3, 5])) }
                == "The encoder takes samples of shape 6 as rows, but is given a tensor of shape 3 × 5.")
        #expect(
            sentence { try autoencoder.decode(Tensor(shape: [2])) }
                == "The decoder takes codes of shape 2 as rows, but is given a tensor of shape 2.")
        #expect(
            sentence { try autoencoder.fit(samples()[0..<0], optimizer: .adam(), epochs: 1) }.contains("are empty"))
        #expect(sentence { try autoencoder.reconstructionError(on: samples()[0..<0]) }.contains("are empty"))
    }
}

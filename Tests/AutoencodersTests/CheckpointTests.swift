import Foundation
import Tensors
import Testing

@testable import Autoencoders
@testable import NeuralNetworks

/// Training that is interrupted at any moment goes on from its checkpoint and ends with the same bits as an undisturbed one.
@Suite struct CheckpointTests {
    private struct Interruption: Error {}

    /// Everything that a run leaves: the bits of all weights and statistics, and the history but for the times it took.
    private struct Outcome: Equatable {
        var weights: [UInt32] = []
        var records: [String] = []
        var stoppedEarly = false

        init(_ networks: [Network], _ history: History, more: [Float] = []) {
            weights = networks.flatMap { $0.storage.snapshot.map(\.bitPattern) } + more.map(\.bitPattern)
            records = history.records.map { record in
                func text(_ values: [String: Double]) -> String {
                    values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
                }
                return "\(record.epoch): \(text(record.training)); \(text(record.validation)); \(record.learningRate)"
            }
            stoppedEarly = history.stoppedEarly
        }
    }

    /// A training as a program would start it: everything made anew.
    private typealias Run = (_ checkpoint: Checkpoint?, _ callbacks: [any Callback]) throws -> Outcome

    private func samples(_ count: Int, seed: UInt64 = 1, labels: Bool = false) throws -> Samples {
        var random = RandomGenerator(seed: seed)
        let x = Tensor.uniform([count, 6], in: 0.1..<0.9, using: &random)
        if !labels { return try Samples(inputs: x, targets: x) }
        let t = (0..<count).flatMap { i in (0..<3).map { Float($0 == Int(x[i, 0] * 3) ? 1 : 0) } }
        return try Samples(inputs: x, targets: Tensor(t, shape: [count, 3]))
    }

    private func run(_ kind: String) -> Run {
        { checkpoint, callbacks in
            switch kind {
            case "classifier":
                let network = try Network(input: 6, seed: 1) {
                    GaussianNoise(0.1)
                    Dense(8, .relu)
                    BatchNorm()
                    Dropout(0.2)
                    Residual {
                        Dense(8, .tanh)
                        Dropout(0.1)
                    }
                    Dense(3, .softmax)
                }
                let history = try network.fit(
                    self.samples(50, labels: true), validation: self.samples(20, seed: 2, labels: true),
                    loss: .crossEntropy,
                    optimizer: .adam(learningRate: .warmUp(over: 1, then: .cosine(from: 0.1, over: 8))), epochs: 8,
                    batchSize: 16,
                    metrics: [.loss, .accuracy], callbacks: [.earlyStopping(patience: 3)] + callbacks,
                    checkpoint: checkpoint)
                return Outcome([network], history)
            case "denoiser":
                let model = try DenoisingAutoencoder(
                    input: 6, corruption: OneOfSeveral([GaussianCorruption(0.3), Masking(0.2)]), seed: 1
                ) {
                    Dense(4, .tanh)
                } decoder: {
                    Dense(6)
                }
                let history = try model.fit(
                    self.samples(50), validation: self.samples(20, seed: 2), optimizer: .rmsProp(learningRate: 0.01),
                    epochs: 5,
                    batchSize: 16, callbacks: callbacks, checkpoint: checkpoint)
                return Outcome([model.autoencoder.network], history)
            case "variational":
                let model = try VariationalAutoencoder(
                    input: 6, code: 2, reconstruction: .gaussian(learningVarianceFrom: 0.5), seed: 1
                ) {
                    Dense(5, .tanh)
                } decoder: {
                    Dense(5, .tanh)
                    Dense(6)
                }
                let history = try model.fit(
                    self.samples(50), validation: self.samples(20, seed: 2), optimizer: .adam(learningRate: 0.02),
                    epochs: 5,
                    batchSize: 16, warmUp: 2, callbacks: callbacks, checkpoint: checkpoint)
                return Outcome([model.encoder, model.decoder], history, more: model.reconstruction.parameters)
            default:
                let game = try Game()
                let history = try game.train(
                    on: self.samples(50), epochs: 5, batchSize: 16, seed: 4, callbacks: callbacks,
                    checkpoint: checkpoint)
                return Outcome(game.optimizers.networks, history)
            }
        }
    }

    /// Two networks against each other, with two rules, random codes, and noise in a network that is applied twice.
    private final class Game: Objective {
        let optimizers: Optimizers
        let generator, discriminator: Network
        let bce = BinaryCrossEntropy()

        init() throws {
            generator = try Network(input: 2, seed: 1) {
                Dense(5, .tanh)
                Dense(6, .sigmoid)
            }
            discriminator = try Network(input: 6, seed: 2) {
                Dropout(0.3)
                Dense(5, .tanh)
                Dense(1, .sigmoid)
            }
            optimizers = try Optimizers(
                ("generator", generator, .adam(learningRate: 0.01)),
                ("discriminator", discriminator, .momentum(learningRate: 0.02)))
        }

        func step(_ batch: Batch) throws -> Measures {
            let x̂ = try generator(batch.normal(2))
            let d = try bce(discriminator(x̂), 0) + bce(discriminator(batch.inputs), 0.9)
            try descend(d, discriminator)
            let g = try bce(discriminator(x̂), 1)
            try descend(g, generator)
            return ["discriminator": d, "generator": g]
        }
    }

    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "checkpoint-\(UUID().uuidString)")
    }

    /// Some 50 interruptions in all, at random steps; each run is interrupted several times.
    @Test(arguments: ["classifier", "denoiser", "variational", "game"])
    func interruptedTrainingEndsWithTheSameBits(_ kind: String) throws {
        let run = run(kind)
        let expected = try run(nil, [])
        #expect(try run(nil, []) == expected)
        var random = RandomGenerator(seed: 3)
        for every in [1, 1, 1, 2] {
            let url = temporary()
            defer { try? FileManager.default.removeItem(at: url) }
            var interruptions = 0
            while true {
                // A program that dies after so many steps of its own, in the middle of an epoch or at its end.
                var left = interruptions < 4 ? 1 + random.integer(below: 9) : Int.max
                let atEpoch = random.uniform() < 0.3
                let dying: [any Callback] = [
                    .onStep { _ in
                        left -= 1
                        if left == 0 && !atEpoch { throw Interruption() }
                    },
                    .onEpoch { _ in if left <= 0 && atEpoch { throw Interruption() } },
                ]
                do {
                    #expect(try run(Checkpoint(url, every: every), dying) == expected)
                    break
                } catch is Interruption { interruptions += 1 }
            }
            #expect(interruptions >= 3)
            // Once finished, it is only read again.
            #expect(try run(Checkpoint(url, every: every), []) == expected)
        }
    }

    /// Where early stopping ended a run, a resumed one has nothing left to do.
    @Test func aStoppedRunStaysStopped() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        func run(_ checkpoint: Checkpoint?) throws -> Outcome {
            let network = try Network(input: 6, seed: 1) { Dense(3, .softmax) }
            let history = try network.fit(
                samples(30, labels: true), loss: .crossEntropy, optimizer: .sgd(learningRate: 0), epochs: 20,
                callbacks: [.earlyStopping(patience: 2)], checkpoint: checkpoint)
            return Outcome([network], history)
        }
        let expected = try run(nil)
        #expect(expected.stoppedEarly && expected.records.count == 4)
        #expect(try run(Checkpoint(url)) == expected)
        #expect(try run(Checkpoint(url)) == expected)
    }

    // MARK: What does not fit

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func otherTrainingsAreRefused() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        func train(
            units: Int = 4, optimizer: some Optimizer = .adam(learningRate: 0.01), epochs: Int = 2,
            samples count: Int = 20,
            callbacks: [any Callback] = []
        ) throws {
            let network = try Network(input: 6, seed: 1) {
                Dense(units, .tanh)
                Dense(6)
            }
            try network.fit(
                samples(count), loss: .mse, optimizer: optimizer, epochs: epochs, batchSize: 10, callbacks: callbacks,
                checkpoint: Checkpoint(url))
        }
        try train()
        let file = "\(url.path): "
        #expect(
            message { try train(units: 5) } == file
                + "it is the checkpoint of another training: its network has other layers, Dense, Dense.")
        #expect(message { try train(optimizer: .adam(learningRate: 0.02)) }.contains("its optimizer is "))
        #expect(message { try train(optimizer: .sgd(learningRate: 0.01)) }.contains("its optimizer is "))
        #expect(
            message { try train(epochs: 3) }
                == file + "it is the checkpoint of another training: 2 epochs of 20 samples in batches of 10, "
                + "mean squared error, measuring loss, not 3 epochs of 20 samples in batches of 10, "
                + "mean squared error, measuring loss.")
        #expect(message { try train(samples: 30) }.contains("2 epochs of 20 samples"))
        #expect(message { try train(callbacks: [.earlyStopping()]) } == file + "it does not fit this training.")
        #expect(message { try train() } == "no error")
        #expect(
            message { _ = try Game().train(on: samples(20), epochs: 2, checkpoint: Checkpoint(url)) }.contains(
                "another training"))
        let game = temporary()
        defer { try? FileManager.default.removeItem(at: game) }
        try Game().train(on: samples(20), epochs: 1, checkpoint: Checkpoint(game))
        #expect(message { _ = try Network(contentsOf: game) } == "\(game.path): it is not a network's file.")
    }

    /// A file that was cut off or has a wrong byte anywhere, or another version.
    @Test func damagedCheckpointsAreRefused() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let run = run("game")
        _ = try run(Checkpoint(url), [])
        let bytes = [UInt8](try Data(contentsOf: url))
        var random = RandomGenerator(seed: 5)
        for attempt in 0..<60 {
            var damaged = bytes
            if attempt % 2 == 0 {
                damaged = Array(bytes.prefix(random.integer(below: bytes.count)))
            } else {
                damaged[random.integer(below: bytes.count)] ^= UInt8(1 + random.integer(below: 255))
            }
            try Data(damaged).write(to: url)
            let sentence = message { _ = try run(Checkpoint(url), []) }
            #expect(sentence.hasPrefix("\(url.path): it ") && sentence.hasSuffix("."), "\(sentence)")
        }
        var older = bytes
        older[8] = 9
        try Data(older).write(to: url)
        #expect(
            message { _ = try run(Checkpoint(url), []) }
                == "\(url.path): it has version 9 of the format, but only version 1 is known.")
        // A half-written file beside it, as a kill may leave it, disturbs nobody.
        try Data(bytes).write(to: url)
        let rest = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).tmp")
        defer { try? FileManager.default.removeItem(at: rest) }
        try Data(bytes.prefix(100)).write(to: rest)
        #expect(try run(Checkpoint(url), []) == run(nil, []))
    }

    @Test func aPlaceWhereNoFileCanBeIsNamed() throws {
        let url = URL(filePath: "/dev/null/run.checkpoint")
        #expect(
            message { _ = try run("game")(Checkpoint(url), []) }.hasPrefix(
                "Cannot make the folder /dev/null: "))
    }

    /// A measure that is no number does not keep a run from being saved.
    @Test func measuresThatAreNoNumbersAreKept() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        func train() throws -> History {
            try Network(input: 6, seed: 1) { Dense(6) }.fit(
                samples(20), validation: samples(20), loss: .mse, optimizer: .adam(), epochs: 2,
                metrics: [.loss, Metric("nothing") { _, _ in 0 }], callbacks: [], checkpoint: Checkpoint(url))
        }
        let (once, again) = (try train(), try train())
        #expect(once == again)
        let history = History(
            metrics: ["a"],
            records: [
                .init(epoch: 0, training: ["a": 1], validation: ["a": .nan], learningRate: .infinity, seconds: 0)
            ])
        try Checkpoint.file.write(history, [[1, 2]], to: url)
        let read = try Checkpoint.file.read(History.self, from: url)
        #expect(read.numbers == [1, 2] && read.header.records[0].validation["a"]!.isNaN)
        #expect(read.header.records[0].learningRate == .infinity)
    }
}

import NeuralNetworks
import Tensors
import Testing

/// A variational autoencoder that is told the class of what it sees and draws: x, c ↦ (μ, ln σ²), and z, c ↦ x̂.
/// Source: Sohn, Lee, Yan, Learning structured output representation, NeurIPS 2015.
private final class ConditionalVAE: Objective {
    let encoder, decoder: Network
    let optimizers: Optimizers
    let bce = BinaryCrossEntropy()
    let k = 2

    init(_ encoder: Network, _ decoder: Network) throws {
        (self.encoder, self.decoder) = (encoder, decoder)
        optimizers = try Optimizers(
            ("encoder", encoder, .adam(learningRate: 0.01)), ("decoder", decoder, .adam(learningRate: 0.01)))
    }

    // snippet.step
    func step(_ batch: Batch) throws -> Measures {
        let (E, H) = try terms(batch.inputs, batch.targets, noise: batch.normal(k))
        try descend(E + H, encoder, decoder)
        return ["reconstruction": E, "relative entropy": H]
    }

    func terms(_ x: Variable, _ c: Variable, noise ε: Variable) throws -> (Variable, Variable) {
        let heads = try encoder(x, beside: c)
        let (μ, λ) = (try heads.slice(0..<k), try heads.slice(k..<2 * k))
        let z = try μ + (0.5 * λ).exp() * ε
        let H = try 0.5 * (μ.squared() + λ.exp() - 1 - λ).sum(over: .columns).mean()
        return (try bce(decoder(z, beside: c), x), H)
    }
    // snippet.end
}

/// An encoder whose last state is the memory that the decoder sees beside each input, as a translator's.
private final class EncoderDecoder: Objective {
    let encoder, decoder: Network
    let optimizers: Optimizers
    let ce = CrossEntropy()

    init(_ encoder: Network, _ decoder: Network) throws {
        (self.encoder, self.decoder) = (encoder, decoder)
        optimizers = try Optimizers(
            ("encoder", encoder, .adam(learningRate: 0.01)), ("decoder", decoder, .adam(learningRate: 0.01)))
    }

    // snippet.translation
    /// The loss of a word of two letters, each seen with the memory and the letter before.
    func loss(_ source: Variable, _ word: Variable, start: Variable) throws -> Variable {
        let memory = try encoder(source)
        let (first, second) = (try word.slice(0..<4), try word.slice(4..<8))
        return try ce(decoder(start, beside: memory), first) + ce(decoder(first, beside: memory), second)
    }

    func step(_ batch: Batch) throws -> Measures {
        let L = try loss(batch.inputs, batch.targets, start: batch.inputs.constant(Tensor(shape: [batch.count, 4])))
        try descend(L, encoder, decoder)
        return ["loss": L]
    }
    // snippet.end
}

@Suite struct ConditionalFormulaTests {
    private func conditional() throws -> ConditionalVAE {
        try ConditionalVAE(
            Network(input: 6, beside: 3, seed: 1) {
                Beside()
                Dense(8, .tanh)
                Dense(4)
            },
            Network(input: 2, beside: 3, seed: 2) {
                Beside()
                Dense(8, .tanh)
                Dense(6, .sigmoid)
            })
    }

    /// Three patterns of two bright pixels, by their classes; brightness varies.
    private func patterns(_ count: Int) throws -> Samples {
        var random = RandomGenerator(seed: 3)
        let classes = (0..<count).map { $0 % 3 }
        let x = classes.flatMap { c in
            let bright = Float(0.6 + 0.4 * random.uniform())
            return (0..<6).map { $0 / 2 == c ? bright : 0.05 }
        }
        let t = classes.flatMap { c in (0..<3).map { Float($0 == c ? 1 : 0) } }
        return try Samples(inputs: Tensor(x, shape: [count, 6]), targets: Tensor(t, shape: [count, 3]))
    }

    @Test func theConditionalBoundHasItsGradients() throws {
        let vae = try conditional()
        let samples = try patterns(4)
        var random = RandomGenerator(seed: 5)
        let ε = Tensor.normal([4, 2], using: &random)
        let check = try gradientCheck(of: [vae.encoder, vae.decoder]) { tape in
            let (E, H) = try vae.terms(
                tape.constant(samples.inputTensor), tape.constant(samples.targetTensor), noise: tape.constant(ε))
            return try E + H
        }
        #expect(check.passed, "\(check)")
    }

    @Test func itDrawsWhatTheClassSays() throws {
        let vae = try conditional()
        let history = try vae.train(on: patterns(300), epochs: 30, batchSize: 30)
        let bounds = zip(history.training("reconstruction"), history.training("relative entropy")).map(+)
        #expect(bounds.last! < 0.7 * bounds[0])
        var random = RandomGenerator(seed: 6)
        let z = Tensor.normal([3, 2], using: &random)
        let x̂ = try vae.decoder.predict(z, beside: Tensor(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
        for c in 0..<3 {
            #expect(x̂.row(c).values.enumerated().allSatisfy { ($0.offset / 2 == c) == ($0.element > 0.4) })
        }
    }

    private func translator() throws -> EncoderDecoder {
        try EncoderDecoder(
            Network(input: 2, seed: 1) { Dense(5, .tanh) },
            Network(input: 4, beside: 5, seed: 2) {
                Beside()
                Dense(12, .tanh)
                Dense(4, .softmax)
            })
    }

    /// Two numbers of one sign each say which letters: the first sign the first letter, both the second.
    private func words(_ count: Int) throws -> Samples {
        var random = RandomGenerator(seed: 4)
        let x = (0..<count).map { _ in [Float(random.uniform() - 0.5), Float(random.uniform() - 0.5)] }
        let t = x.map { x in
            let (a, b) = (x[0] > 0 ? 1 : 0, (x[0] > 0 ? 2 : 0) + (x[1] > 0 ? 1 : 0))
            return (0..<8).map { Float($0 == a || $0 == 4 + b ? 1 : 0) }
        }
        return try Samples(inputs: Tensor(rows: x), targets: Tensor(rows: t))
    }

    @Test func gradientsGoThroughTheMemory() throws {
        let translator = try translator()
        let samples = try words(5)
        let check = try gradientCheck(of: [translator.encoder, translator.decoder]) { tape in
            try translator.loss(
                tape.constant(samples.inputTensor), tape.constant(samples.targetTensor),
                start: tape.constant(Tensor(shape: [5, 4])))
        }
        #expect(check.passed, "\(check)")
    }

    @Test func itLearnsToTranslate() throws {
        let translator = try translator()
        let losses = try translator.train(on: words(400), epochs: 40, batchSize: 40).training("loss")
        // Guessing costs 2 ln 2 at least.
        #expect(losses.last! < 0.35, "\(losses.last!)")
    }

    @Test func stepsAllocateNothing() throws {
        final class Counts { var values: [Int] = [] }
        let counts = Counts()
        try conditional().train(
            on: patterns(60), epochs: 5, batchSize: 20,
            callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
        #expect(zip(counts.values.dropFirst(), counts.values.dropFirst(2)).allSatisfy(==), "\(counts.values)")
    }

    @Test func mistakesWithTheSecondInputAreNamed() throws {
        let decoder = try conditional().decoder
        func message(_ body: () throws -> Void) -> String {
            do {
                try body()
                return "no error"
            } catch { return "\(error)" }
        }
        let z = Tensor(shape: [2, 2])
        #expect(
            message { _ = try decoder.predict(z) }
                == "The network takes a second input of shape 3 beside the sample, which is missing.")
        #expect(
            message { _ = try decoder.forward(z, beside: Tensor(shape: [3, 3])) }
                == "The network takes a second input of shape 3 for each of 2 samples, but is given a tensor of shape 3 × 3."
        )
        let tape = Tape()
        #expect(message { _ = try decoder(tape.constant(z)) }.contains("which is missing"))
        let plain = try Network(input: 2) { Dense(1) }
        #expect(
            message { _ = try plain.predict(z, beside: z) } == "The network takes no second input, but is given one.")
        #expect(message { _ = try Network(input: 2) { Beside() } }.contains("the network has no second input"))
        #expect(
            message { _ = try Network(input: 2, beside: 1) { Dense(1) } }.hasPrefix(
                "No layer of the network takes its second input"))
        let samples = try Samples(inputs: z, targets: Tensor(shape: [2, 6]))
        #expect(
            message { try decoder.fit(samples, loss: .mse, optimizer: .adam(), epochs: 1) }.contains("which is missing")
        )
    }
}

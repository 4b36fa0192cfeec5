import NeuralNetworks
import Tensors
import Testing

/// The lecture's generative adversarial network, as a chapter writes it.
private final class GAN: Objective {
    let generator, discriminator: Network
    let optimizers: Optimizers
    let bce = BinaryCrossEntropy()

    init(_ generator: Network, _ discriminator: Network, rate: Double = 0.01) throws {
        (self.generator, self.discriminator) = (generator, discriminator)
        optimizers = try Optimizers(
            ("generator", generator, .adam(learningRate: rate)),
            ("discriminator", discriminator, .adam(learningRate: rate)))
    }

    // snippet.step
    func step(_ batch: Batch) throws -> Measures {
        let x̂ = try generator(batch.normal(2))
        let d = try bce(discriminator(x̂), 0) + bce(discriminator(batch.inputs), 0.9)
        try descend(d, discriminator)
        let g = try bce(discriminator(x̂), 1)
        try descend(g, generator)
        return ["discriminator": d, "generator": g]
    }
    // snippet.end
}

/// The cycle-consistent one: G: X → Y and F: Y → X.
/// Source: Zhu, Park, Isola, Efros, Unpaired image-to-image translation, ICCV 2017 (arXiv 1703.10593), with its least squares.
private struct CycleGAN {
    let G, F, D_X, D_Y: Network
    let mse = MeanSquaredError()
    let mae = AbsoluteError()

    /// The discriminators' loss and the generators'.
    // snippet.losses
    func losses(_ x: Variable, _ y: Variable) throws -> (d: Variable, g: Variable) {
        let (ŷ, x̂) = (try G(x), try F(y))
        let d_X = try mse(D_X(x̂), 0) + mse(D_X(x), 1)
        let d_Y = try mse(D_Y(ŷ), 0) + mse(D_Y(y), 1)
        let cycle = try mae(F(ŷ), x) + mae(G(x̂), y)
        let identity = try mae(G(y), y) + mae(F(x), x)
        let g = try mse(D_X(x̂), 1) + mse(D_Y(ŷ), 1) + 10 * cycle + 5 * identity
        return (try d_X + d_Y, g)
    }
    // snippet.end
}

@Suite struct AdversarialFormulaTests {
    private func networks() throws -> (Network, Network) {
        (
            try Network(input: 2, seed: 1) {
                Dense(8, .tanh)
                Dense(2)
            },
            try Network(input: 2, seed: 2) {
                Dense(8, .tanh)
                Dense(1, .sigmoid)
            }
        )
    }

    /// Points on a small disc away from the origin.
    private func points(_ count: Int, at centre: Float = 2) throws -> Samples {
        var random = RandomGenerator(seed: 3)
        let x = Tensor.normal([count, 2], standardDeviation: 0.1, using: &random) + centre
        return try Samples(inputs: x, targets: x)
    }

    @Test func bothGradientsAreRight() throws {
        let (G, D) = try networks()
        let bce = BinaryCrossEntropy()
        var random = RandomGenerator(seed: 4)
        let (z, x) = (Tensor.normal([5, 2], using: &random), Tensor.normal([5, 2], using: &random))
        let d = try gradientCheck(of: [D]) { tape in
            try bce(D(G(tape.constant(z))), 0) + bce(D(tape.constant(x)), 0.9)
        }
        #expect(d.passed && d.comparisons > 30, "\(d)")
        let g = try gradientCheck(of: [G]) { tape in try bce(D(G(tape.constant(z))), 1) }
        #expect(g.passed && g.comparisons > 30, "\(g)")
    }

    /// The same step by hand, pass by pass.
    @Test func aStepIsTheHandWrittenOne() throws {
        let (G, D) = try networks()
        let (G2, D2) = (try G.copy(), try D.copy())
        let samples = try points(6)
        let gan = try GAN(G, D)
        try gan.train(on: samples, epochs: 2, batchSize: 6, seed: 5)
        // What training draws: the order of the samples, and codes.
        var shuffling = RandomGenerator(seed: 5)
        var codes = shuffling.split()
        var states = (
            try OptimizerState(.adam(learningRate: 0.01), for: G2),
            try OptimizerState(.adam(learningRate: 0.01), for: D2)
        )
        let bce = BinaryCrossEntropyOfLogits()
        for _ in 0..<2 {
            let x = samples.inputTensor.gatheringRows(shuffling.permutation(of: 6))
            let z = Tensor(shape: [6, 2]) { codes.fillNormal($0) }
            let x̂ = try G2.forward(z)
            for (input, target, more) in [(x̂, Float(0), Gradients()), (x, 0.9, .accumulate)] {
                let y = try D2.forward(input, .training.toLogits)
                try D2.backward(
                    bce.gradient(y, targets: Tensor(repeating: target, shape: y.shape)), computing: [.parameters, more])
            }
            states.1.step(D2)
            let y = try D2.forward(x̂, .training.toLogits)
            let ẋ = try D2.backward(bce.gradient(y, targets: Tensor(repeating: 1, shape: y.shape)), computing: .inputs)
            try G2.backward(ẋ, computing: .parameters)
            states.0.step(G2)
        }
        for (a, b) in zip(G.parameters + D.parameters, G2.parameters + D2.parameters) {
            #expect(distance(a.value, b.value) < 1e-4, "\(a.name)")
        }
    }

    @Test func theDiscriminatorStaysWhereTheGeneratorDescends() throws {
        let (G, D) = try networks()
        let optimizers = try Optimizers(("G", G, .adam()), ("D", D, .adam()))
        let (tape, bce) = (Tape(), BinaryCrossEntropy())
        var random = RandomGenerator(seed: 4)
        let before = (G.parameters.map(\.value), D.parameters.map(\.value), D.parameters.map(\.gradient))
        try optimizers.descend(bce(D(G(tape.constant(Tensor.normal([5, 2], using: &random)))), 1), [G])
        #expect(D.parameters.map(\.value) == before.1 && D.parameters.map(\.gradient) == before.2)
        #expect(zip(G.parameters.map(\.value), before.0).allSatisfy { $0 != $1 })
    }

    /// The discriminator's logits are ±80, where σ rounds to 0 and 1.
    @Test(arguments: [Float(80), -80]) func sureDiscriminatorsGiveFiniteGradients(_ logit: Float) throws {
        let (G, D) = try networks()
        D[1].biases.value = Tensor(repeating: logit, shape: [1])
        let (tape, bce) = (Tape(), BinaryCrossEntropy())
        var random = RandomGenerator(seed: 4)
        let ŷ = try D(G(tape.constant(Tensor.normal([5, 2], using: &random))))
        #expect(ŷ.value.values.allSatisfy { logit > 0 ? $0 == 1 : $0 < 1e-30 })
        for (t, network) in [(Float(0), D), (0.9, D), (1, G)] {
            let L = try bce(ŷ, t)
            let expected = logit > 0 ? 80 * (1 - t) : 80 * t
            #expect(abs(L.number - Double(expected)) < 5)
            try tape.differentiate(L, for: [network])
            #expect(network.parameters.allSatisfy { $0.gradient.values.allSatisfy(\.isFinite) })
            // Wrong and sure of it: the gradient is as large as it can be. Right and sure of it: none is left.
            let slope = logit > 0 ? 1 - t : -t
            if network === D { #expect(abs(D[1].biases.gradient[flat: 0] - slope) < 1e-6) }
        }
        if logit < 0 { #expect(G.parameters.contains { $0.gradient.sumOfSquares > 1e-6 }) }
    }

    /// Two networks that play do not come to rest; what is drawn goes to where the data lie, though, and comes by there.
    @Test func whatIsDrawnComesToTheData() throws {
        let (G, D) = try networks()
        var random = RandomGenerator(seed: 9)
        let z = Tensor.normal([500, 2], using: &random)
        final class Distances { var values: [Float] = [] }
        let distances = Distances()
        func measure() throws {
            let mean = try G.predict(z).columnMeans.values
            distances.values.append(max(abs(mean[0] - 2), abs(mean[1] - 2)))
        }
        try measure()
        let history = try GAN(G, D).train(
            on: points(400), epochs: 60, batchSize: 50, callbacks: [.onEpoch { _ in try measure() }])
        #expect(distances.values[0] > 1.5 && distances.values.min()! < 0.6, "\(distances.values)")
        #expect(history.metrics == ["discriminator", "generator"] && history.records.count == 61)
        #expect(history.training("generator").count == 60)
    }

    @Test func aStepAfterTheSecondAllocatesNothing() throws {
        let (G, D) = try networks()
        final class Counts { var values: [Int] = [] }
        let counts = Counts()
        try GAN(G, D).train(
            on: points(60), epochs: 5, batchSize: 20,
            callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
        #expect(counts.values.count == 15)
        #expect(zip(counts.values.dropFirst(), counts.values.dropFirst(2)).allSatisfy(==), "\(counts.values)")
    }

    // MARK: Cycles

    private func cycleGAN() throws -> CycleGAN {
        func map(_ seed: UInt64) throws -> Network {
            try Network(input: 3, seed: seed) {
                Dense(4, .tanh)
                Dense(3)
            }
        }
        func judge(_ seed: UInt64) throws -> Network {
            try Network(input: 3, seed: seed) {
                Dense(4, .silu)
                Dense(1)
            }
        }
        return CycleGAN(G: try map(1), F: try map(2), D_X: try judge(3), D_Y: try judge(4))
    }

    @Test func bothLossesOfACycleHaveTheirGradients() throws {
        let cycle = try cycleGAN()
        var random = RandomGenerator(seed: 4)
        let (x, y) = (Tensor.normal([4, 3], using: &random), Tensor.normal([4, 3], using: &random))
        let d = try gradientCheck(of: [cycle.D_X, cycle.D_Y]) { try cycle.losses($0.constant(x), $0.constant(y)).d }
        #expect(d.passed, "\(d)")
        let g = try gradientCheck(of: [cycle.G, cycle.F]) { try cycle.losses($0.constant(x), $0.constant(y)).g }
        #expect(g.passed, "\(g)")
    }

    @Test func aCycleLearns() throws {
        let cycle = try cycleGAN()
        let optimizers = try Optimizers(
            ("G", cycle.G, .adam(learningRate: 0.01)), ("F", cycle.F, .adam(learningRate: 0.01)),
            ("D_X", cycle.D_X, .adam(learningRate: 0.01)), ("D_Y", cycle.D_Y, .adam(learningRate: 0.01)))
        let tape = Tape()
        var random = RandomGenerator(seed: 4)
        var losses: [Double] = []
        var allocations: [Int] = []
        for _ in 0..<200 {
            tape.reset()
            let x = tape.constant(Tensor.normal([16, 3], standardDeviation: 0.3, using: &random))
            let y = tape.constant(Tensor.normal([16, 3], standardDeviation: 0.3, using: &random) + 1)
            let before = Tensor.storageAllocations
            let (d, g) = try cycle.losses(x, y)
            try optimizers.descend(g, [cycle.G, cycle.F])
            try optimizers.descend(d, [cycle.D_X, cycle.D_Y])
            losses.append(g.number)
            allocations.append(Tensor.storageAllocations - before)
        }
        #expect(losses.last! < 0.5 * losses[0], "\(losses[0]) … \(losses.last!)")
        #expect(allocations.dropFirst(2).allSatisfy { $0 == 0 }, "\(allocations)")
    }
}

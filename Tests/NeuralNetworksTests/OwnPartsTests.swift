import Foundation
import NeuralNetworks
import Tensors
import Testing

// What a reader writes, with nothing but what is public.

/// y = x²: a layer's forward, backward and shapes.
private final class Squaring: Layer {
    let inputShape, outputShape: Shape
    private var x = Tensor()
    init(_ shape: Shape) { (inputShape, outputShape) = (shape, shape) }
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        self.x = x
        return x.map { $0 * $0 }
    }
    func backward(_ ẏ: Tensor, computing wanted: Gradients) -> Tensor { try! 2 * (ẏ * x) }
}

private struct Square: LayerDeclaration {
    func makeLayer(_ construction: inout Construction) throws -> any Layer { Squaring(construction.input) }
}

/// y = s ∘ x with one learnt factor s for each component.
private final class Scaling: Layer {
    let inputShape, outputShape: Shape
    let parameters: [Parameter]
    private var x = Tensor()
    init(_ shape: Shape, _ s: Parameter) { (inputShape, outputShape, parameters) = (shape, shape, [s]) }

    private func scaled(_ x: Tensor) -> Tensor {
        let s = parameters[0].value.values
        return Tensor(shape: x.shape) { y in for i in y.indices { y[i] = s[i % s.count] * x[flat: i] } }
    }
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        self.x = x
        return scaled(x)
    }
    func backward(_ ẏ: Tensor, computing wanted: Gradients) -> Tensor {
        if wanted.contains(.parameters) {
            var ṡ = wanted.contains(.accumulate) ? parameters[0].gradient : Tensor(shape: parameters[0].shape)
            for i in 0..<x.count { ṡ[flat: i % ṡ.count] += ẏ[flat: i] * x[flat: i] }
            parameters[0].gradient = ṡ
        }
        return scaled(ẏ)
    }
}

private struct Scale: LayerDeclaration {
    let first: Float
    func makeLayer(_ construction: inout Construction) throws -> any Layer {
        Scaling(construction.input, construction.parameter("factors", construction.input, repeating: first))
    }
    var specification: LayerSpecification { LayerSpecification("Scale", numbers: ["first": Double(first)]) }
}

/// ln cosh (y − t), in six lines; in two as a loss of single terms; and as a formula.
private struct LogCosh: Loss {
    func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try (y - t).map { log(cosh($0)) }.sum / Double(y.rows)
    }
    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor { try (y - t).map { tanh($0) } / Float(y.rows) }
}

private struct LogCoshByTerms: ElementwiseLoss {
    func value(_ y: Float, target t: Float) -> Float { log(cosh(y - t)) }
    func derivative(_ y: Float, target t: Float) -> Float { tanh(y - t) }
}

private let logCosh = { @Sendable in
    FormulaLoss("log cosh") { y, t in try ((y - t).exp() / 2 + (t - y).exp() / 2).log().sum(over: .columns).mean() }
}

private final class Watcher: Callback {
    var events: [String] = []
    func trainingBegins(_ progress: TrainingProgress) { events.append("begins at \(progress.history.records.count)") }
    func stepEnds(_ progress: TrainingProgress) { events.append("step \(progress.step)") }
    func epochEnds(_ progress: TrainingProgress) {
        events.append("epoch \(progress.epoch)")
        if progress.epoch == 2 { progress.stop() }
    }
    func trainingEnds(_ progress: TrainingProgress) { events.append("ends") }
}

@Suite struct OwnPartsTests {
    private func samples(_ count: Int = 12) throws -> Samples {
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([count, 3], using: &random)
        return try Samples(inputs: x, targets: x.map { $0 * $0 })
    }

    @Test func layersOfOnesOwn() throws {
        for layer in [Square() as any LayerDeclaration, Scale(first: 0.7)] {
            let check = try GradientCheck.layer(layer, input: [4])
            #expect(check.passed, "\(check)")
        }
        let network = try Network(input: 3, seed: 1) {
            Square()
            Scale(first: 2)
        }
        #expect(network.layers.map(\.name) == ["Squaring", "Scaling"] && network[1]["factors"]?.count == 3)
        #expect("\(network)".contains("Scaling"))
        let history = try network.fit(
            samples(), loss: .mse, optimizer: .adam(learningRate: 0.05), epochs: 100, batchSize: 4)
        #expect(history.training(.loss).last! < 1e-3)
        for s in network[1]["factors"]!.value.values { #expect(abs(s - 1) < 0.05) }
        // In a formula, several times in a step.
        let check = try gradientCheck(of: [network]) { tape in
            try network(network(tape.constant(Tensor(repeating: 0.5, shape: [2, 3])))).sum()
        }
        #expect(check.passed, "\(check)")
    }

    @Test func theyAreSavedOnceRegistered() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "own-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let network = try Network(input: 3, seed: 1) { Scale(first: 2) }
        network[0]["factors"]!.value = try Tensor([1, 2, 3], shape: [3])
        try network.write(to: url)
        let error = #expect(throws: NetworkError.self) { try Network(contentsOf: url) }
        #expect(
            error?.description.hasSuffix(
                "it does not describe a network: the layer Scale is neither one of the library's nor registered by LayerRegistry.register."
            )
                == true, "\(String(describing: error))")
        LayerRegistry.register("Scale") { Scale(first: Float(try $0.number("first"))) }
        let x = Tensor(repeating: 1, shape: [1, 3])
        #expect(try Network(contentsOf: url).predict(x) == network.predict(x))
    }

    @Test func lossesOfOnesOwn() throws {
        var random = RandomGenerator(seed: 1)
        let (y, t) = (Tensor.normal([4, 3], using: &random), Tensor.normal([4, 3], using: &random))
        let expected = try LogCosh().gradient(y, targets: t)
        for loss in [LogCosh() as any Loss, LogCoshByTerms(), logCosh()] {
            #expect(abs(try loss.value(y, targets: t) - LogCosh().value(y, targets: t)) < 1e-6)
            #expect(distance(try loss.gradient(y, targets: t), expected) < 1e-6)
            let tape = Tape()
            let u = tape.constant(y)
            #expect(distance(try tape.gradients(of: loss(u, t), withRespectTo: [u])[0], expected) < 1e-6)
            let network = try Network(input: 3, seed: 1) {
                Dense(8, .tanh)
                Dense(3)
            }
            let learning = try SupervisedLearning(network, loss: loss, optimizer: .adam(learningRate: 0.02))
            let losses = try learning.train(on: samples(), epochs: 300, batchSize: 6).training(.loss)
            #expect(losses.last! < 0.3 * losses[0], "\(loss.name)")
        }
        #expect(LogCosh().name == "LogCosh" && logCosh().name == "log cosh")
    }

    /// A formula's tape uses its memory again.
    @Test func aFormulaAllocatesNothing() throws {
        final class Counts { var values: [Int] = [] }
        let counts = Counts()
        let network = try Network(input: 3, seed: 1) { Dense(3) }
        try network.fit(
            samples(), loss: logCosh(), optimizer: .adam(), epochs: 5, batchSize: 4,
            callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
        #expect(zip(counts.values.dropFirst(), counts.values.dropFirst(2)).allSatisfy(==), "\(counts.values)")
    }

    @Test func callbacksOfOnesOwn() throws {
        let watcher = Watcher()
        let history = try Network(input: 3, seed: 1) { Dense(3) }.fit(
            samples(), loss: .mse, optimizer: .adam(), epochs: 5, batchSize: 6, callbacks: [watcher])
        #expect(
            watcher.events == ["begins at 1", "step 1", "step 2", "epoch 1", "step 1", "step 2", "epoch 2", "ends"])
        #expect(history.stoppedEarly && history.records.count == 3)
    }

    @Test func lambdas() throws {
        let square = Lambda("Square") { x in
            x.map { $0 * $0 }
        } backward: { ẏ, x in
            try! 2 * (ẏ * x)
        }
        let check = try GradientCheck.layer(square, input: [4])
        #expect(check.passed, "\(check)")
        let firstHalf = Lambda("Half", output: { [$0[0] / 2] }) { x in
            Tensor(shape: [x.rows, x.columns / 2]) { y in
                for i in y.indices { y[i] = x[i / (x.columns / 2), i % (x.columns / 2)] }
            }
        } backward: { ẏ, x in
            Tensor(shape: x.shape) { ẋ in
                for i in ẋ.indices { ẋ[i] = i % x.columns < ẏ.columns ? ẏ[i / x.columns, i % x.columns] : 0 }
            }
        }
        #expect(try Network(input: 6) { firstHalf }.outputShape == [3])
        let half = try GradientCheck.layer(firstHalf, input: [6])
        #expect(half.passed, "\(half)")
    }

    /// A loop of one's own, with no objective.
    @Test func aLoopOfOnesOwn() throws {
        let network = try Network(input: 3, seed: 1) {
            Dense(16, .tanh)
            Dense(3)
        }
        var state = try OptimizerState(.adam(learningRate: 0.02), for: network)
        let (data, loss) = (try samples(), MeanSquaredError())
        let (x, t) = (data.inputTensor, data.targetTensor)
        var losses: [Double] = []
        for _ in 0..<200 {
            let y = try network.forward(x)
            losses.append(try loss.value(y, targets: t))
            try network.backward(loss.gradient(y, targets: t))
            state.step(network)
        }
        #expect(losses.last! < 0.2 * losses[0])
    }
}

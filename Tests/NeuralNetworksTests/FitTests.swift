import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

/// Three classes of points on the plane, in thirds of a disc: learnable to the end, but not linearly.
func sectors(count: Int, seed: UInt64) throws -> Samples {
    var random = RandomGenerator(seed: seed)
    var inputs: [Float] = []
    var targets: [Float] = []
    for _ in 0..<count {
        let (x, y) = (random.uniform() * 2 - 1, random.uniform() * 2 - 1)
        inputs += [Float(x), Float(y)]
        let label = x * y > 0.1 ? 0 : x * y < -0.1 ? 1 : 2
        targets += (0..<3).map { $0 == label ? 1 : 0 }
    }
    return try Samples(
        inputs: Tensor(inputs, shape: [count, 2]), targets: Tensor(targets, shape: [count, 3]))
}

@Suite struct FitTests {
    @Test func aClassifierLearns() throws {
        let network = try Network(input: 2, seed: 1) {
            Dense(32, .relu)
            Dense(16, .relu)
            Dense(3, .softmax)
        }
        let history = try network.fit(
            sectors(count: 2000, seed: 1), validation: sectors(count: 500, seed: 2), loss: .crossEntropy,
            optimizer: .adam(learningRate: 0.01), epochs: 20, batchSize: 50, metrics: [.loss, .accuracy],
            callbacks: [.onEpoch { #expect($0.history.records.count == $0.epoch + 1) }])
        #expect(history.records.count == 21)
        #expect(history.validation(.accuracy).last! > 0.93)
        #expect(history.validation(.accuracy)[0] < 0.7)
    }

    private func smallNetwork(seed: UInt64 = 1) throws -> Network {
        try Network(input: 2, seed: seed) {
            Dense(8, .tanh)
            Dense(3, .softmax)
        }
    }

    @Test func theSameSeedGivesTheSameHistory() throws {
        func run(_ seed: UInt64) throws -> [Double] {
            try smallNetwork(seed: seed).fit(
                sectors(count: 100, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 3, batchSize: 7
            ).training(.loss)
        }
        #expect(try run(1) == run(1))
        #expect(try run(1) != run(2))
    }

    /// Gradient descent over whole epochs against the same written out: fit adds nothing of its own.
    @Test func fitIsForwardLossBackwardStep() throws {
        let samples = try sectors(count: 30, seed: 1)
        let (a, b) = (try smallNetwork(), try smallNetwork())
        let history = try a.fit(
            samples, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.5), epochs: 4, batchSize: 30)
        var losses: [Double] = []
        let (x, t) = (samples.inputTensor, samples.targetTensor)
        for _ in 0..<4 {
            let y = try b.forward(x)
            losses.append(try MeanSquaredError().value(y, targets: t))
            try b.backward(try MeanSquaredError().gradient(y, targets: t))
            for parameter in b.parameters {
                var value = parameter.value
                let g = parameter.gradient
                for i in 0..<value.count { value[flat: i] -= 0.5 * g[flat: i] }
                parameter.value = value
            }
        }
        #expect(abs(history.training(.loss)[0] - losses[0]) < 1e-6)
        for (mine, fitted) in zip(losses, history.training(.loss).dropFirst()) { #expect(abs(mine - fitted) < 1e-5) }
    }

    @Test func validationIsTheWholeSet() throws {
        let network = try smallNetwork()
        let (training, validation) = (try sectors(count: 64, seed: 1), try sectors(count: 1100, seed: 2))
        let history = try network.fit(
            training, validation: validation, loss: .crossEntropy, optimizer: .adam(), epochs: 1, batchSize: 16,
            metrics: [.loss, .accuracy])
        let y = try network.predict(validation.inputTensor)
        let expected = try CrossEntropy().value(y, targets: validation.targetTensor)
        #expect(abs(history.validation(.loss)[1] - expected) < 1e-5)
        let evaluated = try network.evaluate(validation, loss: .crossEntropy, metrics: [.loss, .accuracy])
        #expect(evaluated["loss"] == history.validation(.loss)[1])
        #expect(evaluated["accuracy"] == history.validation(.accuracy)[1])
    }

    @Test(arguments: [
        ("epochs", "The number of epochs must be at least 1, but is 0."),
        ("batch", "The batch size must be at least 1, but is 0."),
        ("rate", "The learning rate must be a number ≥ 0, but is -1.0."),
        ("inputs", "The training samples have shape 2, but the network takes 3."),
        ("targets", "The targets of the training samples have shape 3, but the network gives 2."),
        ("validation", "The validation samples are empty."),
    ])
    func badSettingsGiveOneSentence(_ what: String, _ sentence: String) throws {
        let samples = try sectors(count: 10, seed: 1)
        let network = try Network(input: what == "inputs" ? 3 : 2) { Dense(what == "targets" ? 2 : 3) }
        let error = #expect(throws: NetworkError.self) {
            try network.fit(
                samples, validation: what == "validation" ? samples[3..<3] : nil, loss: .meanSquaredError,
                optimizer: .sgd(learningRate: what == "rate" ? -1 : 1), epochs: what == "epochs" ? 0 : 1,
                batchSize: what == "batch" ? 0 : 5)
        }
        #expect(error?.description == sentence)
    }

    @Test func divergenceNamesEpochStepAndLayer() throws {
        final class Losses { var values: [Double] = [] }
        let history = Losses()
        let samples = try sectors(count: 40, seed: 1)
        let network = try Network(input: 2) {
            Dense(8, .relu)
            Dense(8, .relu)
            Dense(3)
        }
        let error = #expect(throws: NetworkError.self) {
            try network.fit(
                samples, loss: .meanSquaredError, optimizer: .sgd(learningRate: 1e9), epochs: 5, batchSize: 10,
                callbacks: [.onStep { history.values.append($0.batchLoss) }])
        }
        guard case .diverged(let epoch, let step, let layer, let cause) = error else {
            Issue.record("no divergence")
            return
        }
        #expect(epoch == 1 && step > 1 && layer.contains("layer "))
        #expect(cause.contains("at a learning rate of 1e+09; a smaller one usually helps"))
        let firstLoss = String(
            format: "the loss was %.3g in the first step", try #require(history.values.first))
        #expect(cause.hasPrefix(firstLoss), "\(cause)")
    }

    @Test func aNaNInOneWeightIsFoundThroughReLU() throws {
        let network = try Network(input: 2) {
            Dense(4, .relu)
            Dense(8, .relu)
            Dense(3, .softmax)
        }
        network.parameters[2].pointer[3] = .nan
        let error = #expect(throws: NetworkError.self) {
            try network.fit(
                sectors(count: 40, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 1, batchSize: 10)
        }
        guard case .diverged(1, 1, "layer 2, Dense(8, relu): its weights", let cause) = error else {
            Issue.record("no divergence there: \(String(describing: error))")
            return
        }
        #expect(
            cause == "as this was the first step, the weights or the loss itself are to blame, not the learning rate")
    }

    @Test func aStepAfterTheFirstAllocatesNoTensor() throws {
        final class Counts {
            var values: [Int] = []
        }
        let counts = Counts()
        let network = try Network(input: 2) {
            GaussianNoise(0.1)
            Dense(8, .gelu)
            Dropout(0.1)
            Residual { Dense(8, .relu) }
            Reshape([2, 4])
            ActivationLayer(.tanh)
            Reshape([4, 2, 1])
            Conv2D(3, kernel: 3, .relu)
            BatchNorm()
            ConvTranspose2D(2, kernel: 2, stride: 2, .silu)
            LayerNorm()
            MaxPool2D(2)
            Upsampling2D(2)
            BilinearUpsampling2D(2)
            AveragePool2D(2)
            Flatten()
            Dense(3, .softmax)
        }
        try network.fit(
            sectors(count: 60, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 10, batchSize: 20,
            callbacks: [.onStep { _ in counts.values.append(Tensor.storageAllocations) }])
        #expect(zip(counts.values.dropFirst(), counts.values.dropFirst(2)).allSatisfy(==))
    }

    @Test func earlyStoppingGivesBackTheBestWeights() throws {
        // A learning rate of zero never improves; the first epoch is the best.
        let network = try smallNetwork()
        let history = try network.fit(
            sectors(count: 50, seed: 1), validation: sectors(count: 20, seed: 2), loss: .crossEntropy,
            optimizer: .sgd(learningRate: 0), epochs: 20, callbacks: [.earlyStopping(patience: 2)])
        #expect(history.records.count == 4 && history.stoppedEarly)

        let wild = try smallNetwork()
        let stopping = EarlyStopping(patience: 3)
        let validation = try sectors(count: 200, seed: 2)
        let values = try wild.fit(
            sectors(count: 50, seed: 1), validation: validation, loss: .crossEntropy,
            optimizer: .adam(learningRate: 0.5),
            epochs: 30, batchSize: 10, callbacks: [stopping]
        ).validation(.loss)
        #expect(try wild.evaluate(validation, loss: .crossEntropy)["loss"] == values[stopping.bestEpoch])
        #expect(values[stopping.bestEpoch] == values.dropFirst().min())
        #expect(throws: NetworkError.self) {
            try wild.fit(
                sectors(count: 5, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 1,
                callbacks: [.earlyStopping(.accuracy)])
        }
    }

    @Test func theHistoryBecomesATable() throws {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "history-\(UInt64.random(in: 0...UInt64.max)).csv")
        defer { try? FileManager.default.removeItem(at: url) }
        let history = try smallNetwork().fit(
            sectors(count: 50, seed: 1), validation: sectors(count: 20, seed: 2), loss: .crossEntropy,
            optimizer: .adam(),
            epochs: 2, metrics: [.loss, .accuracy], callbacks: [.csv(url)])
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        #expect(lines[0] == "epoch,learning rate,training loss,training accuracy,validation loss,validation accuracy")
        #expect(lines.count == 4)
        #expect(lines[3].split(separator: ",").map { Double($0)! }[2] == history.training(.loss)[2])
        let missing = URL(filePath: "/dev/null/history.csv")
        #expect(throws: NetworkError.self) {
            try smallNetwork().fit(
                sectors(count: 5, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 1,
                callbacks: [.csv(missing)])
        }
    }

    @Test func theProgressBarTellsEveryEpoch() throws {
        final class Text {
            var text = ""
        }
        let text = Text()
        try smallNetwork().fit(
            sectors(count: 50, seed: 1), loss: .crossEntropy, optimizer: .adam(), epochs: 2,
            callbacks: [ProgressBar(isTerminal: false) { text.text += $0 }])
        let lines = text.text.split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasPrefix("epoch 2/2  loss "))
    }

    @Test func anAutoencoderReconstructs() throws {
        let bytes = (0..<400).map { UInt8($0 * 37 % 256) }
        let samples = try Samples(bytes: bytes, sampleShape: [8], labels: [UInt8](repeating: 0, count: 50), classes: 1)
            .reconstructingInputs
        let history = try Network(input: 8) {
            Dense(8, .tanh)
            Dense(8)
        }.fit(samples, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.02), epochs: 150, batchSize: 10)
        #expect(history.training(.loss).last! < 0.1 * history.training(.loss)[0])
    }
}

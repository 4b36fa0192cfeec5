import Tensors
import Testing

@testable import NeuralNetworks

/// What a reader does wrong is told in one sentence, with cause and cure.
@Suite struct MistakesTests {
    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch { return "\(error)" }
    }

    private func fit(
        _ φ: any Activation, _ loss: some Loss, inputs: [Float] = [0, 1, 2, 3], targets: [Float] = [0, 1, 1, 0],
        rate: Double = 0.1
    ) -> String {
        message {
            let network = try Network(input: 2) { Dense(2, φ) }
            let samples = try Samples(inputs: Tensor(inputs, shape: [2, 2]), targets: Tensor(targets, shape: [2, 2]))
            try network.fit(samples, loss: loss, optimizer: .sgd(learningRate: rate), epochs: 300, batchSize: 1)
        }
    }

    @Test func lossesThatDoNotBelongToTheLastActivation() {
        #expect(
            fit(.softmax, .binaryCrossEntropy)
                == "Binary cross-entropy takes each output as a probability of its own, which softmax does not give; "
                + "use .crossEntropy with softmax, or .sigmoid as the last activation.")
        #expect(
            fit(.sigmoid, .crossEntropy)
                == "Cross-entropy needs outputs that are a probability distribution, which sigmoid does not give; "
                + "use .softmax as the last activation, or .binaryCrossEntropy with sigmoid.")
        #expect(
            fit(.relu, .crossEntropy)
                == "Cross-entropy needs outputs that are a probability distribution, which relu does not give; "
                + "use .softmax as the last activation.")
        #expect(
            fit(.tanh, .binaryCrossEntropy)
                == "Binary cross-entropy needs outputs between 0 and 1, which tanh does not give; "
                + "use .sigmoid as the last activation.")
        #expect(fit(.identity, .crossEntropy).contains("which identity does not give"))
        #expect(fit(.softmax, .crossEntropy) == "no error" && fit(.sigmoid, .binaryCrossEntropy) == "no error")
        #expect(fit(.relu, .meanSquaredError) == "no error")
        // Of an activation of one's own nothing is known.
        #expect(fit(.swish, .meanSquaredError) == "no error")
    }

    @Test func targetsOutsideTheRange() {
        #expect(
            fit(.sigmoid, .binaryCrossEntropy, targets: [0, 1, 1, 255])
                == "Binary cross-entropy needs targets between 0 and 1, but sample 1 of the training samples has 255.0 as component 1 "
                + "of its target.")
        #expect(
            fit(.softmax, .crossEntropy, targets: [0, 1, -1, 0]).contains(
                "sample 1 of the training samples has -1.0 as component 0"))
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func numbersThatAreNone(_ value: Float) {
        #expect(
            fit(.identity, .mse, inputs: [0, 1, value, 3])
                == "Sample 1 of the training samples has \(value) as component 0 of its input; all numbers must be finite."
        )
        #expect(
            fit(.identity, .mse, targets: [0, value, 1, 3]).contains(
                "sample 0 of the training samples has \(value) as component 1 of its target")
                || fit(.identity, .mse, targets: [0, value, 1, 3]).contains("Sample 0"))
        // Found before training, whatever the rate.
        #expect(!fit(.identity, .mse, inputs: [0, 1, value, 3], rate: 1e9).contains("learning rate"))
    }

    @Test func aLearningRateThatIsTooLarge() {
        let sentence = fit(.identity, .mse, rate: 100)
        #expect(sentence.hasPrefix("Training diverged in epoch "))
        #expect(
            sentence.contains("; the loss was ")
                && sentence.contains(" at a learning rate of 100; a smaller one usually helps."))
        #expect(sentence.split(separator: ".").count < 8 && !sentence.contains("\n"))
    }

    /// An objective that meets numbers that are none: no learning rate is to blame.
    @Test func dataThatAreNotFiniteBlameNoRate() throws {
        final class Poisoned: Objective {
            let optimizers: Optimizers
            let network: Network
            init(_ network: Network) throws {
                self.network = network
                optimizers = try Optimizers(("network", network, .sgd(learningRate: 1)))
            }
            func step(_ batch: Batch) throws -> Measures {
                batch.x = Tensor(repeating: .nan, shape: batch.x.shape)
                let L = try MeanSquaredError()(network(batch.inputs), batch.targets)
                try descend(L, network)
                return ["loss": L]
            }
        }
        let x = Tensor(shape: [2, 2])
        let sentence = message {
            try Poisoned(Network(input: 2) { Dense(2) }).train(on: Samples(inputs: x, targets: x), epochs: 1)
        }
        #expect(
            sentence
                == "Training diverged in epoch 1, step 1: the first numbers that are not finite appeared in the inputs; "
                + "no learning rate helps against numbers among the data that are not finite.")
    }

    @Test func shapesThatDoNotFit() throws {
        let network = try Network(input: 2) { Dense(2) }
        #expect(
            message { _ = try network.forward(Tensor(shape: [5, 3])) }
                == "The network takes batches of samples of shape 2, but the batch has shape 5 × 3.")
        #expect(message { _ = try network.predict(Tensor(shape: [2])) }.contains("but the batch has shape 2."))
        #expect(
            message { _ = try MeanSquaredError().value(Tensor(shape: [2, 3]), targets: Tensor(shape: [2, 2])) }
                == "Mean squared error needs targets of the shape of the predictions, 2 × 3, but they have 2 × 2.")
        #expect(
            message { _ = try Optimizers(("a", network, .adam()), ("a", network, .adam())) }.contains(
                "one name of its own"))
        let other = try Network(input: 2) { Dense(2) }
        let optimizers = try Optimizers(("a", network, .adam()))
        #expect(message { try optimizers.step(other) }.contains("has no optimizer"))
    }

    /// Early stopping watches what is measured, whatever measures it.
    @Test func anUnknownMeasureIsNamed() throws {
        let x = Tensor(shape: [2, 2])
        let sentence = message {
            try Network(input: 2) { Dense(2) }.fit(
                Samples(inputs: x, targets: x), loss: .mse, optimizer: .adam(), epochs: 1,
                callbacks: [.earlyStopping(Metric(named: "generator"))])
        }
        #expect(sentence == "Early stopping watches generator, which is not among the metrics loss.")
    }
}

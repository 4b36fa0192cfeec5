import Tensors
import Testing

@testable import NeuralNetworks

/// A network applied several times in a step, and passes that come too late.
@Suite struct ApplicationTests {
    private func network(_ seed: UInt64 = 1) throws -> Network {
        try Network(input: 3, seed: seed) {
            Dense(4, .tanh)
            Dense(3)
        }
    }

    private func batch(_ seed: UInt64 = 7) -> Tensor {
        var random = RandomGenerator(seed: seed)
        return Tensor.normal([5, 3], using: &random)
    }

    /// f(f(f(x))) + Σ f(x): four passes over the same weights, against central differences and against three networks that were
    /// given the same weights.
    @Test func gradientsOfSeveralApplicationsAdd() throws {
        let (f, x, mse) = (try network(), batch(), MeanSquaredError())
        func formula(_ a: Network, _ b: Network, _ c: Network, _ tape: Tape) throws -> Variable {
            let x = tape.constant(x)
            return try mse(c(b(a(x))), x) + 0.1 * a(x).sum()
        }
        let check = try gradientCheck(of: [f]) { try formula(f, f, f, $0) }
        #expect(check.passed, "\(check)")

        let unrolled = try (0..<3).map { _ in try f.copy() }
        let (one, three) = (Tape(), Tape())
        try one.differentiate(formula(f, f, f, one), for: [f])
        try three.differentiate(formula(unrolled[0], unrolled[1], unrolled[2], three), for: unrolled)
        for k in f.parameters.indices {
            let sum = try unrolled.map { $0.parameters[k].gradient }.reduce(Tensor(shape: f.parameters[k].shape), +)
            #expect(distance(f.parameters[k].gradient, sum) < 1e-5)
        }
    }

    @Test func applicationsShareTheirWeights() throws {
        let (f, x, tape) = (try network(), batch(), Tape())
        let y = try (0..<3).map { _ in try f(tape.constant(x)).value }
        #expect(y[0] == y[1] && y[1] == y[2])
        f[0].weights.value = 2 * f[0].weights.value
        tape.reset()
        let z = try (0..<3).map { _ in try f(tape.constant(x)).value }
        #expect(z[0] == z[1] && z[1] == z[2] && z[0] != y[0])
    }

    /// Each application has noise of its own, and goes back through that.
    @Test func applicationsHaveTheirOwnNoise() throws {
        let f = try Network(input: 200, seed: 1) { Dropout(0.5) }
        let (tape, x) = (Tape(), Tensor(repeating: 1, shape: [1, 200]))
        let input = tape.constant(x)
        let (a, b) = (try f(input), try f(input))
        #expect(a.value != b.value)
        let gradients = try tape.gradients(of: (a * 3 + b).sum(), withRespectTo: [input])
        #expect(try gradients[0] == 3 * a.value + b.value)
    }

    @Test func aFrozenPassGoesThroughAsInUse() throws {
        let f = try Network(input: 3, seed: 1) {
            Dropout(0.5)
            BatchNorm()
            Dense(2)
        }
        let (tape, x) = (Tape(), batch())
        #expect(try f(tape.constant(x), .frozen).value == f.predict(x))
    }

    // MARK: Too late

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch { return "\(error)" }
    }

    @Test func anotherPassBetweenIsNoticed() throws {
        let (f, tape) = (try network(), Tape())
        let L = try f(tape.constant(batch())).squared().sum()
        _ = try f.forward(batch(8))
        #expect(message { try tape.differentiate(L, for: [f]) }.contains("another was made since"))
        // In use, too: layers may fill memory again that the way back needs.
        tape.reset()
        let M = try f(tape.constant(batch())).squared().sum()
        _ = try f.predict(batch(8))
        #expect(message { try tape.differentiate(M, for: [f]) }.contains("another was made since"))
    }

    @Test func anotherTapeBetweenIsNoticed() throws {
        let (f, tape, other) = (try network(), Tape(), Tape())
        let L = try f(tape.constant(batch())).squared().sum()
        _ = try f(other.constant(batch(8)))
        #expect(message { try tape.differentiate(L, for: [f]) }.contains("another was made since"))
    }

    @Test func weightsThatChangedAreNoticed() throws {
        let (f, tape) = (try network(), Tape())
        let optimizers = try Optimizers(("f", f, .adam()))
        let x = tape.constant(batch())
        let (L, M) = (try f(x).squared().sum(), try f(x).sum())
        try optimizers.descend(L, [f])
        #expect(message { try optimizers.descend(M, [f]) }.contains("its weights have changed since"))
        // By hand, and where no optimizer is.
        let N = try f(x).sum()
        f[0].biases.value = Tensor(repeating: 1, shape: [4])
        #expect(
            message { _ = try tape.gradients(of: N, withRespectTo: [x]) }.contains("its weights have changed since"))
        _ = try f.forward(batch())
        f[0].biases.value = Tensor(repeating: 2, shape: [4])
        #expect(
            message { try f.backward(Tensor(shape: [5, 3])) }
                == "The weights of the network have changed since its forward pass.")
    }

    @Test func variablesOfEarlierStepsAndOtherTapesAreRefused() throws {
        let (f, tape, other) = (try network(), Tape(), Tape())
        let old = tape.constant(batch())
        let foreign = other.constant(batch())
        tape.reset()
        let x = tape.constant(batch())
        let earlier = "A variable of an earlier step cannot be used: its values are gone."
        let another = "A variable of another tape cannot be used."
        #expect(message { _ = try x + old } == earlier)
        #expect(message { _ = try old.exp() } == earlier)
        #expect(message { _ = try f(old) } == earlier)
        #expect(message { _ = try MeanSquaredError()(x, old) } == earlier)
        #expect(message { _ = try MeanSquaredError()(old, 0) } == earlier)
        #expect(message { _ = try tape.gradients(of: x.sum(), withRespectTo: [old]) } == earlier)
        #expect(message { _ = try x + foreign } == another)
        #expect(message { _ = try x.beside(foreign) } == another)
        #expect(message { _ = try tape.gradients(of: foreign, withRespectTo: [x]) } == another)
    }

    @Test func aBackwardPassNeedsAForwardPass() throws {
        let f = try network()
        #expect(message { try f.backward(Tensor(shape: [5, 3])) } == "A backward pass needs a forward pass before it.")
        _ = try f.predict(batch())
        #expect(message { try f.backward(Tensor(shape: [5, 3])) }.contains("but the latest was for inference"))
        _ = try f.forward(batch())
        #expect(
            message { try f.backward(Tensor(shape: [4, 3])) }.contains(
                "5 outputs of shape 3, but the gradient has shape 4 × 3"))
    }

    @Test func lossesThatDependOnNothingAreRefused() throws {
        let (f, g, tape) = (try network(), try network(2), Tape())
        let L = try f(tape.constant(batch())).sum()
        #expect(
            message { try tape.differentiate(L, for: [f, g]) }
                == "The loss does not depend on the weights of network 2 that is to be trained by it.")
        #expect(
            message { try tape.differentiate(f(tape.constant(batch())), for: [f]) }.contains("only a single number")
                == false)
        #expect(
            message { try tape.differentiate(f(tape.constant(batch())), for: [f]) }
                == "Only a single number can be differentiated, not a tensor of shape 5 × 3.")
        // Cut off on purpose.
        #expect(
            message { try tape.differentiate(f(tape.constant(batch())).detached.sum(), for: [f]) }.contains(
                "does not depend"))
    }

    @Test func misfitsNameBothShapes() throws {
        let tape = Tape()
        let (a, b) = (tape.constant(Tensor(shape: [2, 3])), tape.constant(Tensor(shape: [4, 3])))
        #expect(message { _ = try a + b } == "Tensors of shapes 2 × 3 and 4 × 3 cannot be added: they do not fit.")
        #expect(message { _ = try a * tape.constant(Tensor(shape: [3])) }.contains("2 × 3 and 3 cannot be multiplied"))
        #expect(message { _ = try a + tape.constant(Tensor(shape: [2])) }.contains("cannot be added"))
        #expect(message { _ = try a.times(b) } == "A matrix of shape 2 × 3 cannot be multiplied by one of shape 4 × 3.")
        #expect(message { _ = try a.rows(1..<3) }.hasPrefix("Rows 1..<3 are not among the 2"))
        #expect(message { _ = try a.slice(2..<4) }.hasPrefix("Places 2..<4 are not among the last axis"))
        #expect(message { _ = try a.beside(b) }.contains("does not fit beside"))
        #expect(message { _ = try a.reshaped(to: [7]) }.contains("cannot become"))
        #expect(
            message { _ = try network()(tape.constant(Tensor(shape: [2, 4]))) }.contains(
                "but the batch has shape 2 × 4"))
    }

    /// A layer by itself holds one pass, and says so.
    @Test func layersHoldOnePass() throws {
        let (f, tape) = (try network(), Tape())
        let x = tape.constant(batch())
        let y = try f[0](x)
        let gradient = try tape.gradients(of: y.sum(), withRespectTo: [x])[0]
        let expected = try Tape.sumGradient {
            try f[0]($0).sum()
        } at: {
            batch()
        }
        #expect(distance(gradient, expected) < 1e-6 && gradient.sumOfSquares > 0)
        #expect(message { _ = try f[0](x) }.contains("was applied in this step already"))
        #expect(message { _ = try f(x) }.contains("was applied in this step by itself"))
        tape.reset()
        let z = tape.constant(batch())
        _ = try f(z)
        #expect(message { _ = try f[0](z) }.contains("belongs to a network that was applied in this step"))
    }

    // MARK: Shared weights

    @Test func weightsOfTwoNetworksGetBothGradients() throws {
        let trunk = try Network(input: 3, seed: 1) { Dense(4, .tanh) }
        let a = try Network(input: 3, seed: 2) {
            Shared(trunk)
            Dense(2)
        }
        let b = try Network(input: 3, seed: 3) {
            Residual {
                Shared(trunk)
                Dense(3, .tanh)
            }
            Dense(1)
        }
        #expect(a.parameterCount == 4 * 2 + 2)
        let x = batch()
        let check = try gradientCheck(of: [trunk, a, b]) { tape in
            let x = tape.constant(x)
            return try a(x).squared().sum() + b(x).squared().sum() + b(x).sum() + trunk(x).sum()
        }
        #expect(check.passed && check.comparisons > 30, "\(check)")

        let tape = Tape()
        let (A, B) = (try a(tape.constant(x)).squared().sum(), try b(tape.constant(x)).squared().sum())
        func gradient(_ L: Variable, _ networks: [Network]) throws -> Tensor {
            try tape.differentiate(L, for: networks)
            return trunk[0].weights.gradient
        }
        let (together, one, other) = (
            try gradient(A + B, [trunk, a, b]), try gradient(A, [trunk]), try gradient(B, [trunk])
        )
        #expect(distance(together, try one + other) < 1e-5 && one.sumOfSquares > 0 && other.sumOfSquares > 0)
        // A step for one network alone leaves the trunk as it is; a loss without it is noticed.
        let before = trunk.parameters.map(\.value)
        try Optimizers(("a", a, .adam())).descend(a(tape.constant(x)).sum(), [a])
        #expect(trunk.parameters.map(\.value) == before)
        #expect(
            message { try tape.differentiate(network()(tape.constant(x)).sum(), for: [trunk]) }.contains(
                "does not depend"))
        // The trunk's weights are those of the pass, too.
        let L = try a(tape.constant(x)).sum()
        trunk[0].biases.value = Tensor(repeating: 1, shape: [4])
        #expect(message { try tape.differentiate(L, for: [a]) }.contains("its weights have changed since"))
    }

    /// In the loop of epochs as well: the trunk is trained with whichever network it serves.
    @Test func aSharedTrunkIsTrainedByBothTasks() throws {
        let trunk = try Network(input: 3, seed: 1) { Dense(8, .tanh) }
        let heads = try (0..<2).map { k in
            try Network(input: 3, seed: UInt64(k + 2)) {
                Shared(trunk)
                Dense(1)
            }
        }
        let optimizers = try Optimizers(
            ("trunk", trunk, .adam(learningRate: 0.02)), ("first", heads[0], .adam(learningRate: 0.02)),
            ("second", heads[1], .adam(learningRate: 0.02)))
        let (tape, mse) = (Tape(), MeanSquaredError())
        var losses: [Double] = []
        for step in 0..<2000 {
            tape.reset()
            let x = tape.constant(batch(UInt64(step % 10)))
            let L = try mse(heads[0](x), x.slice(0..<1)) + mse(heads[1](x), x.slice(1..<2).squared())
            try optimizers.descend(L, [trunk] + heads)
            losses.append(L.number)
        }
        let (first, last) = (losses.prefix(10).max()!, losses.suffix(10).max()!)
        #expect(last < 0.1 * first)
    }
}

extension Tape {
    /// The gradient of a formula of one variable, on a tape of its own.
    static func sumGradient(_ formula: (Variable) throws -> Variable, at x: () -> Tensor) throws -> Tensor {
        let tape = Tape()
        let x = tape.constant(x())
        return try tape.gradients(of: formula(x), withRespectTo: [x])[0]
    }
}

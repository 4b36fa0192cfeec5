import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct OptimizerTests {
    /// Each rule from its formula, in Double and one number at a time.
    private struct Reference {
        var m = 0.0
        var v = 0.0
        var t = 0

        mutating func step(_ name: String, _ θ: Double, _ g: Double, _ η: Double) -> Double {
            t += 1
            switch name {
            case "gradient descent": return θ - η * g
            case "momentum":
                v = 0.9 * v + g
                return θ - η * v
            case "nesterov":
                // By looking ahead: θ is kept at the looked-ahead point θ* = θ′ − η μ v.
                let behind = θ + η * 0.9 * v
                let velocity = 0.9 * v + g
                let next = behind - η * velocity
                v = velocity
                return next - η * 0.9 * velocity
            case "adagrad":
                v += g * g
                return θ - η * g / (v.squareRoot() + 1e-8)
            case "rmsprop":
                v = 0.9 * v + 0.1 * g * g
                return θ - η * g / (v.squareRoot() + 1e-8)
            default:
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g * g
                let (m̂, v̂) = (m / (1 - pow(0.9, Double(t))), v / (1 - pow(0.999, Double(t))))
                return θ - η * (m̂ / (v̂.squareRoot() + 1e-8) + (name == "adamw" ? 0.1 * θ : 0))
            }
        }
    }

    static let all: [any Optimizer] = [
        .sgd(learningRate: 0.01), .momentum(learningRate: 0.01), .nesterov(learningRate: 0.01),
        .adaGrad(learningRate: 0.01), .rmsProp(learningRate: 0.01), .adam(learningRate: 0.01),
        .adamW(learningRate: 0.01, weightDecay: 0.1),
    ]

    @Test(arguments: 0..<7)
    func kernelsFollowTheirFormulae(_ index: Int) throws {
        let optimizer = Self.all[index]
        var random = RandomGenerator(seed: 11)
        for count in [1, 2, 7, 8, 21] {
            var state = try OptimizerState(optimizer, count: count)
            var θ = Tensor.normal([count], using: &random).values
            var expected = θ.map(Double.init)
            var references = [Reference](repeating: Reference(), count: count)
            for _ in 0..<200 {
                let g = Tensor.normal([count], using: &random).values
                state.step(&θ, gradient: g)
                for i in 0..<count { expected[i] = references[i].step(optimizer.name, expected[i], Double(g[i]), 0.01) }
            }
            for i in 0..<count { #expect(abs(Double(θ[i]) - expected[i]) < 2e-5, "\(optimizer.name)") }
        }
    }

    @Test(arguments: 0..<7, [-0.1, Double.nan, .infinity])
    func badLearningRatesAreRefused(_ index: Int, _ rate: Double) throws {
        let optimizers: [any Optimizer] = [
            .sgd(learningRate: rate), .momentum(learningRate: rate), .nesterov(learningRate: rate),
            .adaGrad(learningRate: rate), .rmsProp(learningRate: rate), .adam(learningRate: rate),
            .adamW(learningRate: rate),
        ]
        let error = #expect(throws: NetworkError.self) { try OptimizerState(optimizers[index], count: 1) }
        #expect(error?.description == "The learning rate must be a number ≥ 0, but is \(rate).")
    }

    @Test func otherBadConstantsAreRefused() {
        let optimizers: [any Optimizer] = [
            .momentum(learningRate: 1, momentum: 1), .nesterov(learningRate: 1, momentum: -0.1),
            .rmsProp(learningRate: 1, decay: 1), .adam(beta1: 1), .adam(beta2: .nan), .adam(epsilon: -1),
            .adamW(weightDecay: -1), .adaGrad(learningRate: 1, epsilon: .infinity),
            .sgd(learningRate: .cosine(from: -1, over: 2)), .sgd(learningRate: .cosine(from: 1, over: 0)),
            .sgd(learningRate: .warmUp(over: 1, then: -1.0)), .sgd(learningRate: .exponential(from: 1, to: 0, over: 1)),
            .sgd(learningRate: .steps(from: 1, factor: 0, every: 1)),
        ]
        for optimizer in optimizers { #expect(throws: NetworkError.self) { try optimizer.validate() } }
    }

    @Test func schedulesFollowTheirFormulae() throws {
        func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }
        let cosine = CosineDecay(from: 3, to: 1, over: 10)
        #expect(close(cosine.rate(at: 0), 3) && close(cosine.rate(at: 5), 2) && close(cosine.rate(at: 10), 1))
        #expect(close(cosine.rate(at: 2.5), 2 + 0.5.squareRoot()) && close(cosine.rate(at: 99), 1))
        let exponential = ExponentialDecay(from: 1, to: 0.01, over: 4)
        #expect(close(exponential.rate(at: 2), 0.1) && close(exponential.rate(at: 8), 0.01))
        let steps = StepDecay(from: 1, factor: 0.5, every: 3)
        #expect(close(steps.rate(at: 2.99), 1) && close(steps.rate(at: 3), 0.5) && close(steps.rate(at: 7), 0.25))
        let warmUp = WarmUp(over: 2, then: .cosine(from: 3, to: 1, over: 10))
        #expect(close(warmUp.rate(at: 0.5), 0.75) && close(warmUp.rate(at: 2), 3) && close(warmUp.rate(at: 7), 2))
    }

    @Test func timeRunsInEpochs() throws {
        var state = try OptimizerState(
            .sgd(learningRate: .steps(from: 1, factor: 0.5, every: 1)), count: 1, stepsPerEpoch: 4)
        var θ: [Float] = [0]
        for _ in 0..<4 { state.step(&θ, gradient: [1]) }
        #expect(θ == [-4])
        state.step(&θ, gradient: [1])
        #expect(θ == [-4.5])
    }

    /// Threads divide the parameters, not the sums: the same bits.
    @Test func manyParametersAreUpdatedAsOne() throws {
        var random = RandomGenerator(seed: 1)
        let count = 100_003
        let start = Tensor.normal([count], using: &random).values
        let g = Tensor.normal([count], using: &random).values
        var whole = start
        var state = try OptimizerState(.adam(), count: count)
        for _ in 0..<3 { state.step(&whole, gradient: g) }
        for i in [0, 1, 49_999, 50_001, count - 1] {
            var one = [start[i]]
            var state = try OptimizerState(.adam(), count: 1)
            for _ in 0..<3 { state.step(&one, gradient: [g[i]]) }
            #expect(one[0] == whole[i])
        }
    }
}

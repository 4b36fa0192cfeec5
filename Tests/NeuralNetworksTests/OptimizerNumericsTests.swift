import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

/// What makes an optimizer fail or stand still, and what one may be asked for beside its steps.
@Suite struct OptimizerNumericsTests {
    static let all: [any Optimizer] = [
        .sgd(0.1), .momentum(0.1), .nesterov(0.1), .adaGrad(0.1), .rmsProp(0.1), .adam(0.1), .adamW(0.1),
    ]

    // MARK: ε

    @Test func epsilonZeroIsRefused() {
        let optimizers: [any Optimizer] = [
            .adam(epsilon: 0), .adamW(epsilon: 0), .rmsProp(epsilon: 0), .adaGrad(epsilon: 0),
        ]
        for optimizer in optimizers {
            let error = #expect(throws: NetworkError.self) { try optimizer.validate() }
            #expect(error?.description == "Epsilon must be a number > 0, but is 0.0.")
        }
    }

    /// Nor does the filling of the last eight, whose gradients are always zero.
    @Test(arguments: 0..<7)
    func aZeroGradientMakesNoStep(_ index: Int) throws {
        let optimizer = Self.all[index]
        let decays = optimizer is AdamW
        let network = try Network(input: 1, seed: 1) { Dense(1) }
        var state = try OptimizerState(optimizer, for: network)
        let before = network.parameters.map(\.value.values)
        for _ in 0..<3 { state.step(network) }
        if !decays { #expect(network.parameters.map(\.value.values) == before) }
        #expect(network.storage.isFinite && state.isFinite)
    }

    // MARK: Squares that overflow

    /// After a gradient whose square is no Float, the rules that divide by a root mean square stand still. That shows.
    @Test(
        arguments: [
            Adam(learningRate: 0.1), AdamW(learningRate: 0.1), RMSProp(learningRate: 0.1), AdaGrad(learningRate: 0.1),
        ] as [any Optimizer])
    func aSquareThatOverflowsIsSeen(_ optimizer: any Optimizer) throws {
        var state = try OptimizerState(optimizer, count: 3)
        var θ: [Float] = [0, 0, 0]
        state.step(&θ, gradient: [1, 2, 3])
        #expect(state.isFinite)
        state.step(&θ, gradient: [1, 1e20, 3])
        #expect(!state.isFinite)
    }

    /// With a limit to the gradient the same gradient makes a step of ordinary length, and so does the next.
    @Test(arguments: 0..<7)
    func withALimitTrainingGoesOn(_ index: Int) throws {
        var state = try OptimizerState(Self.all[index].clipped(toNorm: 1), count: 2)
        var θ: [Float] = [0, 0]
        state.step(&θ, gradient: [1e20, 0])
        let first = θ[0]
        #expect(first < -0.01 && first > -1 && state.isFinite)
        for _ in 0..<20 { state.step(&θ, gradient: [1, 0]) }
        #expect(θ[0] < first - 0.1 && state.isFinite)
    }

    // MARK: Clipping

    /// Against the formula in Double: g ← g min(1, c/‖g‖), over all parameters together.
    @Test func clippingScalesTheWholeGradient() throws {
        var random = RandomGenerator(seed: 6)
        for count in [1, 5, 8, 4096, 5000, 30_001] {
            let g = Tensor.normal([count], using: &random).values
            let norm = g.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            for limit in [0.5 * norm, 2 * norm] {
                var state = try OptimizerState(.sgd(1).clipped(toNorm: limit), count: count)
                var θ = [Float](repeating: 0, count: count)
                state.step(&θ, gradient: g)
                let share = min(1, limit / norm)
                for i in 0..<count { #expect(abs(Double(θ[i]) + share * Double(g[i])) <= 2e-7 * abs(Double(g[i]))) }
            }
        }
    }

    /// All layers of a network share one norm.
    @Test func clippingInANetwork() throws {
        func make() throws -> Network {
            try Network(input: 6, seed: 2) {
                Dense(300, .tanh)
                Dense(4)
            }
        }
        var random = RandomGenerator(seed: 1)
        let x = Tensor.normal([9, 6], using: &random)
        let (free, limited) = (try make(), try make())
        for network in [free, limited] { try network.backward(network.forward(x)) }
        let gradients = free.parameters.flatMap(\.gradient.values).map(Double.init)
        let norm = gradients.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let before = free.parameters.flatMap(\.value.values)
        var state = try OptimizerState(.sgd(1).clipped(toNorm: norm / 4), for: limited)
        state.step(limited)
        for (i, value) in limited.parameters.flatMap(\.value.values).enumerated() {
            #expect(abs(Double(value) - (Double(before[i]) - gradients[i] / 4)) < 1e-6)
        }
    }

    @Test func clippingDoesNotDependOnThreads() throws {
        var random = RandomGenerator(seed: 8)
        let g = Tensor.normal([200_003], using: &random).values
        let results = try [1, 2, 3, 7].map { threads in
            try Threads.with(count: threads) {
                var state = try OptimizerState(Adam(learningRate: 0.1).clipped(toNorm: 1), count: g.count)
                var θ = [Float](repeating: 0, count: g.count)
                for _ in 0..<2 { state.step(&θ, gradient: g) }
                return θ
            }
        }
        for other in results.dropFirst() { #expect(other == results[0]) }
    }

    /// Gradients that are not finite are not made finite.
    @Test func clippingHidesNoNaN() throws {
        for bad in [Float.nan, .infinity] {
            var state = try OptimizerState(.sgd(1).clipped(toNorm: 1), count: 2)
            var θ: [Float] = [0, 0]
            state.step(&θ, gradient: [bad, 1])
            #expect(!θ[0].isFinite)
        }
    }

    @Test func limitsThatMakeNoSenseAreRefused() {
        for limit in [0, -1, Double.nan, .infinity] {
            #expect(throws: NetworkError.self) { try Adam(learningRate: 1).clipped(toNorm: limit).validate() }
        }
        #expect(throws: NetworkError.self) { try Adam(learningRate: -1).clipped(toNorm: 1).validate() }
        #expect(Adam(learningRate: 1).clipped(toNorm: 3).clipped(toNorm: 5).gradientNormLimit == 3)
    }

    // MARK: Schedules

    @Test(arguments: [(0.1, 3), (0.1, 6), (0.1, 7), (0.2, 3), (0.7, 3), (0.1, 10), (1.0 / 3, 3), (0.3, 1000)])
    func aStaircaseIsOnTime(_ width: Double, _ stair: Int) {
        // The boundary as a decimal, rounded to a Double otherwise than the product.
        let boundary = Double(String(format: "%.6f", width * Double(stair)))!
        let schedule = StepDecay(from: 1, factor: 0.999, every: width)
        #expect(abs(schedule.rate(at: boundary) / pow(0.999, Double(stair)) - 1) < 1e-12)
        #expect(abs(schedule.rate(at: boundary - 1e-6) / pow(0.999, Double(stair - 1)) - 1) < 1e-12)
    }

    @Test func aStaircaseThroughAnOptimizersState() throws {
        for (stepsPerEpoch, width) in [(10, 0.1), (3, 1.0 / 3), (7, 3.0 / 7), (600, 0.1)] {
            let stepsOfStair = Int((width * Double(stepsPerEpoch)).rounded())
            var state = try OptimizerState(
                .sgd(.steps(from: 1, factor: 0.5, every: width)), count: 1, stepsPerEpoch: stepsPerEpoch)
            var θ: [Float] = [0]
            for step in 0..<40 {
                #expect(state.learningRate == pow(0.5, Double(step / stepsOfStair)), "\(width): step \(step)")
                state.step(&θ, gradient: [1])
            }
        }
    }

    /// After a warm-up too, whose end is subtracted from the time.
    @Test func aStaircaseAfterAWarmUp() {
        let schedule = WarmUp(over: 5, then: .steps(from: 1, factor: 0.5, every: 0.1))
        for tenth in 0..<30 {
            #expect(schedule.rate(at: Double(50 + tenth) / 10) == pow(0.5, Double(tenth)), "\(tenth)")
        }
    }

    /// Too large for the Float that it becomes, or growing without end.
    @Test func ratesThatOverflowAreRefused() {
        let optimizers: [any Optimizer] = [
            .sgd(1e39), .sgd(.cosine(from: 1e39, over: 1)), .sgd(.exponential(from: 1, to: 1e39, over: 1)),
            .sgd(.steps(from: 1, factor: 2, every: 1)), .sgd(.warmUp(over: 1, then: 1e39)),
        ]
        for optimizer in optimizers { #expect(throws: NetworkError.self) { try optimizer.validate() } }
    }

    // MARK: Names and constants

    @Test func shortFormsAreTheLongOnes() {
        let pairs: [(any Optimizer, any Optimizer)] = [
            (.adam, .adam(learningRate: 0.001)), (.adam(0.01), .adam(learningRate: 0.01)),
            (.adam(), .adam(learningRate: 0.001)), (.adamW, .adamW(learningRate: 0.001, weightDecay: 0.01)),
            (.adamW(0.1, weightDecay: 0.5), .adamW(learningRate: 0.1, weightDecay: 0.5)),
            (.rmsProp, .rmsProp(learningRate: 0.001)), (.adaGrad, .adaGrad(learningRate: 0.01)),
            (.sgd(0.1), .sgd(learningRate: 0.1)), (.momentum(0.1), .momentum(learningRate: 0.1)),
            (.nesterov(0.1), .nesterov(learningRate: 0.1)), (.sgd(0.1), .gradientDescent(learningRate: 0.1)),
            (.adam(.cosine(from: 0.1, over: 3)), .adam(learningRate: .cosine(from: 0.1, over: 3))),
            (.adam.clipped(toNorm: 1), .adam(0.001).clipped(toNorm: 1)),
        ]
        for (short, long) in pairs { #expect(short.description == long.description) }
    }

    @Test func descriptionsTellAllConstants() {
        let descriptions: [(any Optimizer, String)] = [
            (.adam, "adam(0.001, β₁ 0.9, β₂ 0.999, ε 1e-08)"),
            (.adamW(0.1), "adamw(0.1, β₁ 0.9, β₂ 0.999, ε 1e-08, λ 0.01)"),
            (
                .sgd(.warmUp(over: 1, then: .cosine(from: 0.1, over: 9))),
                "sgd(warmUp(over 1.0, then cosine(0.1 to 0.0 over 9.0)))"
            ),
            (.momentum(.steps(from: 1, factor: 0.5, every: 2)), "momentum(steps(1.0 times 0.5 every 2.0), μ 0.9)"),
            (.nesterov(.exponential(from: 1, to: 0.1, over: 2)), "nesterov(exponential(1.0 to 0.1 over 2.0), μ 0.9)"),
            (.adaGrad, "adagrad(0.01, ε 1e-08)"), (.rmsProp, "rmsprop(0.001, ρ 0.9, ε 1e-08)"),
            (.sgd(Float(0.5)).clipped(toNorm: 2), "sgd(0.5).clipped(toNorm: 2.0)"),
        ]
        for (optimizer, description) in descriptions { #expect(optimizer.description == description) }
    }

    /// An optimizer as a reader would write it: no pointers, and described without a word.
    private struct SignDescent: Optimizer {
        let name = "sign descent"
        let learningRate: any LearningRate
        var momentCount: Int { 2 }

        func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
            let (sum, count) = (moments[0], moments[1])
            for i in θ.indices {
                sum[i] += g[i]
                count[i] += 1
                θ[i] -= Lanes(repeating: η).replacing(with: -η, where: g[i] .< 0)
            }
        }
    }

    @Test func anOptimizerOfOnesOwn() throws {
        let count = 50_001
        var state = try OptimizerState(SignDescent(learningRate: 0.5), count: count)
        var θ = [Float](repeating: 1, count: count)
        let g = (0..<count).map { $0 % 3 == 0 ? Float($0) : -1 }
        for _ in 0..<2 { state.step(&θ, gradient: g) }
        for i in 0..<count { #expect(θ[i] == (i % 3 == 0 ? 0 : 2)) }
        #expect(state.moment(0) == g.map { 2 * $0 } && state.moment(1).allSatisfy { $0 == 2 })
        #expect(SignDescent(learningRate: 0.5).description == #"SignDescent(name: "sign descent", learningRate: 0.5)"#)
    }

    // MARK: Saving

    @Test(arguments: 0..<7)
    func aRestoredStateGoesOnAsTheFirstWould(_ index: Int) throws {
        let optimizer = Self.all[index]
        var random = RandomGenerator(seed: 2)
        var state = try OptimizerState(optimizer, count: 21)
        var θ = Tensor.normal([21], using: &random).values
        for _ in 0..<5 { state.step(&θ, gradient: Tensor.normal([21], using: &random).values) }
        let snapshot = state.snapshot
        #expect(snapshot.steps == 5 && snapshot.moments.count == optimizer.momentCount * 21)
        var other = try OptimizerState(optimizer, count: 21)
        try other.restore(snapshot)
        #expect(other.snapshot == snapshot)
        var θ2 = θ
        for _ in 0..<5 {
            let g = Tensor.normal([21], using: &random).values
            state.step(&θ, gradient: g)
            other.step(&θ2, gradient: g)
        }
        #expect(θ == θ2 && state.snapshot == other.snapshot)
    }

    @Test func snapshotsOfOtherStatesAreRefused() throws {
        var state = try OptimizerState(.adam, count: 3)
        let momentum = try OptimizerState(.momentum(0.1), count: 3).snapshot
        let error = #expect(throws: NetworkError.self) { try state.restore(momentum) }
        #expect(error?.description == "Adam remembers 6 numbers for these parameters, not 3.")
        #expect(throws: NetworkError.self) {
            try state.restore(OptimizerState.Snapshot(steps: -1, moments: [0, 0, 0, 0, 0, 0]))
        }
    }
}

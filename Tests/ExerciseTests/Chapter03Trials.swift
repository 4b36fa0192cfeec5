import Foundation
import NeuralNetworks
import Tensors
import Workbook

@testable import Chapter03_Optimizers

let chapter03Trials: [ExerciseTrial] = [
    .momentumStep, .efficientAdam, .squaredErrorGradient, .batchStep, .amsGrad, .goingBack,
]

// MARK: 3.1 One step of momentum

extension ExerciseTrial {
    static let momentumStep = ExerciseTrial(
        MomentumStepExercise.self, solution: MomentumAnswer { v, g, μ in μ * v + g },
        wrong: [
            WrongTrial(
                "climbs", MomentumAnswer(sign: 1) { v, g, μ in μ * v + g },
                says: "for θ = 0, η = 0.5, μ = 0.0 after the gradients [[1.0]]: expected [-0.5], got [0.5]"),
            WrongTrial(
                "averages the gradients", MomentumAnswer { v, g, μ in μ * v + (1 - μ) * g },
                says: "for θ = 0, η = 0.5, μ = 0.5 after the gradients [[1.0]]: expected [-0.5], got [-0.25]"),
            WrongTrial(
                "forgets the velocity", MomentumAnswer { _, g, _ in g },
                says: "for θ = 0, η = 0.5, μ = 0.5 after the gradients [[1.0], [1.0]]: expected [-1.25], got [-1]"),
            WrongTrial(
                "moves before it takes up the gradient", MomentumAnswer(movesFirst: true) { v, g, μ in μ * v + g },
                says: "for θ = 0, η = 0.5, μ = 0.0 after the gradients [[1.0]]: expected [-0.5], got [0]"),
        ])
}

private struct MomentumAnswer: MomentumRule {
    var sign = -1.0
    var movesFirst = false
    let velocity: @Sendable (_ v: Double, _ g: Double, _ μ: Double) -> Double

    func step(
        _ θ: inout [Double], velocity v: inout [Double], gradient g: [Double], learningRate η: Double,
        momentum μ: Double
    ) throws {
        for i in θ.indices {
            if movesFirst { θ[i] += sign * η * v[i] }
            v[i] = velocity(v[i], g[i], μ)
            if !movesFirst { θ[i] += sign * η * v[i] }
        }
    }
}

// MARK: 3.2 Adam's ε

extension ExerciseTrial {
    static let efficientAdam = ExerciseTrial(
        EfficientAdamExercise.self,
        solution: AdamAnswer { m, v, c1, c2, ε in c2.squareRoot() / c1 * m / (v.squareRoot() + c2.squareRoot() * ε) },
        wrong: [
            WrongTrial(
                "has ε under the root",
                AdamAnswer { m, v, c1, c2, ε in c2.squareRoot() / c1 * m / (v + c2 * ε).squareRoot() },
                says: "for η = 1 and the gradients [1e-08]: expected -0.5, got -0.0001"),
            WrongTrial(
                "takes ε for ε̂",
                AdamAnswer { m, v, c1, c2, ε in c2.squareRoot() / c1 * m / (v.squareRoot() + ε) },
                says: "for η = 1 and the gradients [1e-08]: expected -0.5, got -0.0306534"),
            WrongTrial(
                "does not correct the first moment",
                AdamAnswer { m, v, c1, c2, ε in c2.squareRoot() * m / (v.squareRoot() + c2.squareRoot() * ε) },
                says: "for η = 1 and the gradients [1]: expected -1, got -0.1"),
            WrongTrial(
                "does not correct the second moment", AdamAnswer { m, v, c1, _, ε in m / c1 / (v.squareRoot() + ε) },
                says: "for η = 1 and the gradients [1]: expected -1, got -31.6"),
            WrongTrial(
                "counts steps from 0",
                AdamAnswer(offset: 1) { m, v, c1, c2, ε in
                    c2.squareRoot() / c1 * m / (v.squareRoot() + c2.squareRoot() * ε)
                }, says: "for η = 1 and the gradients [1]: expected -1, got -0.7"),
        ])
}

private struct AdamAnswer: AdamRule {
    var offset = 0
    /// From m, v, 1 − β₁ᵗ, 1 − β₂ᵗ and ε.
    let ratio: @Sendable (Double, Double, Double, Double, Double) -> Double

    func step(
        _ θ: inout Double, m: inout Double, v: inout Double, gradient g: Double, number t: Int, learningRate η: Double
    ) throws {
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        let power = Double(t + offset)
        θ -= η * ratio(m, v, 1 - pow(0.9, power), 1 - pow(0.999, power), 1e-8)
    }
}

// MARK: 3.3 Everybody's mistakes

extension ExerciseTrial {
    static let squaredErrorGradient = ExerciseTrial(
        SquaredErrorGradientExercise.self,
        solution: ErrorAnswer { error, batch, _ in error.map { $0.map { $0 / batch } } },
        wrong: [
            WrongTrial(
                "means the errors over the batch, as the lecture does",
                ErrorAnswer { error, batch, _ in
                    let mean = error[0].indices.map { j in error.reduce(0) { $0 + $1[j] } / batch }
                    return error.map { _ in mean }
                }, says: "for y = [[1], [0]], t = [[0], [0]]: the gradient with respect to sample 1, component 0 is 0.5"
            ),
            WrongTrial(
                "forgets the batch size", ErrorAnswer { error, _, _ in error },
                says: "for y = [[1], [0]], t = [[0], [0]]: the gradient with respect to sample 0, component 0 is 1"),
            WrongTrial(
                "has the wrong sign", ErrorAnswer { error, batch, _ in error.map { $0.map { -$0 / batch } } },
                says: "for y = [[1]], t = [[0]]: the gradient with respect to sample 0, component 0 is -1"),
            WrongTrial(
                "forgets the ½", ErrorAnswer { error, batch, _ in error.map { $0.map { 2 * $0 / batch } } },
                says: "for y = [[1]], t = [[0]]: the gradient with respect to sample 0, component 0 is 2"),
            WrongTrial(
                "divides by the number of components, too",
                ErrorAnswer { error, batch, columns in error.map { $0.map { $0 / batch / columns } } },
                says:
                    "for y = [[1, 0], [0, 2]], t = [[0, 0], [1, 0]]: the gradient with respect to sample 0, component 0"
            ),
            WrongTrial(
                "is transposed",
                ErrorAnswer { error, batch, _ in
                    error[0].indices.map { j in error.map { $0[j] / batch } }
                }, says: "for y = [[1], [0]] the gradient must have 2 rows of 1 numbers, but it is [[0.5, 0]]"),
        ])
}

private struct ErrorAnswer: PredictionGradient {
    /// From the errors, the batch size and the number of components.
    let make: @Sendable ([[Double]], Double, Double) -> [[Double]]

    func gradient(predictions y: [[Double]], targets t: [[Double]]) throws -> [[Double]] {
        make(zip(y, t).map { zip($0, $1).map { $0 - $1 } }, Double(y.count), Double(y[0].count))
    }
}

// MARK: 3.4 Divided twice

extension ExerciseTrial {
    static let batchStep = ExerciseTrial(
        BatchStepExercise.self, solution: BatchAnswer(),
        wrong: [
            WrongTrial(
                "divides the step by the batch size", BatchAnswer(stepShare: { 1 / $0 }),
                says: "for the step from w = 0.0 with x = [1, 1], t = [1, 1], η = 1.0: expected 1, got 0.5"),
            WrongTrial(
                "takes the sum for the mean and divides the step",
                BatchAnswer(gradientShare: { $0 }, stepShare: { 1 / $0 }),
                says: "for ∂L/∂w at w = 0.0, x = [1, 1], t = [1, 1]: expected -1, got -2"),
            WrongTrial(
                "never divides", BatchAnswer(gradientShare: { $0 }),
                says: "for ∂L/∂w at w = 0.0, x = [1, 1], t = [1, 1]: expected -1, got -2"),
            WrongTrial(
                "climbs", BatchAnswer(stepShare: { _ in -1 }),
                says: "for the step from w = 0.0 with x = [1], t = [1], η = 1.0: expected 1, got -1"),
        ])
}

private struct BatchAnswer: LinearStep {
    /// What the right gradient and the right step are multiplied with, given the batch size.
    var gradientShare: @Sendable (Double) -> Double = { _ in 1 }
    var stepShare: @Sendable (Double) -> Double = { _ in 1 }

    func gradient(_ w: Double, inputs x: [Double], targets t: [Double]) throws -> Double {
        let batch = Double(x.count)
        return gradientShare(batch) * zip(x, t).reduce(0) { $0 + (w * $1.0 - $1.1) * $1.0 } / batch
    }

    func step(_ w: Double, inputs x: [Double], targets t: [Double], learningRate η: Double) throws -> Double {
        w - stepShare(Double(x.count)) * η * (try gradient(w, inputs: x, targets: t))
    }
}

// MARK: 3.5 AMSGrad

extension ExerciseTrial {
    static let amsGrad = ExerciseTrial(
        AMSGradExercise.self, solution: AMSGradAnswer(),
        wrong: [
            WrongTrial(
                "is the stub's gradient descent", AMSGradAnswer(kind: .descent),
                says:
                    "for θ = 0, η = 0.5, β₁ = 0.9, β₂ = 0.99, ε = 1e-08 after the gradients [[-2]]: expected [0.5]"
            ),
            WrongTrial(
                "is Adam", AMSGradAnswer(kind: .adam),
                says:
                    "for θ = 0, η = 1.0, β₁ = 0.9, β₂ = 0.99, ε = 1e-08 after the gradients [[1], [1]]: expected [-2.34687], got [-2]"
            ),
            WrongTrial(
                "never takes the maximum", AMSGradAnswer(kind: .noMaximum),
                says: "for θ = 0, η = 1.0, β₁ = 0.9, β₂ = 0.99, ε = 1e-08 after the gradients [[4], [0]]"),
            WrongTrial(
                "lets the denominator only shrink", AMSGradAnswer(kind: .minimum),
                says: "for θ = 0, η = 1.0, β₁ = 0.9, β₂ = 0.99, ε = 1e-08 after the gradients [[1]]: expected [-1]"),
            WrongTrial(
                "has ε under the root", AMSGradAnswer(kind: .epsilonInside),
                says: "for θ = 0, η = 1.0, β₁ = 0.9, β₂ = 0.99, ε = 0.001 after the gradients [[0.001]]"),
            WrongTrial(
                "climbs", AMSGradAnswer(kind: .ascent),
                says:
                    "for θ = 0, η = 1.0, β₁ = 0.9, β₂ = 0.99, ε = 1e-08 after the gradients [[1]]: expected [-1], got [1]"
            ),
        ])
}

private struct AMSGradAnswer: OptimizerMaker {
    enum Kind { case right, descent, adam, noMaximum, minimum, epsilonInside, ascent }
    var kind = Kind.right

    func make(learningRate η: Double, beta1 β1: Float, beta2 β2: Float, epsilon ε: Float) throws -> any Optimizer {
        if kind == .descent { return GradientDescent(learningRate: η) }
        return kind == .adam
            ? Adam(learningRate: η, beta1: β1, beta2: β2, epsilon: ε)
            : Rule(kind: kind, learningRate: η, β1: β1, β2: β2, ε: ε)
    }
}

private struct Rule: Optimizer {
    let kind: AMSGradAnswer.Kind
    let learningRate: any LearningRate
    let β1, β2, ε: Float

    var name: String { "amsgrad" }
    var momentCount: Int { 3 }

    func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        let (m, v, u) = (moments[0], moments[1], moments[2])
        for i in θ.indices {
            m[i] = β1 * m[i] + (1 - β1) * g[i]
            v[i] = β2 * v[i] + (1 - β2) * (g[i] * g[i])
            switch kind {
            case .noMaximum: u[i] = v[i]
            case .minimum: u[i] = pointwiseMin(u[i], v[i])
            default: u[i] = pointwiseMax(u[i], v[i])
            }
            let root = kind == .epsilonInside ? (u[i] + ε).squareRoot() : u[i].squareRoot() + ε
            θ[i] -= (kind == .ascent ? -η : η) * m[i] / root
        }
    }
}

// MARK: 3.6 Going back in the right order

extension ExerciseTrial {
    static let goingBack = ExerciseTrial(
        GoingBackExercise.self, solution: GoingBackAnswer(),
        wrong: [
            WrongTrial(
                "begins with nothing", GoingBackAnswer(seed: 0),
                says: "for y = node 0, where node 0 is an input: expected [1], got [0]"),
            WrongTrial(
                "replaces instead of adding", GoingBackAnswer(replaces: true),
                says: "for y = node 1, where node 0 is an input, node 1 uses node 0 with slope 3 and node 0 with slope "
                    + "3: expected [6, 1], got [3, 1]"),
            WrongTrial(
                "goes breadth first", GoingBackAnswer(order: .breadthFirst),
                says: "for y = node 3, where node 0 is an input, node 1 uses node 0 with slope 2, node 2 uses node 1 "
                    + "with slope 3, node 3 uses node 1 with slope 1 and node 2 with slope 1: expected [8, 4, 1, 1], "
                    + "got [2, 4, 1, 1]"),
            WrongTrial(
                "takes the numbers for the order", GoingBackAnswer(order: .stored),
                says: "for y = node 0, where node 0 uses node 2 with slope 1 and node 1 with slope 1, node 1 uses"),
            WrongTrial(
                "begins with every node that nothing uses", GoingBackAnswer(beginsWithAllEnds: true),
                says: "for y = node 1, where node 0 is an input, node 1 uses node 0 with slope 2, node 2 uses node 0"),
            WrongTrial(
                "hands on as soon as it is reached", GoingBackAnswer(order: .preorder),
                says: "for y = node 3, where node 0 is an input"),
        ])
}

private struct GoingBackAnswer: GraphSlopes {
    enum Order { case complete, stored, breadthFirst, preorder }
    var seed = 1.0
    var replaces = false
    var order = Order.complete
    var beginsWithAllEnds = false

    func slopes(of result: Int, in graph: [GraphNode]) throws -> [Double] {
        var slopes = [Double](repeating: 0, count: graph.count)
        let used = Set(graph.flatMap { $0.parents.map(\.node) })
        let ends = beginsWithAllEnds ? graph.indices.filter { !used.contains($0) } : []
        for end in ends + [result] { slopes[end] = seed }
        for node in nodes(before: ends + [result], in: graph) {
            for parent in graph[node].parents {
                slopes[parent.node] = (replaces ? 0 : slopes[parent.node]) + parent.slope * slopes[node]
            }
        }
        return slopes
    }

    private func nodes(before ends: [Int], in graph: [GraphNode]) -> [Int] {
        var (seen, nodes) = (Set<Int>(), [Int]())
        func visit(_ node: Int) {
            guard seen.insert(node).inserted else { return }
            if order == .preorder { nodes.append(node) }
            graph[node].parents.forEach { visit($0.node) }
            if order == .complete { nodes.append(node) }
        }
        switch order {
        case .stored: return graph.indices.reversed()
        case .preorder, .complete: ends.forEach(visit)
        case .breadthFirst:
            nodes = ends
            for (i, _) in graph.enumerated() where i < nodes.count {
                for parent in graph[nodes[i]].parents where !nodes.contains(parent.node) { nodes.append(parent.node) }
            }
        }
        return order == .complete ? nodes.reversed() : nodes
    }
}

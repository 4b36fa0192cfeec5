import Autoencoders
import Foundation
import NeuralNetworks
import Tensors
import Workbook

@testable import Chapter08_VariationalAutoencoder

let chapter08Trials: [ExerciseTrial] = [
    .divergenceGradient, .forgottenHalf, .varianceParameter, .scoreGradient, .dividedByCodeSize, .laplaceDecoder,
    .lawKeepingWay, .unconfoundedAttribute,
]

// MARK: 8.1 The gradient of the relative entropy

extension ExerciseTrial {
    static let divergenceGradient = ExerciseTrial(
        DivergenceGradientExercise.self, solution: CodeGradientAnswer(μ: { $0 }, λ: { 0.5 * (exp($0) - 1) }),
        wrong: [
            WrongTrial(
                "forgets the ½", CodeGradientAnswer(μ: { $0 }, λ: { exp($0) - 1 }),
                says: "for μ = [0], λ = [1]: expected [[0], [0.859141]], got [[0], [1.71828]]"),
            WrongTrial(
                "differentiates with respect to ln σ", CodeGradientAnswer(μ: { $0 }, λ: { exp(2 * $0) - 1 }),
                says: "for μ = [0], λ = [1]: expected [[0], [0.859141]], got [[0], [6.38906]]"),
            WrongTrial(
                "keeps the square of μ", CodeGradientAnswer(μ: { $0 * $0 }, λ: { 0.5 * (exp($0) - 1) }),
                says: "for μ = [-2], λ = [-1]: expected [[-2], [-0.31606]], got [[4], [-0.31606]]"),
            WrongTrial(
                "has the sign of the bound", CodeGradientAnswer(μ: { -$0 }, λ: { -0.5 * (exp($0) - 1) }),
                says: "for μ = [1], λ = [0]: expected [[1], [0]], got [[-1]"),
        ])
}

private struct CodeGradientAnswer: CodeGradient {
    let μ: @Sendable (Double) -> Double
    let λ: @Sendable (Double) -> Double

    func gradient(mean: [Double], logVariance: [Double]) throws -> [[Double]] { [mean.map(μ), logVariance.map(λ)] }
}

// MARK: 8.2 The forgotten ½

extension ExerciseTrial {
    static let forgottenHalf = ExerciseTrial(
        ForgottenHalfExercise.self, solution: SamplerAnswer(inside: 0.5, outside: 0.5),
        wrong: [
            WrongTrial(
                "takes the variance for the deviation", SamplerAnswer(inside: 1, outside: 1),
                says: "for the code for μ = 0.0, λ = 2.0, ε = 1.0: expected 2.71828, got 7.38906"),
            WrongTrial(
                "forgets the chain rule", SamplerAnswer(inside: 0.5, outside: 1),
                says: "for ∂z/∂λ at μ = 0.0, λ = 0.0, ε = 1.0: expected 0.5, got 1"),
            WrongTrial(
                "divides by the deviation", SamplerAnswer(inside: -0.5, outside: -0.5),
                says: "for the code for μ = 0.0, λ = 2.0, ε = 1.0: expected 2.71828, got 0.367879"),
        ])
}

private struct SamplerAnswer: CodeSampler {
    let inside, outside: Double

    func code(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double { μ + exp(inside * λ) * ε }
    func slope(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double {
        outside * exp(inside * λ) * ε
    }
}

// MARK: 8.3 Variance or its logarithm?

extension ExerciseTrial {
    static let varianceParameter = ExerciseTrial(
        VarianceParameterExercise.self, solution: StepsAnswer(),
        wrong: [
            WrongTrial(
                "climbs", StepsAnswer(sign: 1),
                says: "for v after a step of η = 0.1 from v = 2.0: expected 1.975, got 2.025"),
            WrongTrial(
                "forgets the chain rule", StepsAnswer(logGradient: { 0.5 * (1 - exp(-$0)) }),
                says: "for λ after a step of η = 0.1 from λ = 1.0: expected 0.914086, got 0.968394"),
            WrongTrial(
                "finds a limit for small variances too", StepsAnswer(limit: { 2 * $0 * $0 / abs($0 - 1) }),
                says: "for the largest step from v = 0.01: expected inf"),
            WrongTrial(
                "forgets that H is half the bracket", StepsAnswer(limit: { $0 <= 1 ? .infinity : $0 * $0 / ($0 - 1) }),
                says: "for the largest step from v = 1.25: expected 12.5, got 6.25"),
        ])
}

private struct StepsAnswer: VarianceSteps {
    var sign = -1.0
    var logGradient: @Sendable (Double) -> Double = { 0.5 * (exp($0) - 1) }
    var limit: @Sendable (Double) -> Double = { $0 <= 1 ? .infinity : 2 * $0 * $0 / ($0 - 1) }

    func variance(after η: Double, from v: Double) throws -> Double { v + sign * η * 0.5 * (1 - 1 / v) }
    func logVariance(after η: Double, from λ: Double) throws -> Double { λ + sign * η * logGradient(λ) }
    func largestStep(from v: Double) throws -> Double { limit(v) }
}

// MARK: 8.4 The sampler without reparametrisation

extension ExerciseTrial {
    static let scoreGradient = ExerciseTrial(
        ScoreGradientExercise.self,
        solution: ScoreAnswer { f, λ, ε in [f * ε / exp(0.5 * λ), f * 0.5 * (ε * ε - 1)] },
        wrong: [
            WrongTrial(
                "forgets the factor before the exponential",
                ScoreAnswer { f, λ, ε in [f * ε / exp(0.5 * λ), f * 0.5 * ε * ε] },
                says: "for f(z) = 1.0, μ = 0.0, λ = 0.0, ε = 1.0: expected [1, 0], got [1, 0.5]"),
            WrongTrial(
                "divides by the variance", ScoreAnswer { f, λ, ε in [f * ε / exp(λ), f * 0.5 * (ε * ε - 1)] },
                says: "for f(z) = 1.0, μ = 0.0, λ = 2.0, ε = 1.0: expected [0.367879, 0], got [0.135335, 0]"),
            WrongTrial(
                "forgets f", ScoreAnswer { _, λ, ε in [ε / exp(0.5 * λ), 0.5 * (ε * ε - 1)] },
                says: "for f(z) = 2.0, μ = 1.0, λ = 0.0, ε = -1.0: expected [-2, 0], got [-1, 0]"),
            WrongTrial(
                "differentiates with respect to ln σ",
                ScoreAnswer { f, λ, ε in [f * ε / exp(0.5 * λ), f * (ε * ε - 1)] },
                says: "for f(z) = 1.0, μ = 0.0, λ = 0.0, ε = 2.0: expected [2, 1.5], got [2, 3]"),
        ])
}

private struct ScoreAnswer: GradientWithoutTrick {
    /// From f, λ and ε.
    let make: @Sendable (Double, Double, Double) -> [Double]

    func estimate(value f: Double, mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> [Double] {
        make(f, λ, ε)
    }
}

// MARK: 8.5 β = 1/k

extension ExerciseTrial {
    static let dividedByCodeSize = ExerciseTrial(
        DividedByCodeSizeExercise.self, solution: BoundAnswer(),
        wrong: [
            WrongTrial(
                "divides by the code size", BoundAnswer(β: { 1 / $0 }),
                says: "for μ = [[1, 0]], λ = [[0, 0]], ε = [[0, 0]], x = [[1, 0]]: expected [[[1, 0]], "),
            WrongTrial(
                "multiplies by the code size", BoundAnswer(β: { $0 }),
                says: "for μ = [[1, 0]], λ = [[0, 0]], ε = [[0, 0]], x = [[1, 0]]: expected [[[1, 0]], "),
            WrongTrial(
                "sums over the batch", BoundAnswer(batch: { _ in 1 }),
                says: "for μ = [[1], [2]], λ = [[0.5], [-1]], ε = [[1], [-0.5]], x = [[0], [3]]: expected"),
            WrongTrial(
                "leaves the relative entropy out", BoundAnswer(β: { _ in 0 }),
                says: "for μ = [[1]], λ = [[0]], ε = [[0]], x = [[1]]: expected [[[1]], "),
        ])
}

private struct BoundAnswer: BoundGradient {
    /// The weight of the relative entropy by the code's size, and what the sum over the batch is divided by.
    var β: @Sendable (Double) -> Double = { _ in 1 }
    var batch: @Sendable (Double) -> Double = { $0 }

    func gradient(
        mean μ: [[Double]], logVariance λ: [[Double]], noise ε: [[Double]], samples x: [[Double]]
    ) throws -> [[[Double]]] {
        let (B, weight) = (batch(Double(μ.count)), β(Double(μ[0].count)))
        var (μGradient, λGradient) = (μ, λ)
        for i in μ.indices {
            for j in μ[i].indices {
                let σ = exp(0.5 * λ[i][j])
                let g = μ[i][j] + σ * ε[i][j] - x[i][j]
                μGradient[i][j] = (g + weight * μ[i][j]) / B
                λGradient[i][j] = 0.5 * (g * σ * ε[i][j] + weight * (σ * σ - 1)) / B
            }
        }
        return [μGradient, λGradient]
    }
}

// MARK: 8.6 A decoder with another noise

extension ExerciseTrial {
    static let laplaceDecoder = ExerciseTrial(
        LaplaceDecoderExercise.self, solution: LaplaceAnswer(),
        wrong: [
            WrongTrial(
                "forgets the constant of the density", LaplaceAnswer(constant: { _ in 0 }),
                says: "for the value for f(z) = [[1]], x = [[0]], b = 1.0: expected 1.69315, got 1"),
            WrongTrial(
                "adds up the batch", LaplaceAnswer(valueBatch: { _ in 1 }),
                says: "for the value for f(z) = [[1], [3]], x = [[0.5], [4]], b = 2.0: expected 1.76129, got 3.52259"),
            WrongTrial(
                "gives the gradient of the sum", LaplaceAnswer(gradientBatch: { _ in 1 }),
                says:
                    "for the gradient for f(z) = [[1], [3]], x = [[0.5], [4]], b = 2.0: expected [0.25, -0.25], got [0.5, -0.5]"
            ),
            WrongTrial(
                "has the gradient with respect to x", LaplaceAnswer(sign: -1),
                says: "for the gradient for f(z) = [[1]], x = [[0]], b = 1.0: expected [1], got [-1]"),
            WrongTrial(
                "forgets the scale in the gradient", LaplaceAnswer(slope: { _ in 1 }),
                says: "for the gradient for f(z) = [[0]], x = [[2]], b = 0.5: expected [-2], got [-1]"),
        ])
}

private struct LaplaceAnswer: LaplaceLossMaker {
    var constant: @Sendable (Double) -> Double = { log(2 * $0) }
    /// What the sums over the batch are divided by, from its size.
    var valueBatch: @Sendable (Double) -> Double = { $0 }
    var gradientBatch: @Sendable (Double) -> Double = { $0 }
    var sign = 1.0
    var slope: @Sendable (Double) -> Double = { 1 / $0 }

    func make(scale b: Double) throws -> any Loss { Laplace(answer: self, b: b) }

    struct Laplace: Loss {
        let answer: LaplaceAnswer
        let b: Double

        func value(_ y: Tensor, targets x: Tensor) throws -> Double {
            try (y - x).values.reduce(0) { $0 + Double(abs($1)) / b + answer.constant(b) }
                / answer.valueBatch(Double(y.rows))
        }

        func gradient(_ y: Tensor, targets x: Tensor) throws -> Tensor {
            let scale = answer.sign * answer.slope(b) / answer.gradientBatch(Double(y.rows))
            return try (y - x).map { Float(($0 > 0 ? 1 : -1) * scale) }
        }
    }
}

// MARK: 8.7 A way that keeps the law

extension ExerciseTrial {
    static let lawKeepingWay = ExerciseTrial(
        LawKeepingWayExercise.self, solution: WayAnswer { α, _ in (α * α + (1 - α) * (1 - α)).squareRoot() },
        wrong: [
            WrongTrial(
                "walks straight on", WayAnswer { _, _ in 1 },
                says: "for α = 0.5, z_left = [1], z_right = [1]: expected [1.41421], got [1]"),
            WrongTrial(
                "divides by the variance", WayAnswer { α, _ in α * α + (1 - α) * (1 - α) },
                says: "for α = 0.5, z_left = [1], z_right = [1]: expected [1.41421], got [2]"),
            WrongTrial(
                "divides by the length", WayAnswer { _, z in z.reduce(0) { $0 + $1 * $1 }.squareRoot() },
                says: "for α = 1.0, z_left = [1, 2], z_right = [3, -1]: expected [1, 2], got [0.447214, 0.894427]"),
            WrongTrial(
                "walks from left to right",
                WayAnswer(mirrored: true) { α, _ in (α * α + (1 - α) * (1 - α)).squareRoot() },
                says: "for α = 1.0, z_left = [1, 2], z_right = [3, -1]: expected [1, 2], got [3, -1]"),
        ])
}

private struct WayAnswer: CodeWay {
    var mirrored = false
    let divisor: @Sendable (_ α: Double, _ point: [Double]) -> Double

    func code(_ α: Double, left: [Double], right: [Double]) throws -> [Double] {
        let a = mirrored ? 1 - α : α
        let point = zip(left, right).map { a * $0 + (1 - a) * $1 }
        return point.map { $0 / divisor(a, point) }
    }
}

// MARK: 8.8 A new attribute vector

extension ExerciseTrial {
    static let unconfoundedAttribute = ExerciseTrial(
        UnconfoundedAttributeExercise.self, solution: DirectionAnswer { 0.5 * ($0 + $1) },
        wrong: [
            WrongTrial(
                "ignores the hats", PlainDirection(),
                says: "for codes of 3 faces with smile and hat, 1 with a hat, 1 with a smile, 3 with neither"),
            WrongTrial(
                "looks only under hats", DirectionAnswer { under, _ in under },
                says:
                    "for codes of 3 faces with smile and hat, 1 with a hat, 1 with a smile, 2 with neither, where "
                    + "a smile adds [1, -1, 0.5], a hat [2, 0, 1], both together [2, 4, 0] more: "
                    + "expected [2, 1, 0.5], got [3, 3, 0.5]"),
            WrongTrial(
                "adds without halving", DirectionAnswer { $0 + $1 },
                says:
                    "for codes of 1 faces with smile and hat, 1 with a hat, 1 with a smile, 1 with neither, where "
                    + "a smile adds [1], a hat [0]: expected [1], got [2]"),
            WrongTrial(
                "takes the smile away", DirectionAnswer { -0.5 * ($0 + $1) },
                says:
                    "for codes of 1 faces with smile and hat, 1 with a hat, 1 with a smile, 1 with neither, where "
                    + "a smile adds [1], a hat [0]: expected [1], got [-1]"),
        ])
}

private struct DirectionAnswer: AttributeDirection {
    let combine: @Sendable (_ underHats: Double, _ without: Double) -> Double

    func direction(codes: [[Double]], smiles: [Bool], hats: [Bool]) throws -> [Double] {
        func mean(_ smile: Bool, _ hat: Bool, _ j: Int) -> Double {
            let those = codes.indices.filter { smiles[$0] == smile && hats[$0] == hat }
            return those.reduce(0) { $0 + codes[$1][j] } / Double(those.count)
        }
        return codes[0].indices.map { j in
            combine(mean(true, true, j) - mean(false, true, j), mean(true, false, j) - mean(false, false, j))
        }
    }
}

private struct PlainDirection: AttributeDirection {
    func direction(codes: [[Double]], smiles: [Bool], hats: [Bool]) throws -> [Double] {
        func mean(_ smile: Bool, _ j: Int) -> Double {
            let those = codes.indices.filter { smiles[$0] == smile }
            return those.reduce(0) { $0 + codes[$1][j] } / Double(those.count)
        }
        return codes[0].indices.map { mean(true, $0) - mean(false, $0) }
    }
}

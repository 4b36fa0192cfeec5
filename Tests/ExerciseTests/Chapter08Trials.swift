import Autoencoders
import Foundation
import Tensors
import Workbook

@testable import Chapter08_VariationalAutoencoder

let chapter08Trials: [ExerciseTrial] = [
    .divergenceGradient, .forgottenHalf, .varianceParameter, .scoreGradient, .dividedByCodeSize, .laplaceDecoder,
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
                "gives the gradient of the sum", LaplaceAnswer(batch: { _ in 1 }),
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

private struct LaplaceAnswer: ReconstructionLossMaker {
    var constant: @Sendable (Double) -> Double = { log(2 * $0) }
    var batch: @Sendable (Double) -> Double = { $0 }
    var sign = 1.0
    var slope: @Sendable (Double) -> Double = { 1 / $0 }

    func make(scale b: Double) throws -> any ReconstructionLoss { Loss(answer: self, b: b) }

    struct Loss: ReconstructionLoss {
        let name = "Laplace"
        let answer: LaplaceAnswer
        let b: Double

        func evaluate(_ y: Tensor, of x: Tensor, gradient: UnsafeMutableBufferPointer<Float>?) -> Double {
            var sum = 0.0
            for i in 0..<y.count {
                let e = Double(y[flat: i] - x[flat: i])
                sum += abs(e) / b + answer.constant(b)
                gradient?[i] = Float(
                    answer.sign * (e > 0 ? 1 : -1) * answer.slope(b) / answer.batch(Double(y.rows)))
            }
            return sum
        }
    }
}

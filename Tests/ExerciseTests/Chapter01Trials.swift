import Foundation
import NeuralNetworks
import Workbook

@testable import Chapter01_ActivationFunctions

let chapter01Trials: [ExerciseTrial] = [.tanhFromSigmoid, .logSumExp, .softmaxBackward, .parametricReLU, .swish]

extension ExerciseTrial {
    // MARK: 1.1 tanh from the sigmoid

    static let tanhFromSigmoid = ExerciseTrial(
        TanhFromSigmoidExercise.self, solution: { x, σ in 2 * σ(2 * x) - 1 },
        wrong: [
            WrongTrial(
                "does not stretch", { x, σ in 2 * σ(x) - 1 }, says: "for x = 1: expected 0.761594, got 0.462117"),
            WrongTrial("does not scale", { x, σ in σ(2 * x) - 1 }, says: "for x = 0: expected 0, got -0.5"),
            WrongTrial(
                "has the wrong sign", { x, σ in 1 - 2 * σ(2 * x) }, says: "for x = 1: expected 0.761594, got -0.761594"),
            WrongTrial(
                "overflows, as the definition does",
                { x, _ in (exp(x) - exp(-x)) / (exp(x) + exp(-x)) }, says: "for x = 1000: expected 1, got"),
        ])

    // MARK: 1.2 Log-sum-exp

    static let logSumExp = ExerciseTrial(
        LogSumExpExercise.self,
        solution: { z, T in
            let m = z.max()!
            return m + T * log(z.reduce(0) { $0 + exp(($1 - m) / T) })
        },
        wrong: [
            WrongTrial(
                "overflows", { z, T in T * log(z.reduce(0) { $0 + exp($1 / T) }) },
                says: "for z = [1000] and T = 1.0: expected 1000, got inf"),
            WrongTrial(
                "does not multiply by the temperature",
                { z, T in
                    let m = z.max()!
                    return m + log(z.reduce(0) { $0 + exp(($1 - m) / T) })
                }, says: "for z = [0, 0] and T = 2.0: expected 1.38629, got 0.693147"),
            WrongTrial(
                "divides the maximum by the temperature",
                { z, T in
                    let m = z.max()!
                    return m / T + T * log(z.reduce(0) { $0 + exp(($1 - m) / T) })
                }, says: "for z = [1] and T = 2.0: expected 1, got 0.5"),
            WrongTrial(
                "does not add the maximum back",
                { z, T in
                    let m = z.max()!
                    return T * log(z.reduce(0) { $0 + exp(($1 - m) / T) })
                }, says: "for z = [1] and T = 1.0: expected 1, got 0"),
            WrongTrial(
                "takes the mean",
                { z, T in
                    let m = z.max()!
                    return m + T * log(z.reduce(0) { $0 + exp(($1 - m) / T) } / Double(z.count))
                }, says: "for z = [0, 0] and T = 1.0: expected 0.693147, got 0"),
        ])

    // MARK: 1.3 Softmax's derivative

    static let softmaxBackward = ExerciseTrial(
        SoftmaxBackwardExercise.self, solution: { g, s in zip(s, g).map { $0 * ($1 - dot(g, s)) } },
        wrong: [
            WrongTrial(
                "takes the diagonal only", { g, s in zip(s, g).map { $0 * (1 - $0) * $1 } },
                says: "for s = [0.5, 0.5] and g = [1, 0]: expected [0.25, -0.25], got [0.25, 0]"),
            WrongTrial(
                "adds what it must subtract", { g, s in zip(s, g).map { $0 * ($1 + dot(g, s)) } },
                says: "for s = [0.5, 0.5] and g = [1, 0]: expected [0.25, -0.25], got [0.75, 0.25]"),
            WrongTrial(
                "sums g without s", { g, s in zip(s, g).map { $0 * ($1 - g.reduce(0, +)) } },
                says: "for s = [0.5, 0.5] and g = [1, 0]: expected [0.25, -0.25], got [0, -0.5]"),
            WrongTrial(
                "leaves the diagonal out", { g, s in s.map { -$0 * dot(g, s) } },
                says: "for s = [0.5, 0.5] and g = [1, 0]: expected [0.25, -0.25], got [-0.25, -0.25]"),
            WrongTrial(
                "is one component short", { g, s in zip(s, g).map { $0 * ($1 - dot(g, s)) }.dropLast() },
                says: "for s = [0.5, 0.5] and g = [1, 0]: expected [0.25, -0.25], got [0.25]"),
        ])

    // MARK: 1.4 Parametric ReLU

    static let parametricReLU = ExerciseTrial(
        ParametricReLUExercise.self, solution: Rectifier(),
        wrong: [
            WrongTrial(
                "is max(αz, z)", Rectifier(value: { z, α in max(α * z, z) }),
                says: "for α = 1.5, z = 1: expected 1, got 1.5"),
            WrongTrial(
                "exchanges the sides", Rectifier(value: { z, α in z > 0 ? α * z : z }),
                says: "for α = 0.25, z = 1: expected 1, got 0.25"),
            WrongTrial(
                "is dead at the kink", Rectifier(derivative: { z, α in z > 0 ? 1 : z < 0 ? α : 0 }),
                says: "the derivative at z = 0 with α = 0.25 must lie between α and 1, but is 0.0"),
            WrongTrial(
                "takes αz for its derivative", Rectifier(derivative: { z, α in z > 0 ? 1 : α * z }),
                says: "for the derivative at z = -1.0 with α = 0.25: expected 0.25, got -0.25"),
            WrongTrial(
                "divides by the batch size again",
                Rectifier(slopeGradient: { z, g in zip(z, g).reduce(0) { $0 + min($1.0, 0) * $1.1 } / Double(z.count) }
                ),
                says:
                    "for ∂L/∂α of the batch z = [-1, 3] with targets [0.5, 1] and α = 0.25: expected 0.375, got 0.1875"),
            WrongTrial(
                "takes the positive side",
                Rectifier(slopeGradient: { z, g in zip(z, g).reduce(0) { $0 + max($1.0, 0) * $1.1 } }),
                says: "for ∂L/∂α of the batch z = [-2] with targets [0] and α = 0.25: expected 1, got 0"),
            WrongTrial(
                "has the wrong sign",
                Rectifier(slopeGradient: { z, g in zip(z, g).reduce(0) { $0 - min($1.0, 0) * $1.1 } }),
                says: "for ∂L/∂α of the batch z = [-2] with targets [0] and α = 0.25: expected 1, got -1"),
        ])

    // MARK: 1.5 Swish

    static let swish = ExerciseTrial(
        SwishExercise.self, solution: { AnySwish(β: $0) },
        wrong: [
            WrongTrial("ignores β", { _ in SiLU() }, says: "for β = 0.0 and z = 1.0: expected 0.5, got 0.731059"),
            WrongTrial(
                "forgets the inner derivative",
                {
                    AnySwish(
                        β: $0,
                        slope: { z, β in
                            let σ = Sigmoid().value(β * z)
                            return σ * (1 + z * (1 - σ))
                        })
                }, says: "for the derivative for β = 0.0 at z = 1.0: expected 0.5, got 0.75"),
            WrongTrial(
                "forgets the product rule", { AnySwish(β: $0, slope: { z, β in Sigmoid().value(β * z) }) },
                says: "for the derivative for β = 1.0 at z = 1.0: expected 0.927671, got 0.731059"),
            WrongTrial(
                "has the wrong sign",
                {
                    AnySwish(
                        β: $0,
                        slope: { z, β in
                            let σ = Sigmoid().value(β * z)
                            return σ * (1 - β * z * (1 - σ))
                        })
                }, says: "for the derivative for β = 1.0 at z = 1.0: expected 0.927671, got 0.534"),
            WrongTrial(
                "has β outside", { AnySwish(β: $0, value: { z, β in β * z * Sigmoid().value(z) }) },
                says: "for β = 0.0 and z = 1.0: expected 0.5, got 0"),
        ])
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// The parametric ReLU, and what becomes of it with another function.
private struct Rectifier: ParametricRectifier {
    var value: @Sendable (Double, Double) -> Double = { z, α in z > 0 ? z : α * z }
    var derivative: @Sendable (Double, Double) -> Double = { z, α in z > 0 ? 1 : α }
    var slopeGradient: @Sendable ([Double], [Double]) -> Double = { z, g in
        zip(z, g).reduce(0) { $0 + min($1.0, 0) * $1.1 }
    }

    func value(_ z: Double, slope α: Double) -> Double { value(z, α) }
    func derivative(_ z: Double, slope α: Double) -> Double { derivative(z, α) }
    func slopeGradient(_ z: [Double], gradient g: [Double]) -> Double { slopeGradient(z, g) }
}

/// Swish, and what becomes of it with another value or derivative.
private struct AnySwish: ElementwiseActivation {
    var β: Float
    var value: @Sendable (Float, Float) -> Float = { z, β in z * Sigmoid().value(β * z) }
    var slope: @Sendable (Float, Float) -> Float = { z, β in
        let σ = Sigmoid().value(β * z)
        return σ * (1 + β * z * (1 - σ))
    }

    func value(_ z: Float) -> Float { value(z, β) }
    func derivative(_ z: Float) -> Float { slope(z, β) }
}

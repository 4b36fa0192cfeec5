import Foundation
import NeuralNetworks
import Workbook

@testable import Chapter02_LossFunctions

let chapter02Trials: [ExerciseTrial] = [
    .meanSquaredError, .crossEntropyFromLogit, .printedLoss, .huberLoss, .focalLoss,
]

private func σ(_ z: Double) -> Double { 1 / (1 + exp(-z)) }

// MARK: 2.1 The mean squared error by hand

private func squares(_ y: [[Double]], _ t: [[Double]]) -> Double {
    var sum = 0.0
    for (y, t) in zip(y.joined(), t.joined()) { sum += (y - t) * (y - t) }
    return sum
}

extension ExerciseTrial {
    static let meanSquaredError = ExerciseTrial(
        MeanSquaredErrorExercise.self, solution: { squares($0, $1) / Double(2 * $0.count) },
        wrong: [
            WrongTrial(
                "forgets the ½", { squares($0, $1) / Double($0.count) },
                says: "for predictions [[3]] and targets [[1]]: expected 2, got 4"),
            WrongTrial(
                "sums over the samples", { squares($0, $1) / 2 },
                says: "for predictions [[3], [1]] and targets [[1], [1]]: expected 1, got 2"),
            WrongTrial(
                "averages over the components too", { squares($0, $1) / Double(2 * $0.count * $0[0].count) },
                says: "for predictions [[3, 4]] and targets [[0, 0]]: expected 12.5, got 6.25"),
            WrongTrial(
                "does not square", { y, t in sqrt(squares(y, t)) / Double(2 * y.count) },
                says: "for predictions [[3]] and targets [[1]]: expected 2, got 1"),
        ])
}

// MARK: 2.2 Cross-entropy that does not overflow

private struct LogitAnswer: CrossEntropyFromLogitFunctions {
    var value: @Sendable (Double, Double) -> Double = { z, y in (max(z, 0) - y * z) + log1p(exp(-abs(z))) }
    var derivative: @Sendable (Double, Double) -> Double = { z, y in σ(z) - y }

    func value(logit z: Double, target y: Double) throws -> Double { value(z, y) }
    func derivative(logit z: Double, target y: Double) throws -> Double { derivative(z, y) }
}

extension ExerciseTrial {
    static let crossEntropyFromLogit = ExerciseTrial(
        CrossEntropyFromLogitExercise.self, solution: LogitAnswer(),
        wrong: [
            WrongTrial(
                "is the definition", LogitAnswer(value: { z, y in -y * log(σ(z)) - (1 - y) * log(1 - σ(z)) }),
                says: "for z = 40 and y = 0: expected 40, got"),
            WrongTrial(
                "overflows", LogitAnswer(value: { z, y in log(1 + exp(z)) - y * z }),
                says: "for z = 1000 and y = 0: expected 1000, got"),
            WrongTrial(
                "rounds to zero", LogitAnswer(value: { z, y in max(z, 0) + log(1 + exp(-abs(z))) - y * z }),
                says: "for z = 40 and y = 1: expected 4.24835e-18, got 0"),
            WrongTrial(
                "adds the small number to the large one",
                LogitAnswer(value: { z, y in max(z, 0) + log1p(exp(-abs(z))) - y * z }),
                says: "for z = 40 and y = 1: expected 4.24835e-18, got 0"),
            WrongTrial(
                "has the labels exchanged",
                LogitAnswer(value: { z, y in max(z, 0) + log1p(exp(-abs(z))) - (1 - y) * z }),
                says: "for z = 1 and y = 0: expected 1.31326, got 0.313262"),
            WrongTrial(
                "has the sign of the gradient wrong", LogitAnswer(derivative: { z, y in y - σ(z) }),
                says: "for the derivative at z = 0, y = 0: expected 0.5, got -0.5"),
            WrongTrial(
                "keeps σ′, as for the squared error",
                LogitAnswer(derivative: { z, y in (σ(z) - y) * σ(z) * (1 - σ(z)) }),
                says: "for the derivative at z = 0, y = 0: expected 0.5, got 0.125"),
        ])
}

// MARK: 2.3 What is printed is not what is minimised

private func categorical(_ p: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for (p, y) in zip(p, y) where y != 0 { sum -= y * log(p) }
    return sum
}

/// With 0 · ln 0 as it comes.
private func unguarded(_ p: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for (p, y) in zip(p, y) { sum -= y * log(p) }
    return sum
}

private func elementwise(_ p: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for (p, y) in zip(p, y) { sum -= y * log(p) + (1 - y) * log(1 - p) }
    return sum
}

private let twoZeros =
    "for logits [0, 0] and target [1, 0]: the gradient by central differences: expected [-0.5, 0.5], got "

extension ExerciseTrial {
    static let printedLoss = ExerciseTrial(
        PrintedLossExercise.self, solution: { categorical($0, $1) },
        wrong: [
            WrongTrial(
                "is left as it was",
                { elementwise($0, $1) },
                says: twoZeros + "[-1"),
            WrongTrial(
                "has the wrong sign", { -categorical($0, $1) },
                says: twoZeros + "[0.5"),
            WrongTrial(
                "averages over the classes", { categorical($0, $1) / Double($0.count) },
                says: twoZeros + "[-0.25"),
            WrongTrial(
                "does not stand a probability of 0", { unguarded($0, $1) },
                says: "for p = [1, 0, 0] and y = [1, 0, 0]: expected the loss 0, got"),
            WrongTrial(
                "is off by a constant", { categorical($0, $1) + 1 },
                says: "for p = [1, 0, 0] and y = [1, 0, 0]: expected the loss 0, got 1"),
        ])
}

// MARK: 2.4 Huber's loss

private struct Huber: ElementwiseLoss {
    let name = "Huber"
    var delta: Float
    var term: @Sendable (_ e: Float, _ δ: Float) -> Float = { e, δ in
        abs(e) <= δ ? 0.5 * e * e : δ * (abs(e) - 0.5 * δ)
    }
    var slope: @Sendable (_ e: Float, _ δ: Float) -> Float = { e, δ in min(max(e, -δ), δ) }

    func value(_ y: Float, target t: Float) -> Float { term(y - t, delta) }
    func derivative(_ y: Float, target t: Float) -> Float { slope(y - t, delta) }
}

extension ExerciseTrial {
    static let huberLoss = ExerciseTrial(
        HuberLossExercise.self, solution: { Huber(delta: $0) },
        wrong: [
            WrongTrial(
                "forgets the ½", { Huber(delta: $0, term: { e, δ in abs(e) <= δ ? e * e : δ * (2 * abs(e) - δ) }) },
                says: "for δ = 1 and the errors [0.5]: expected 0.125, got 0.25"),
            WrongTrial(
                "jumps at δ", { Huber(delta: $0, term: { e, δ in abs(e) <= δ ? 0.5 * e * e : δ * abs(e) }) },
                says: "for δ = 1 and the errors [3]: expected 2.5, got 3"),
            WrongTrial(
                "ignores δ", { _ in Huber(delta: 1) }, says: "for δ = 2 and the errors [3]: expected 4, got 2.5"),
            WrongTrial(
                "has the sign of the gradient wrong", { Huber(delta: $0, slope: { e, δ in -min(max(e, -δ), δ) }) },
                says: "for the gradient with δ = 1 and the errors [0.5]: expected [0.5], got [-0.5]"),
            WrongTrial(
                "loses the sign far out", { Huber(delta: $0, slope: { e, δ in abs(e) <= δ ? e : δ }) },
                says: "for the gradient with δ = 1 and the errors [-3]: expected [-1], got [1]"),
        ])
}

// MARK: 2.5 The focal loss

private struct FocalAnswer: FocalLossFunctions {
    var value: @Sendable (_ p: Double, _ γ: Double) -> Double = { p, γ in -pow(1 - p, γ) * log(p) }
    /// ∂ℓ/∂z for y = 1.
    var slope: @Sendable (_ p: Double, _ γ: Double) -> Double = { p, γ in pow(1 - p, γ) * (γ * p * log(p) + p - 1) }
    var sign = -1.0

    func value(logit z: Double, target y: Double, gamma: Double) throws -> Double {
        value(σ(y == 1 ? z : -z), gamma)
    }
    func derivative(logit z: Double, target y: Double, gamma: Double) throws -> Double {
        y == 1 ? slope(σ(z), gamma) : sign * slope(σ(-z), gamma)
    }
}

extension ExerciseTrial {
    static let focalLoss = ExerciseTrial(
        FocalLossExercise.self, solution: FocalAnswer(),
        wrong: [
            WrongTrial(
                "turns the hard samples down", FocalAnswer(value: { p, γ in -pow(p, γ) * log(p) }),
                says: "for z = 1, y = 1 and γ = 2: expected 0.0226581, got"),
            WrongTrial(
                "treats the factor as a constant", FocalAnswer(slope: { p, γ in pow(1 - p, γ) * (p - 1) }),
                says: "for the derivative at z = 0, y = 1 and γ = 2: expected"),
            WrongTrial(
                "forgets the sign for y = 0", FocalAnswer(sign: 1),
                says: "for the derivative at z = 0, y = 0 and γ = 0: expected 0.5, got -0.5"),
            WrongTrial(
                "forgets p in the first term",
                FocalAnswer(slope: { p, γ in pow(1 - p, γ) * (γ * log(p) + p - 1) }),
                says: "for the derivative at z = 0, y = 1 and γ = 2: expected"),
        ])
}

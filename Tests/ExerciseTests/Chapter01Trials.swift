import Foundation
import Workbook

@testable import Chapter01_ActivationFunctions

let chapter01Trials: [ExerciseTrial] = [.swish]

// MARK: 1.1 Swish

extension ExerciseTrial {
    static let swish = ExerciseTrial(
        SwishExercise.self, solution: SwishAnswer(),
        wrong: [
            WrongTrial(
                "forgets the factor x", SwishAnswer(value: { σ($0) }), says: "for x = 0: expected 0, got 0.5"),
            WrongTrial(
                "has the wrong sign in the exponent", SwishAnswer(value: { $0 * σ(-$0) }),
                says: "for x = 1: expected 0.731059, got 0.268941"),
            WrongTrial(
                "overflows", SwishAnswer(value: { $0 * exp($0) / (1 + exp($0)) }),
                says: "for x = 800: expected 800, got"),
            WrongTrial(
                "differentiates only the first factor", SwishAnswer(derivative: { σ($0) }),
                says: "for f′(x) at x = 1: expected 0.927671, got 0.731059"),
            WrongTrial(
                "multiplies the derivatives", SwishAnswer(derivative: { σ($0) * (1 - σ($0)) }),
                says: "for f′(x) at x = 0: expected 0.5, got 0.25"),
        ])
}

private func σ(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The solution, and what becomes of it with another value or derivative.
private struct SwishAnswer: SwishFunctions {
    var value: @Sendable (Double) -> Double = { $0 * σ($0) }
    var derivative: @Sendable (Double) -> Double = { σ($0) + $0 * σ($0) * (1 - σ($0)) }

    func value(_ x: Double) throws -> Double { value(x) }
    func derivative(_ x: Double) throws -> Double { derivative(x) }
}

import Foundation
import Testing
import Workbook

/// What is known of an exercise: a solution that must pass, and wrong answers that must be refused.
///
/// ```swift
/// extension ExerciseTrial {
///     static let swish = ExerciseTrial(
///         SwishExercise.self, solution: Solution(),
///         wrong: [WrongTrial("forgets x", ForgetsX(), says: "for x = 0: expected 0, got 0.5")])
/// }
/// ```
struct ExerciseTrial: Sendable, CustomTestStringConvertible {
    let exercise: any Exercise.Type
    let judgeSolution: @Sendable () -> Verdict
    let wrong: [Refusal]

    /// A wrong answer with its type forgotten.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let id: String
        let mistake: String
        let judge: @Sendable () -> Verdict
        let message: String

        var testDescription: String { "\(id): \(mistake)" }
    }

    init<E: Exercise>(
        _ exercise: E.Type, solution: @autoclosure @escaping @Sendable () -> E.Solution, wrong: [WrongTrial<E.Solution>]
    ) {
        self.exercise = exercise
        judgeSolution = { E.verdict(on: solution()) }
        self.wrong = wrong.map { trial in
            Refusal(
                id: E.id, mistake: trial.mistake, judge: { E.verdict(on: trial.answer()) }, message: trial.message)
        }
    }

    var testDescription: String { "\(exercise.id) \(exercise.title)" }
}

/// A plausible mistake, and what the check must say of it.
struct WrongTrial<Solution>: Sendable {
    let mistake: String
    let answer: @Sendable () -> Solution
    let message: String

    /// - Parameter message: The beginning of the refusal, down to the failing case.
    init(_ mistake: String, _ answer: @autoclosure @escaping @Sendable () -> Solution, says message: String) {
        self.mistake = mistake
        self.answer = answer
        self.message = message
    }
}

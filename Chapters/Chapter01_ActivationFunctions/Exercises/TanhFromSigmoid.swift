import Foundation
import Workbook

/*:
 Write the hyperbolic tangent with nothing but the sigmoid `σ` that you are given, the four operations and numbers. It must be
 right for large arguments too: tanh(1000) is 1, not “not a number”.
 */
func tanhFromSigmoid(_ x: Double, σ: (Double) -> Double) throws -> Double {
    throw NotYetSolved("1.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum TanhFromSigmoidExercise: Exercise {
    static let id = "1.1"
    static let title = "tanh from the sigmoid"
    static let hints = [
        "Draw both graphs. Which stretching and which shift turn one into the other?",
        "The sigmoid runs from 0 to 1, tanh from −1 to 1: that is a factor 2 and a shift by −1 of the outputs. "
            + "Now compare the slopes at 0: σ′(0) = ¼ and tanh′(0) = 1.",
        "tanh(x) = 2σ(2x) − 1.",
    ]
    static var attempt: (Double, (Double) -> Double) throws -> Double { tanhFromSigmoid }

    static func check(_ solution: (Double, (Double) -> Double) throws -> Double) throws {
        try compare(
            "x", over: [0, 1, -1, 0.25, 2, -3, 10, 400, -400, 1000, -1000], tolerance: 1e-12, expected: { tanh($0) },
            answer: { try solution($0) { 1 / (1 + exp(-$0)) } })
    }
}

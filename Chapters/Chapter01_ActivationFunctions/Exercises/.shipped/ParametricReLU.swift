import Foundation
import Workbook

/*:
 LeakyReLU's slope ε is a guess. The *parametric* ReLU learns it: $f(z) = z$ for $z > 0$ and $\alpha z$ for $z \le 0$, with one
 $\alpha$ for the whole layer that is trained like a weight. A unit with $\alpha \ne 0$ cannot die. Write its three functions:
 the value; the derivative with respect to $z$ (at the kink, $z = 0$, take a slope between $\alpha$ and 1, so that a unit of a
 fresh network that sees an empty image can still learn); and the derivative of the loss with respect to $\alpha$.

 For the last you get the preactivations $z$ of a whole batch and the gradient $g = \partial L/\partial f(z)$ of the *mean* loss
 in the same order. As everywhere in this workbook, $g$ contains the division by the batch size already.
 */
struct ParametricReLU: ParametricRectifier {
    func value(_ z: Double, slope α: Double) throws -> Double {
        throw NotYetSolved("1.4")
    }

    func derivative(_ z: Double, slope α: Double) throws -> Double {
        throw NotYetSolved("1.4")
    }

    func slopeGradient(_ z: [Double], gradient g: [Double]) throws -> Double {
        throw NotYetSolved("1.4")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 1.4 asks for.
protocol ParametricRectifier {
    /// f(z)
    func value(_ z: Double, slope α: Double) throws -> Double
    /// ∂f/∂z
    func derivative(_ z: Double, slope α: Double) throws -> Double
    /// ∂L/∂α
    func slopeGradient(_ z: [Double], gradient g: [Double]) throws -> Double
}

enum ParametricReLUExercise: Exercise {
    static let id = "1.4"
    static let title = "A unit that cannot die, and learns its own slope"
    static let hints = [
        "The value is a case distinction, and so is its derivative. Note that α may also be negative or "
            + "greater than 1, so that max(αz, z) is not the same.",
        "α acts on the samples with z < 0 only. By how much does f(z) change when α does?",
        "∂f/∂α = z for z < 0, else 0. One α serves all samples, so the chain rule sums: ∂L/∂α = Σ g·min(z, "
            + "0), without a further division.",
    ]
    static var attempt: any ParametricRectifier { ParametricReLU() }

    static func check(_ solution: any ParametricRectifier) throws {
        for α in [0.25, 0.01, 1.5, -0.5] {
            try compare(
                "α = \(α), z", over: [1, -1, 0, 3, -4], tolerance: 1e-12, expected: { f($0, α) },
                answer: { try solution.value($0, slope: α) })
            try compare(
                over: [1, -1, 3, -4], describe: { "the derivative at z = \($0) with α = \(α)" },
                expected: { $0 > 0 ? 1 : α }, answer: { try solution.derivative($0, slope: α) })
            let atKink = try solution.derivative(0, slope: α)
            try require(
                (min(α, 1)...max(α, 1)).contains(atKink),
                "the derivative at z = 0 with α = \(α) must lie between α and 1, but is \(atKink)")
        }
        // L = ½ mean of (f(z) − t)²; its derivative with respect to α by central differences, exact for a quadratic.
        let batches: [(z: [Double], t: [Double])] = [
            ([-2], [0]), ([2], [0]), ([-1, 3], [0.5, 1]), ([-1, -2, -3, 4], [0, 1, -1, 2]), ([0, -0.5, 2], [1, 1, 1]),
        ]
        let (α, h) = (0.25, 1e-3)
        func loss(_ z: [Double], _ t: [Double], _ α: Double) -> Double {
            zip(z, t).reduce(0) { $0 + pow(f($1.0, α) - $1.1, 2) / (2 * Double(z.count)) }
        }
        try compare(
            over: batches, tolerance: 1e-9,
            describe: { "∂L/∂α of the batch z = \($0.z.told) with targets \($0.t.told) and α = \(α)" },
            expected: { (loss($0.z, $0.t, α + h) - loss($0.z, $0.t, α - h)) / (2 * h) },
            answer: { z, t in
                try solution.slopeGradient(z, gradient: zip(z, t).map { (f($0, α) - $1) / Double(z.count) })
            })
    }

    private static func f(_ z: Double, _ α: Double) -> Double { z > 0 ? z : α * z }
}

import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 *Find the bug.* Here is the pass backward through softmax as a course once published it. It gets the gradient
 $g = \partial L/\partial s$ at the output $s = \operatorname{softmax}(z)$ and has to return $\partial L/\partial z$. With one
 particular loss it trained networks well; with any other it is wrong. Delete the first line and repair the rest. The judge
 compares with central differences of the loss.
 */
func softmaxBackward(gradient g: [Float], output s: [Float]) throws -> [Float] {
    try notYetSolved("1.3")
    return zip(s, g).map { s, g in s * (1 - s) * g }
}

// What follows asks and judges; there is nothing to be written below this line.

enum SoftmaxBackwardExercise: Exercise {
    static let id = "1.3"
    static let title = "Find the bug: softmax's derivative"
    static let hints = [
        "Raise one logit. Does only its own probability change?",
        "∂sᵢ/∂zⱼ = sᵢ(δᵢⱼ − sⱼ). The code has the terms with i = j. Where are the others?",
        "∂L/∂zⱼ = Σᵢ gᵢ sᵢ (δᵢⱼ − sⱼ) = sⱼ gⱼ − sⱼ Σᵢ gᵢ sᵢ.",
    ]
    static var attempt: ([Float], [Float]) throws -> [Float] { { try softmaxBackward(gradient: $0, output: $1) } }

    static func check(_ solution: ([Float], [Float]) throws -> [Float]) throws {
        var random = RandomGenerator(seed: 13)
        let softmax = Softmax()
        struct Case {
            var z: [Float]
            var g: [Float]
        }
        let cases =
            [Case(z: [0, 0], g: [1, 0])]
            + [2, 3, 5, 10].map { n in
                Case(z: Tensor.normal([n], using: &random).values, g: Tensor.normal([n], using: &random).values)
            }
        try compare(
            over: cases, tolerance: 1e-5, describe: { "s = \(softmax($0.z).told) and g = \($0.g.told)" },
            expected: { differences(of: $0.g, at: $0.z) }, answer: { try solution($0.g, softmax($0.z)) })
    }

    /// ∂L/∂z by central differences for the loss L = g · softmax(z), whose gradient with respect to s is g.
    private static func differences(of g: [Float], at z: [Float]) -> [Float] {
        func loss(_ z: [Double]) -> Double {
            let exponentials = z.map { exp($0) }
            let sum = exponentials.reduce(0, +)
            return zip(exponentials, g).reduce(0) { $0 + $1.0 / sum * Double($1.1) }
        }
        let h = 1e-4
        return z.indices.map { j in
            var (right, left) = (z.map(Double.init), z.map(Double.init))
            right[j] += h
            left[j] -= h
            return Float((loss(right) - loss(left)) / (2 * h))
        }
    }
}

import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 *Find the bug.* A program trains a softmax classifier with the gradient $p - y$ with respect to the logits, where $p$ is the
 softmax's output and $y$ the one-hot target. That gradient is right. The loss that the program prints beside it is computed
 by the function below, from one sample's $p$ and $y$. It is the loss of another network: nudge a logit, and it does not
 change as the gradient says. Delete the first line and repair the rest, so that what is printed is what is minimised. A
 class that is not the true one may have $p_k = 0$ without harm.
 */
func printedLoss(probabilities p: [Double], target y: [Double]) throws -> Double {
    try notYetSolved("2.3")
    var loss = 0.0
    for k in p.indices { loss -= y[k] * log(p[k]) + (1 - y[k]) * log(1 - p[k]) }
    return loss
}

// What follows asks and judges; there is nothing to be written below this line.

enum PrintedLossExercise: Exercise {
    static let id = "2.3"
    static let title = "Find the bug: what is printed is not what is minimised"
    static let hints = [
        "Which of the two cross-entropies does the code compute, and which has the gradient p − y after a softmax?",
        "The categorical cross-entropy asks for the probability of the true class only.",
        "Mind p = 0 where y = 0: log(0) is −∞, and 0 · (−∞) is no number. Skip the terms with y = 0.",
    ]
    static var attempt: ([Double], [Double]) throws -> Double { { try printedLoss(probabilities: $0, target: $1) } }

    private struct Case {
        var z: [Double]
        var y: [Double]
    }

    static func check(_ solution: ([Double], [Double]) throws -> Double) throws {
        var random = RandomGenerator(seed: 23)
        let cases =
            [Case(z: [0, 0], y: [1, 0]), Case(z: [0, 0, 0], y: [0, 1, 0])]
            + [3, 5, 10].map { n in
                let label = random.integer(below: n)
                return Case(
                    z: (0..<n).map { _ in 4 * random.uniform() - 2 }, y: (0..<n).map { $0 == label ? 1 : 0 })
            }
        // The gradient check: the loss must change as p − y says.
        try compare(
            over: cases, tolerance: 1e-5,
            describe: { "logits \($0.z.told) and target \($0.y.told): the gradient by central differences" },
            expected: { probe in zip(softmax(probe.z), probe.y).map { $0 - $1 } },
            answer: { probe in
                try probe.z.indices.map { j in
                    let h = 1e-4
                    var (right, left) = (probe.z, probe.z)
                    right[j] += h
                    left[j] -= h
                    return try (solution(softmax(right), probe.y) - solution(softmax(left), probe.y)) / (2 * h)
                }
            })
        // A constant has no gradient: the value must be right as well, also with probabilities of 0.
        let certain = [([1.0, 0, 0], [1.0, 0, 0], 0.0), ([0.5, 0.5, 0], [0, 1, 0], log(2))]
        for (p, y, expected) in certain {
            let loss = try solution(p, y)
            try require(
                !loss.differs(from: expected, tolerance: 1e-9),
                "for p = \(p.told) and y = \(y.told): expected the loss \(expected.told), got \(loss.told)")
        }
    }

    private static func softmax(_ z: [Double]) -> [Double] {
        let sum = z.map { exp($0) }.reduce(0, +)
        return z.map { exp($0) / sum }
    }
}

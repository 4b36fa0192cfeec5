import NeuralNetworks
import Tensors
import Workbook

/*:
 Extend the library by a loss. Huber's loss is a square near 0 and a straight line far out:

 $$\ell(e) = \begin{cases} \tfrac12 e^2 & \text{for } |e| \le \delta \\ \delta\,(|e| - \tfrac12 \delta) & \text{else,} \end{cases}
 \qquad e = \hat y - y .$$

 Write a type that conforms to `ElementwiseLoss` (a name, the term of one component and its derivative with respect to
 $\hat y$) and return it from `huber`. It then works in `fit` like any other, sums and means included.
 */
func huber(delta: Float) throws -> any Loss {
    throw NotYetSolved("2.4")
}

// What follows asks and judges; there is nothing to be written below this line.

enum HuberLossExercise: Exercise {
    static let id = "2.4"
    static let title = "Huber's loss as an extension of the library"
    static let hints = [
        "Look at Sources/NeuralNetworks/Losses/AbsoluteError.swift: a whole loss in a dozen lines. Yours also keeps a delta.",
        "Leave the means and sums to the protocol: value and derivative are those of a single component.",
        "The derivative is e where |e| ≤ δ, else δ with the sign of e: the error, clipped to [−δ, δ].",
    ]
    static var attempt: (Float) throws -> any Loss { { try huber(delta: $0) } }

    private struct Case {
        var delta: Float
        var errors: [[Float]]
        var value: Double
        var gradient: [Float]
    }

    static func check(_ solution: (Float) throws -> any Loss) throws {
        // Worked out by hand; the targets are not 0, so that their sign matters.
        let cases = [
            Case(delta: 1, errors: [[0.5]], value: 0.125, gradient: [0.5]),
            Case(delta: 1, errors: [[3]], value: 2.5, gradient: [1]),
            Case(delta: 1, errors: [[-3]], value: 2.5, gradient: [-1]),
            Case(delta: 2, errors: [[3]], value: 4, gradient: [2]),
            Case(delta: 1, errors: [[0.5, -3]], value: 2.625, gradient: [0.5, -1]),
            Case(delta: 2, errors: [[1], [-4]], value: 3.25, gradient: [0.5, -1]),
        ]
        func target(_ probe: Case) throws -> Tensor {
            try Tensor(rows: probe.errors.indices.map { i in probe.errors[i].indices.map { Float(2 * i - $0 + 1) } })
        }
        func prediction(_ probe: Case) throws -> Tensor { try Tensor(rows: probe.errors) + target(probe) }
        func described(_ probe: Case) -> String {
            "δ = \(probe.delta.told) and the errors \(probe.errors.map(\.told).joined(separator: ", "))"
        }
        try compare(
            over: cases, describe: described, expected: \.value,
            answer: { try solution($0.delta).value(prediction($0), targets: target($0)) })
        try compare(
            over: cases, describe: { "the gradient with " + described($0) }, expected: \.gradient,
            answer: { try solution($0.delta).gradient(prediction($0), targets: target($0)).values })
    }
}

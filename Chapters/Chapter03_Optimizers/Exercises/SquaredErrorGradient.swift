import NeuralNetworks
import Tensors
import Workbook

/*:
 **Find the bug.** The lecture's published code computes the gradient of the mean squared error

 $$L = \frac{1}{2B} \sum_{i=1}^{B} \lVert y_i - t_i \rVert^2$$

 with respect to the predictions $y$ as the stub does (in Swift; samples are rows). For a batch of one sample it is right. For more
 it is not: where the gradient check found a slope of 0.60, it said 1.66. Repair it; the stub's first
 line goes when you begin. The gradient check is your judge.
 */
struct SquaredErrorGradient: PredictionGradient {
    func gradient(predictions y: [[Double]], targets t: [[Double]]) throws -> [[Double]] {
        try notYetSolved("3.3")
        let batch = Double(y.count)
        var mean = [Double](repeating: 0, count: y[0].count)
        for i in y.indices {
            for j in y[i].indices { mean[j] += (y[i][j] - t[i][j]) / batch }
        }
        return y.map { _ in mean }
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.3 asks for.
protocol PredictionGradient {
    /// ∂L/∂y, in the shape of y.
    func gradient(predictions y: [[Double]], targets t: [[Double]]) throws -> [[Double]]
}

enum SquaredErrorGradientExercise: Exercise {
    static let id = "3.3"
    static let title = "Find the bug: everybody's mistakes"
    static let hints = [
        "Which terms of L contain the prediction of sample i? Can the other samples' errors matter for its gradient?",
        "Differentiate ½(y − t)² for a single component, then put the 1/B back.",
        "∂L/∂yᵢⱼ = (yᵢⱼ − tᵢⱼ)/B: one number for each sample and component, no sum over the batch.",
    ]
    static var attempt: any PredictionGradient { SquaredErrorGradient() }

    static func check(_ solution: any PredictionGradient) throws {
        for (y, t) in cases {
            let gradient = try solution.gradient(predictions: y, targets: t)
            try require(
                gradient.count == y.count && zip(gradient, y).allSatisfy { $0.count == $1.count },
                "for y = \(y.told) the gradient must have \(y.count) rows of \(y[0].count) numbers, but it is \(gradient.told)"
            )
            for i in y.indices {
                for j in y[i].indices {
                    let difference = centralDifference(y, t, i, j)
                    try require(
                        abs(gradient[i][j] - difference) <= 1e-6 * max(1, abs(difference)),
                        """
                        for y = \(y.told), t = \(t.told): the gradient with respect to sample \(i), component \(j) is \
                        \(gradient[i][j].told), but central differences say \(difference.told)
                        """)
                }
            }
        }
    }

    private static var cases: [([[Double]], [[Double]])] {
        [
            ([[1]], [[0]]), ([[1], [0]], [[0], [0]]), ([[1, 0], [0, 2]], [[0, 0], [1, 0]]),
            ([[0.2, 0.8], [0.6, 0.4], [0.1, 0.9]], [[0, 1], [1, 0], [1, 0]]),
            (
                [[3, -1, 2], [0.5, 0, -4], [1, 1, 1], [2, -2, 0.25]], [[1, 1, 1], [0, 0, 0], [-1, 2, 5], [0, 0, 3]]
            ),
        ]
    }

    private static func loss(_ y: [[Double]], _ t: [[Double]]) -> Double {
        zip(y, t).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
            / Double(2 * y.count)
    }

    private static func centralDifference(_ y: [[Double]], _ t: [[Double]], _ i: Int, _ j: Int) -> Double {
        let h = 1e-4
        var (above, below) = (y, y)
        above[i][j] += h
        below[i][j] -= h
        return (loss(above, t) - loss(below, t)) / (2 * h)
    }
}

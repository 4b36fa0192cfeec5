import Workbook

/*:
 A warm-up. Write the mean squared error of this workbook,

 $$\text{MSE} = \frac{1}{2B} \sum_{i=1}^{B} \lVert \hat y_i - y_i \rVert^2,$$

 for $B$ samples as rows. Mind the three conventions: what is summed, what is averaged, and the ½.
 */
func meanSquaredError(predictions: [[Double]], targets: [[Double]]) throws -> Double {
    throw NotYetSolved("2.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum MeanSquaredErrorExercise: Exercise {
    static let id = "2.1"
    static let title = "The mean squared error by hand"
    static let hints = [
        "Two loops: one over the samples, one over the components of a sample. Both add squares of differences.",
        "Divide once, at the end. How many samples are there, and how many numbers? Only one of the two counts here.",
        "The sum of all squared differences, divided by 2 · predictions.count.",
    ]
    static var attempt: ([[Double]], [[Double]]) throws -> Double {
        { try meanSquaredError(predictions: $0, targets: $1) }
    }

    static func check(_ solution: ([[Double]], [[Double]]) throws -> Double) throws {
        struct Case {
            var predictions: [[Double]]
            var targets: [[Double]]
            var expected: Double
        }
        // The expected numbers are worked out by hand.
        let cases = [
            Case(predictions: [[3]], targets: [[1]], expected: 2),
            Case(predictions: [[3], [1]], targets: [[1], [1]], expected: 1),
            Case(predictions: [[3, 4]], targets: [[0, 0]], expected: 12.5),
            Case(predictions: [[1, 0, 2], [0, -1, 0]], targets: [[0, 0, 0], [0, 1, 0]], expected: 2.25),
            Case(
                predictions: [[-1, 0.5], [2, 2], [0, 0]], targets: [[1, 0.5], [2, 2], [0, 3]], expected: 13.0 / 6),
        ]
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { "predictions \(written($0.predictions)) and targets \(written($0.targets))" },
            expected: \.expected, answer: { try solution($0.predictions, $0.targets) })
    }

    private static func written(_ rows: [[Double]]) -> String {
        "[" + rows.map(\.told).joined(separator: ", ") + "]"
    }
}

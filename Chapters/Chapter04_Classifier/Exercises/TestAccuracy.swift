import Tensors
import Workbook

/*:
 *Find the bug.* This is how a course measured its networks. To save memory, it gives the network a batch at a time, and to save
 time, one batch only, drawn at random. So its "test accuracy" was a number that changes from call to call, with steps of
 1/batch size.

 Repair it: every test sample counts, and each exactly once. Still never give `predict` more than `batchSize` samples at once.
 `predict` takes samples as rows and returns one row of class probabilities for each; the number of samples need not be a
 multiple of `batchSize`. Delete the first line, then repair the rest.
 */
func testAccuracy(
    of predict: (Tensor) throws -> Tensor, on test: Samples, batchSize: Int
) throws -> Double {
    try notYetSolved("4.3")
    var random = RandomGenerator(seed: 0)
    let start = random.integer(below: max(1, test.count - batchSize + 1))
    let batch = start..<min(start + batchSize, test.count)
    let predicted = try predict(test.inputs(batch)).rowArgmax
    let truth = test.targets(batch).rowArgmax
    return Double(zip(predicted, truth).count { $0 == $1 }) / Double(batch.count)
}

// What follows asks and judges; there is nothing to be written below this line.

enum TestAccuracyExercise: Exercise {
    static let id = "4.3"
    static let title = "Find the bug: a test set of fifty"
    static let hints = [
        "`stride(from: 0, to: test.count, by: batchSize)` gives the starts of all batches.",
        "The last batch may be smaller. Does your mean still weigh each sample the same? Count, and divide once at the end.",
        "Add up zip(predicted, truth).count { $0 == $1 } over all batches; divide by test.count.",
    ]
    typealias Solution = ((Tensor) throws -> Tensor, Samples, Int) throws -> Double
    static var attempt: Solution { { try testAccuracy(of: $0, on: $1, batchSize: $2) } }

    /// The network of the check reads a sample's only number as its class; the labels agree where `right` says so.
    private struct Case {
        var right: [Bool]
        var batchSize: Int
    }

    static func check(_ solution: Solution) throws {
        let cases = [
            Case(right: [true], batchSize: 1), Case(right: [true, false], batchSize: 1),
            Case(right: [true, false], batchSize: 5), Case(right: [true, true, false, false], batchSize: 2),
            Case(right: [true, true, true, true, false], batchSize: 2),
            Case(right: [false, true, true, true, true, true, true], batchSize: 3),
            Case(right: (0..<101).map { $0 % 7 != 0 }, batchSize: 10),
        ]
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { "\($0.right.count) samples (right: \(told($0.right))) and batches of \($0.batchSize)" },
            expected: { Double($0.right.count { $0 }) / Double($0.right.count) },
            answer: { trial in
                let inputs = Tensor(trial.right.indices.map { Float($0 % 3) })
                var targets = Tensor(shape: [trial.right.count, 3])
                for (index, right) in trial.right.enumerated() { targets[index, (index + (right ? 0 : 1)) % 3] = 1 }
                let samples = try Samples(inputs: inputs.reshaped(to: [trial.right.count, 1]), targets: targets)
                return try solution(
                    { x in
                        guard x.rows <= trial.batchSize else { throw TooLarge(rows: x.rows, limit: trial.batchSize) }
                        var y = Tensor(repeating: 0.1, shape: [x.rows, 3])
                        for row in 0..<x.rows { y[row, Int(x[row, 0])] = 0.8 }
                        return y
                    }, samples, trial.batchSize)
            })
    }

    private static func told(_ right: [Bool]) -> String {
        right.count > 8 ? "\(right.count { $0 })" : right.map { $0 ? "yes" : "no" }.joined(separator: " ")
    }

    private struct TooLarge: Error, CustomStringConvertible {
        let rows: Int
        let limit: Int
        var description: String { "predict was given \(rows) samples at once, but the batch size is \(limit)" }
    }
}

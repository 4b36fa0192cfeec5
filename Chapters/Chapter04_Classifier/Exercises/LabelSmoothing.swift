import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 *Extend the library.* Cross-entropy is content only when the network is certain. *Label smoothing* asks for less: it replaces
 the target $t$ by

 $$t' = (1 - \varepsilon)\, t + \frac{\varepsilon}{K}$$

 with $K$ classes, so that a network which says $1 - \varepsilon + \varepsilon/K$ has reached its goal. Write it as a loss that
 trains like any other: delete the first line of `init`, and give the two functions `evaluate` the smoothed targets. All else
 the library's cross-entropy does: it takes any distribution as target.
 */
struct LabelSmoothing: Loss {
    let ε: Float

    init(_ ε: Float) throws {
        try notYetSolved("4.6")
        self.ε = ε
    }

    var name: String { "smoothed cross-entropy" }

    func fuses(with activation: any Activation) -> Bool { CrossEntropy().fuses(with: activation) }

    /// From probabilities y.
    func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        CrossEntropy().evaluate(y, targets: t, rows: rows, columns: columns, gradient: gradient)
    }

    /// From logits z, which is what training uses.
    func evaluate(
        logits z: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        outputs y: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        CrossEntropy().evaluate(
            logits: z, targets: t, rows: rows, columns: columns, outputs: y, gradient: gradient)
    }
}

// What follows asks and judges; there is nothing to be written below this line.

enum LabelSmoothingExercise: Exercise {
    static let id = "4.6"
    static let title = "A loss that asks for less: label smoothing"
    static let hints = [
        "The targets come as rows × columns numbers; K is `columns`. Make an array of smoothed ones with map.",
        "smoothed.withUnsafeBufferPointer { ... } gives what CrossEntropy wants as targets.",
        "let smoothed = t.map { (1 - ε) * $0 + ε / Float(columns) }, in both functions.",
    ]
    static var attempt: (Float) throws -> any Loss { { try LabelSmoothing($0) } }

    private struct Case {
        var ε: Float
        var logits: [[Float]]
        var labels: [Int]
    }

    static func check(_ solution: (Float) throws -> any Loss) throws {
        var random = RandomGenerator(seed: 46)
        let cases =
            [Case(ε: 0, logits: [[0, 0]], labels: [0]), Case(ε: 0.1, logits: [[1, 0]], labels: [0])]
            + [(1, 3), (2, 3), (5, 10)].map { rows, columns in
                Case(
                    ε: 0.2, logits: (0..<rows).map { _ in Tensor.normal([columns], using: &random).values },
                    labels: (0..<rows).map { _ in random.integer(below: columns) })
            }
        for trial in cases {
            let loss = try solution(trial.ε)
            let (rows, columns) = (trial.logits.count, trial.logits[0].count)
            let label = "ε = \(trial.ε), \(rows) sample\(rows == 1 ? "" : "s") of \(columns) classes"
            let z = try Tensor(rows: trial.logits)
            var t = Tensor(shape: [rows, columns])
            for (row, column) in trial.labels.enumerated() { t[row, column] = 1 }
            var y = Tensor(shape: z.shape)
            var slope = Tensor(shape: z.shape)
            let sum = z.withUnsafeBufferPointer { z in
                t.withUnsafeBufferPointer { t in
                    y.withUnsafeMutableBufferPointer { y in
                        slope.withUnsafeMutableBufferPointer {
                            loss.evaluate(logits: z, targets: t, rows: rows, columns: columns, outputs: y, gradient: $0)
                        }
                    }
                }
            }
            let right = oracle(trial.logits.map { $0.map(Double.init) }, trial.labels, Double(trial.ε))
            try compare(
                over: [0], tolerance: 1e-5, describe: { _ in "\(label), the mean loss from logits" },
                expected: { _ in right }, answer: { _ in sum / Double(rows) })
            try compare(
                over: [0], tolerance: 1e-5, describe: { _ in "\(label), the mean loss from probabilities" },
                expected: { _ in right }, answer: { _ in try loss.value(y, targets: t) })
            // Central differences of the loss in Double.
            for row in 0..<rows {
                try compare(
                    over: Array(0..<columns), tolerance: 1e-5,
                    describe: { "\(label), ∂L/∂z of sample \(row) at class \($0)" },
                    expected: { column in
                        let h = 1e-5
                        var (up, down) = (
                            trial.logits.map { $0.map(Double.init) }, trial.logits.map { $0.map(Double.init) }
                        )
                        up[row][column] += h
                        down[row][column] -= h
                        return (oracle(up, trial.labels, Double(trial.ε)) - oracle(down, trial.labels, Double(trial.ε)))
                            / (2 * h)
                    }, answer: { Double(slope[row, $0]) })
            }
        }
    }

    /// The mean of −(1 − ε) ln y_t − ε/K Σ ln yⱼ.
    private static func oracle(_ logits: [[Double]], _ labels: [Int], _ ε: Double) -> Double {
        zip(logits, labels).reduce(0) { sum, sample in
            let (z, label) = sample
            let logSum = log(z.reduce(0) { $0 + exp($1) })
            let mean = z.reduce(0) { $0 + (logSum - $1) } / Double(z.count)
            return sum + (1 - ε) * (logSum - z[label]) + ε * mean
        } / Double(logits.count)
    }
}

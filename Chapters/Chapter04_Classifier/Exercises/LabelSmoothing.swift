import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 *Extend the library.* Cross-entropy is content only when the network is certain. *Label smoothing* asks for less: it replaces
 the target $t$ by

 $$t' = (1 - \varepsilon)\, t + \frac{\varepsilon}{K}$$

 with $K$ classes, so that a network which says $1 - \varepsilon + \varepsilon/K$ has reached its goal. Write it as a loss that
 trains like any other: delete the first line of `init`, and let `smoothed` make $t'$ of $t$. All else the library's
 cross-entropy does: it takes any distribution as target. Only see to it that both what the loss *says* and what it *pulls at*
 are asked of the smoothed targets.
 */
struct LabelSmoothing: Loss {
    let ε: Float
    var crossEntropy: any Loss = CrossEntropy()

    init(_ ε: Float) throws {
        try notYetSolved("4.6")
        self.ε = ε
    }

    var name: String { "smoothed cross-entropy" }

    /// t′ for one row t a sample.
    func smoothed(_ t: Tensor) -> Tensor { t }

    func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try crossEntropy.value(y, targets: smoothed(t))
    }

    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        try crossEntropy.gradient(y, targets: t)
    }

    /// The same loss of the logits, which is what training uses after a softmax.
    func fromLogits(of activation: any Activation) -> (any Loss)? {
        guard let ofLogits = crossEntropy.fromLogits(of: activation) else { return nil }
        var loss = self
        loss.crossEntropy = ofLogits
        return loss
    }
}

// What follows asks and judges; there is nothing to be written below this line.

enum LabelSmoothingExercise: Exercise {
    static let id = "4.6"
    static let title = "A loss that asks for less: label smoothing"
    static let hints = [
        "Samples are rows, so K is t.columns. A tensor can be multiplied by a number, and a number added to it.",
        "The value already asks for smoothed targets. Does the gradient?",
        "smoothed gives (1 - ε) * t + ε / Float(t.columns), and the gradient is crossEntropy.gradient(y, targets: smoothed(t)).",
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
            let y = try Network(input: columns) { ActivationLayer(.softmax) }.predict(z)
            guard let ofLogits = loss.fromLogits(of: .softmax) else {
                throw WrongAnswer("after a softmax the loss has no form of the logits: fromLogits gives nil")
            }
            let slope = try ofLogits.gradient(z, targets: t)
            let right = oracle(trial.logits.map { $0.map(Double.init) }, trial.labels, Double(trial.ε))
            try compare(
                over: [0], tolerance: 1e-5, describe: { _ in "\(label), the mean loss from logits" },
                expected: { _ in right }, answer: { _ in try ofLogits.value(z, targets: t) })
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

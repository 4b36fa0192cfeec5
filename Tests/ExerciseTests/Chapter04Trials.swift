import Foundation
import NeuralNetworks
import Tensors
import Workbook

@testable import Chapter04_Classifier

let chapter04Trials: [ExerciseTrial] = [
    .parameterCount, .networkSummary, .testAccuracy, .countMistakes, .leakyInitialisation, .labelSmoothing,
]

// MARK: 4.1 How many parameters?

extension ExerciseTrial {
    private static func parameters(_ layer: @escaping (Int, Int) -> Int) -> ([Int]) throws -> Int {
        { sizes in zip(sizes, sizes.dropFirst()).reduce(0) { $0 + layer($1.0, $1.1) } }
    }

    static let parameterCount = ExerciseTrial(
        ParameterCountExercise.self, solution: parameters { ($0 + 1) * $1 },
        wrong: [
            WrongTrial("forgets the biases", parameters { $0 * $1 }, says: "for sizes [1, 1]: expected 2, got 1"),
            WrongTrial(
                "gives each input a bias", parameters { ($1 + 1) * $0 }, says: "for sizes [3, 2]: expected 8, got 9"),
            WrongTrial(
                "gives each layer one bias", parameters { $0 * $1 + 1 }, says: "for sizes [3, 2]: expected 8, got 7"),
            WrongTrial(
                "forgets the last layer", { sizes in try parameters { ($0 + 1) * $1 }(sizes.dropLast()) },
                says: "for sizes [1, 1]: expected 2, got 0"),
        ])
}

// MARK: 4.2 The summary that lost a layer

extension ExerciseTrial {
    private static func summary(_ hidden: @escaping ([Int]) -> Int) -> (Int, [Int]) throws -> String {
        { inputs, units in "\(inputs) inputs, \(hidden(units)) hidden layers, \(units[units.count - 1]) outputs" }
    }

    static let networkSummary = ExerciseTrial(
        NetworkSummaryExercise.self, solution: summary { $0.count - 1 },
        wrong: [
            WrongTrial(
                "is the published line", summary { $0.count - 2 },
                says: "for inputs 4 and units [3]: expected “4 inputs, 0 hidden layers, 3 outputs”, got “4 inputs, -1 "),
            WrongTrial(
                "hides the symptom", summary { max(0, $0.count - 2) },
                says:
                    "for inputs 784 and units [50, 784]: expected “784 inputs, 1 hidden layers, 784 outputs”, got “784 "
                    + "inputs, 0 "),
            WrongTrial(
                "counts the output too", summary(\.count),
                says: "for inputs 4 and units [3]: expected “4 inputs, 0 hidden layers, 3 outputs”, got “4 inputs, 1 "),
            WrongTrial(
                "counts sizes, not layers", summary { Set($0.dropLast()).count },
                says: "for inputs 2 and units [8, 8, 8, 1]: expected “2 inputs, 3 hidden layers, 1 outputs”, got “2 "
                    + "inputs, 1 "),
        ])
}

// MARK: 4.3 A test set of fifty

extension ExerciseTrial {
    private static func right(_ predict: (Tensor) throws -> Tensor, _ test: Samples, _ part: Range<Int>) throws -> Int {
        zip(try predict(test.inputs(part)).rowArgmax, test.targets(part).rowArgmax).count { $0 == $1 }
    }

    private static func batches(_ count: Int, _ size: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }

    static let testAccuracy = ExerciseTrial(
        TestAccuracyExercise.self,
        solution: { predict, test, size in
            Double(try batches(test.count, size).reduce(0) { $0 + (try right(predict, test, $1)) }) / Double(test.count)
        },
        wrong: [
            WrongTrial(
                "is the published one",
                { predict, test, size in
                    var random = RandomGenerator(seed: 0)
                    let start = random.integer(below: max(1, test.count - size + 1))
                    let batch = start..<min(start + size, test.count)
                    return Double(try right(predict, test, batch)) / Double(batch.count)
                }, says: "for 2 samples (right: yes no) and batches of 1: expected 0.5, got "),
            WrongTrial(
                "averages the batches' means",
                { predict, test, size in
                    let parts = batches(test.count, size)
                    return try parts.reduce(0) { $0 + Double(try right(predict, test, $1)) / Double($1.count) }
                        / Double(parts.count)
                },
                says: "for 5 samples (right: yes yes yes yes no) and batches of 2: expected 0.8, got 0.666667"),
            WrongTrial(
                "drops the last incomplete batch",
                { predict, test, size in
                    Double(
                        try batches(test.count, size).filter { $0.count == size }.reduce(0) {
                            $0 + (try right(predict, test, $1))
                        }) / Double(test.count)
                }, says: "for 2 samples (right: yes no) and batches of 5: expected 0.5, got 0"),
            WrongTrial(
                "takes all samples at once",
                { predict, test, _ in
                    Double(try right(predict, test, 0..<test.count)) / Double(test.count)
                },
                says: "for 2 samples (right: yes no) and batches of 1: expected 0.5, got the error “predict was given 2"
            ),
            WrongTrial(
                "divides by full batches",
                { predict, test, size in
                    let parts = batches(test.count, size)
                    return Double(try parts.reduce(0) { $0 + (try right(predict, test, $1)) })
                        / Double(parts.count * size)
                }, says: "for 2 samples (right: yes no) and batches of 5: expected 0.5, got 0.2"),
        ])
}

// MARK: 4.4 Confusion, recall and precision

extension ExerciseTrial {
    static let countMistakes = ExerciseTrial(
        CountMistakesExercise.self, solution: Counter(),
        wrong: [
            WrongTrial(
                "transposes", Counter(transposes: true),
                says:
                    "for truth [0, 1] and predictions [0, 0] in 2 classes: expected [[1, 0], [1, 0]], got [[1, 1], [0, 0]]"
            ),
            WrongTrial(
                "confuses recall and precision", Counter(swaps: true),
                says: "for the recall of class 0 in [[1, 0], [1, 0]] (−1 is nil): expected 1, got 0.5"),
            WrongTrial(
                "calls nothing of nothing zero", Counter(nothing: 0),
                says: "for the precision of class 1 in [[1, 0], [1, 0]] (−1 is nil): expected -1, got 0"),
            WrongTrial(
                "divides by all samples", Counter(dividesByAll: true),
                says: "for the recall of class 0 in [[1, 0], [1, 0]] (−1 is nil): expected 1, got 0.5"),
        ])
}

private struct Counter: MistakeCounter {
    var transposes = false
    var swaps = false
    var nothing: Double?
    var dividesByAll = false

    func confusion(truth: [Int], predicted: [Int], classes: Int) throws -> [[Int]] {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
        for (i, j) in zip(truth, predicted) {
            if transposes { counts[j][i] += 1 } else { counts[i][j] += 1 }
        }
        return counts
    }

    func recall(_ class: Int, _ confusion: [[Int]]) throws -> Double? {
        share(`class`, confusion, alongRow: !swaps)
    }

    func precision(_ class: Int, _ confusion: [[Int]]) throws -> Double? {
        share(`class`, confusion, alongRow: swaps)
    }

    private func share(_ i: Int, _ counts: [[Int]], alongRow: Bool) -> Double? {
        var sum = alongRow ? counts[i].reduce(0, +) : counts.reduce(0) { $0 + $1[i] }
        if dividesByAll { sum = counts.joined().reduce(0, +) }
        return sum == 0 ? nothing : Double(counts[i][i]) / Double(sum)
    }
}

// MARK: 4.5 Weights for a leaky ReLU

extension ExerciseTrial {
    private static func normal(
        _ deviation: @escaping (Int, Int, Double) -> Double, mean: Float = 0
    ) -> LeakyInitialisationExercise.Solution {
        { inputs, outputs, a, random in
            Tensor.normal(
                [inputs * outputs], mean: mean, standardDeviation: Float(deviation(inputs, outputs, a)), using: &random
            ).values
        }
    }

    static let leakyInitialisation = ExerciseTrial(
        LeakyInitialisationExercise.self, solution: normal { n, _, a in (2 / ((1 + a * a) * Double(n))).squareRoot() },
        wrong: [
            WrongTrial(
                "forgets that half is lost", normal { n, _, a in (1 / ((1 + a * a) * Double(n))).squareRoot() },
                says: "for 200 inputs, 300 outputs and slope 0.0: expected a variance of 0.01"),
            WrongTrial(
                "counts outputs", normal { _, n, a in (2 / ((1 + a * a) * Double(n))).squareRoot() },
                says: "for 200 inputs, 300 outputs and slope 0.0: expected a variance of 0.01"),
            WrongTrial(
                "takes the variance for the deviation", normal { n, _, a in 2 / ((1 + a * a) * Double(n)) },
                says: "for 200 inputs, 300 outputs and slope 0.0: expected a variance of 0.01"),
            WrongTrial(
                "forgets the slope", normal { n, _, _ in (2 / Double(n)).squareRoot() },
                says: "for 200 inputs, 300 outputs and slope 0.5: expected a variance of 0.008"),
            WrongTrial(
                "squares the sum", normal { n, _, a in (2 / ((1 + a) * (1 + a) * Double(n))).squareRoot() },
                says: "for 200 inputs, 300 outputs and slope 0.5: expected a variance of 0.008"),
            WrongTrial(
                "is uniform without the √3",
                { inputs, outputs, a, random in
                    let w = Float((2 / ((1 + a * a) * Double(inputs))).squareRoot())
                    return Tensor.uniform([inputs * outputs], in: -w..<w, using: &random).values
                }, says: "for 200 inputs, 300 outputs and slope 0.0: expected a variance of 0.01"),
            WrongTrial(
                "draws one unit and repeats it",
                { inputs, outputs, a, random in
                    let one = Tensor.normal(
                        [outputs], standardDeviation: Float((2 / ((1 + a * a) * Double(inputs))).squareRoot()),
                        using: &random
                    ).values
                    let mean = one.reduce(0, +) / Float(outputs)
                    let square = one.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(outputs)
                    let scale = Float((2 / ((1 + a * a) * Double(inputs))).squareRoot()) / square.squareRoot()
                    return (0..<inputs).flatMap { _ in one.map { ($0 - mean) * scale } }
                }, says: "for 200 inputs, 300 outputs and slope 0.0: weights "),
        ])
}

// MARK: 4.6 Label smoothing

extension ExerciseTrial {
    private static func smoothing(
        value: Bool = true, gradient: Bool = true, probabilities: Bool = true, dividesAgain: Bool = false,
        _ smooth: @escaping @Sendable (_ t: Float, _ ε: Float, _ k: Float) -> Float
    ) -> (Float) throws -> any Loss {
        {
            Smoothing(
                ε: $0, smooth: smooth, smoothsValue: value, smoothsGradient: gradient,
                smoothsProbabilities: probabilities, dividesAgain: dividesAgain)
        }
    }

    static let labelSmoothing = ExerciseTrial(
        LabelSmoothingExercise.self, solution: smoothing { t, ε, k in (1 - ε) * t + ε / k },
        wrong: [
            WrongTrial(
                "smoothes nothing", smoothing { t, _, _ in t },
                says: "for ε = 0.1, 1 sample of 2 classes, the mean loss from logits: expected"),
            WrongTrial(
                "gives ε to the other classes only", smoothing { t, ε, k in t == 1 ? 1 - ε : ε / (k - 1) },
                says: "for ε = 0.1, 1 sample of 2 classes, the mean loss from logits: expected"),
            WrongTrial(
                "takes nothing from the true class", smoothing { t, ε, k in t + ε / k },
                says: "for ε = 0.1, 1 sample of 2 classes, the mean loss from logits: expected"),
            WrongTrial(
                "exchanges ε and 1 − ε", smoothing { t, ε, k in ε * t + (1 - ε) / k },
                says: "for ε = 0.0, 1 sample of 2 classes, ∂L/∂z of sample 0 at class 0: expected -0.5, got"),
            WrongTrial(
                "smoothes only the gradient", smoothing(value: false) { t, ε, k in (1 - ε) * t + ε / k },
                says: "for ε = 0.1, 1 sample of 2 classes, the mean loss from logits: expected"),
            WrongTrial(
                "leaves the gradient as it was", smoothing(gradient: false) { t, ε, k in (1 - ε) * t + ε / k },
                says: "for ε = 0.1, 1 sample of 2 classes, ∂L/∂z of sample 0 at class 0: expected"),
            WrongTrial(
                "smoothes only from logits", smoothing(probabilities: false) { t, ε, k in (1 - ε) * t + ε / k },
                says: "for ε = 0.1, 1 sample of 2 classes, the mean loss from probabilities: expected"),
            WrongTrial(
                "divides by the batch size again", smoothing(dividesAgain: true) { t, ε, k in (1 - ε) * t + ε / k },
                says: "for ε = 0.2, 2 samples of 3 classes, ∂L/∂z of sample 0 at class 0: expected"),
        ])
}

private struct Smoothing: Loss {
    var ε: Float
    var smooth: @Sendable (Float, Float, Float) -> Float
    var smoothsValue: Bool
    var smoothsGradient: Bool
    var smoothsProbabilities: Bool
    var dividesAgain: Bool
    var isOfLogits = false

    var name: String { "smoothed cross-entropy" }
    private var inner: any Loss { isOfLogits ? CrossEntropyOfLogits() : CrossEntropy() }

    private func smoothed(_ t: Tensor, if smooths: Bool) -> Tensor {
        smooths && (isOfLogits || smoothsProbabilities) ? t.map { smooth($0, ε, Float(t.columns)) } : t
    }

    func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try inner.value(y, targets: smoothed(t, if: smoothsValue))
    }

    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        let gradient = try inner.gradient(y, targets: smoothed(t, if: smoothsGradient))
        return dividesAgain ? gradient / Float(t.rows) : gradient
    }

    func fromLogits(of activation: any Activation) -> (any Loss)? {
        var loss = self
        loss.isOfLogits = true
        return activation is Softmax ? loss : nil
    }
}

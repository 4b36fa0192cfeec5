import Tensors
import Workbook

/*:
 Write the confusion matrix and what one reads off it. `confusion` returns $C_{ij}$, the number of samples of class $i$ that were
 taken for class $j$; `recall` the share of a class's samples that were recognised; `precision` the share of samples taken for a
 class that belong to it. Where there is nothing to divide by, return `nil`.
 */
struct CountMistakes: MistakeCounter {
    func confusion(truth: [Int], predicted: [Int], classes: Int) throws -> [[Int]] {
        throw NotYetSolved("4.4")
    }

    func recall(_ class: Int, _ confusion: [[Int]]) throws -> Double? {
        throw NotYetSolved("4.4")
    }

    func precision(_ class: Int, _ confusion: [[Int]]) throws -> Double? {
        throw NotYetSolved("4.4")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 4.4 asks for.
protocol MistakeCounter {
    func confusion(truth: [Int], predicted: [Int], classes: Int) throws -> [[Int]]
    func recall(_ class: Int, _ confusion: [[Int]]) throws -> Double?
    func precision(_ class: Int, _ confusion: [[Int]]) throws -> Double?
}

enum CountMistakesExercise: Exercise {
    static let id = "4.4"
    static let title = "Confusion, recall and precision"
    static let hints = [
        "Begin with a matrix of zeros, classes × classes, and go through zip(truth, predicted).",
        "Rows are the truth. Recall sums along a row, precision down a column; both have the diagonal on top.",
        "A class without samples has no recall, one that is never predicted no precision: 0/0 is not 0.",
    ]
    static var attempt: any MistakeCounter { CountMistakes() }

    static func check(_ solution: any MistakeCounter) throws {
        var random = RandomGenerator(seed: 44)
        let large = (0..<60).map { _ in (random.integer(below: 4), random.integer(below: 4)) }
        let cases = [
            ([0], [0], 1), ([0, 1], [0, 0], 2), ([0, 0, 1], [1, 0, 1], 2), ([0, 1, 1], [0, 2, 1], 3),
            (large.map(\.0), large.map(\.1), 5),
        ]
        func answer(_ value: Double?) -> Double { value ?? -1 }  // −1 stands for nil in the comparison
        for (truth, predicted, classes) in cases {
            let case_ = truth.count > 8 ? "\(truth.count) samples" : "truth \(truth) and predictions \(predicted)"
            let right = (0..<classes).map { i in
                (0..<classes).map { j in truth.indices.count { truth[$0] == i && predicted[$0] == j } }
            }
            try compare(
                over: [0], describe: { _ in "\(case_) in \(classes) classes" }, expected: { _ in right },
                answer: { _ in try solution.confusion(truth: truth, predicted: predicted, classes: classes) })
            try compare(
                over: Array(0..<classes), tolerance: 1e-9,
                describe: { "the recall of class \($0) in \(right) (−1 is nil)" },
                expected: { i in
                    let mine = truth.indices.filter { truth[$0] == i }
                    return mine.isEmpty ? -1 : Double(mine.count { predicted[$0] == i }) / Double(mine.count)
                }, answer: { answer(try solution.recall($0, right)) })
            try compare(
                over: Array(0..<classes), tolerance: 1e-9,
                describe: { "the precision of class \($0) in \(right) (−1 is nil)" },
                expected: { j in
                    let mine = truth.indices.filter { predicted[$0] == j }
                    return mine.isEmpty ? -1 : Double(mine.count { truth[$0] == j }) / Double(mine.count)
                }, answer: { answer(try solution.precision($0, right)) })
        }
    }
}

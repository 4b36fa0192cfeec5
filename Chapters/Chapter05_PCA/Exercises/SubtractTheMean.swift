import Workbook

/*:
 *Find the bug.* A course's slide centres the samples $x^{(0)}, \dots, x^{(n)}$ so, before it looks for components:

 ```
 μ = 1/n ∑_{i=0}^{n} x(i)
 for i in range(1, n):
     x(i) -= μ
 ```

 Here it is in Swift, with all its mistakes. After a right version the columns of the result sum to zero, whatever the
 samples. Delete the first line and repair the rest.
 */
func centred(_ samples: [[Double]]) throws -> [[Double]] {
    try notYetSolved("5.2")
    var x = samples
    let n = x.count - 1
    var μ = [Double](repeating: 0, count: x[0].count)
    for i in 0...n {
        for j in μ.indices { μ[j] += x[i][j] / Double(n) }
    }
    for i in stride(from: 1, to: n, by: 1) {
        for j in μ.indices { x[i][j] -= μ[j] }
    }
    return x
}

// What follows asks and judges; there is nothing to be written below this line.

enum SubtractTheMeanExercise: Exercise {
    static let id = "5.2"
    static let title = "Find the bug: nearly centred"
    static let hints = [
        "Try one sample, then two. Which of them are moved at all?",
        "How many terms has a sum from i = 0 to n? And which i does Python's range(1, n) give?",
        "There are n + 1 samples: divide by x.count, and run both loops over x.indices.",
    ]
    static var attempt: ([[Double]]) throws -> [[Double]] { { try centred($0) } }

    static func check(_ solution: ([[Double]]) throws -> [[Double]]) throws {
        let cases: [[[Double]]] = [
            [[3]], [[1], [3]], [[1, 0], [3, 8]], [[1], [2], [6]], [[5, 1], [5, 2], [5, 3], [5, 10]],
            (0..<7).map { [Double($0 * $0), 100 - Double($0), 2] },
        ]
        try compare(
            over: cases, tolerance: 1e-9, describe: { "the samples \($0.told)" },
            expected: { x in
                x.map { row in
                    row.indices.map { j in row[j] - x.reduce(0) { $0 + $1[j] } / Double(x.count) }
                }
            }, answer: solution)
    }
}

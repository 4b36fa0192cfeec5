import Workbook

/*:
 How many components hold a given share of the variance? `variances` are the eigenvalues, all of them, from the largest
 on; `share` lies between 0 and 1. Return the smallest $k$ with
 $\lambda_1 + \dots + \lambda_k \ge \text{share} \cdot (\lambda_1 + \dots + \lambda_d)$. For a share of 0 that is 0.
 */
func componentsNeeded(variances: [Double], share: Double) throws -> Int {
    throw NotYetSolved("5.3")
}

// What follows asks and judges; there is nothing to be written below this line.

enum HowManyComponentsExercise: Exercise {
    static let id = "5.3"
    static let title = "How many components for a share?"
    static let hints = [
        "Add up the variances one after another, and stop as soon as the sum is enough.",
        "Before the first is added, the sum is 0 and k is 0: is that enough already?",
        "var (k, sum) = (0, 0.0); while sum < share * total, add variances[k] to the sum and 1 to k.",
    ]
    typealias Solution = ([Double], Double) throws -> Int
    static var attempt: Solution { { try componentsNeeded(variances: $0, share: $1) } }

    static func check(_ solution: Solution) throws {
        // Sums of powers of two are exact, so that "at least" is.
        let lists: [[Double]] = [[4], [3, 1], [4, 2, 1, 1], [2, 2, 2, 2], [8, 0, 0], [16, 4, 4, 4, 2, 1, 1]]
        let shares = [0, 0.25, 0.5, 0.75, 0.9, 1]
        let cases: [([Double], Double)] = lists.flatMap { list in shares.map { (list, $0) } }
        try compare(
            over: cases, describe: { "the variances \($0.0.told) and the share \($0.1)" },
            expected: { variances, share in
                let total = variances.reduce(0, +)
                return (0...variances.count).first { variances.prefix($0).reduce(0, +) >= share * total }!
            }, answer: { try solution($0.0, $0.1) })
    }
}

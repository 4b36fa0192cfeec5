import Workbook

/*:
 A linear autoencoder with $k$ units is stationary where it passes any $k$ eigenvectors of $\Sigma$ through and loses the
 others. Return the errors at all these points, from the smallest to the largest: one for each choice of $k$ of the given
 `variances`, equal ones as often as they come. The first is the minimum, PCA's error; all others belong to saddles.
 */
func stationaryErrors(variances λ: [Double], units k: Int) throws -> [Double] {
    throw NotYetSolved("6.4")
}

// What follows asks and judges; there is nothing to be written below this line.

enum StationaryErrorsExercise: Exercise {
    static let id = "6.4"
    static let title = "The heights of all saddles"
    static let hints = [
        "With the variances 3, 2, 1 and one unit there are three choices. What is lost in each?",
        "Choosing k of n to keep is choosing n − k to lose: each is kept or lost. Recursion over the list does it.",
        "errors([], k) is [0] if k = 0, else []. With a first variance v: keeping it gives errors(rest, k − 1), losing it "
            + "gives errors(rest, k) with v added to each. Sort at the end.",
    ]
    typealias Solution = ([Double], Int) throws -> [Double]
    static var attempt: Solution { { try stationaryErrors(variances: $0, units: $1) } }

    static func check(_ solution: Solution) throws {
        let cases: [([Double], Int)] = [
            ([2], 1), ([3, 1], 1), ([3, 2, 1], 1), ([3, 2, 1], 2), ([1, 5, 2, 2], 2), ([4, 4, 4], 1),
            ([6, 3, 2, 1, 0.5], 3), ([1, 2, 4, 8, 16, 32], 3), ([3, 1], 2),
        ]
        try compare(
            over: cases, tolerance: 1e-9, describe: { "the variances \($0.0) and k = \($0.1)" },
            expected: { λ, k in
                // Every subset as the bits of a number.
                (0..<1 << λ.count).filter { $0.nonzeroBitCount == k }.map { kept in
                    λ.indices.reduce(0) { kept >> $1 & 1 == 1 ? $0 : $0 + λ[$1] }
                }.sorted()
            }, answer: solution)
    }
}

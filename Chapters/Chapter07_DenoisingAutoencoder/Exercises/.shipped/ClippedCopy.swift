import Workbook

/*:
 *Find the bug.* A course's program made noisy images like this. It clips them, because pixels lie between 0 and 1. Yet its
 networks were trained on pixels of −0.7 and 1.4. `x` holds the pixels of an image, `noise` one normal number for each, of
 standard deviation 1; the noise wanted has standard deviation `σ`. Delete the first line and repair the rest.
 */
func noisyImage(_ x: [Double], noise: [Double], σ: Double) throws -> [Double] {
    try notYetSolved("7.2")
    let noisy = zip(x, noise).map { $0 + σ * $1 }
    _ = noisy.map { min(1, max(0, $0)) }
    return noisy
}

// What follows asks and judges; there is nothing to be written below this line.

enum ClippedCopyExercise: Exercise {
    static let id = "7.2"
    static let title = "Find the bug: the copy that was thrown away"
    static let hints = [
        "Follow the clipped image. Who uses it?",
        "In Python, np.clip(a, 0, 1) returns a clipped copy and leaves a as it was. So does map.",
        "Return what map makes. Clip the sum, not the noise.",
    ]
    typealias Solution = ([Double], [Double], Double) throws -> [Double]
    static var attempt: Solution { { try noisyImage($0, noise: $1, σ: $2) } }

    static func check(_ solution: Solution) throws {
        let cases: [(x: [Double], noise: [Double], σ: Double)] = [
            ([0.5], [0.5], 0.5), ([0], [-1], 0.5), ([1], [1], 0.5), ([0.75], [-1], 0.5), ([0.25, 0.5], [3, 1], 0.25),
            ([0, 1, 0, 1, 0.5], [2, -2, -2, 2, 0], 1), ([0, 0.5, 1], [3, -2, 1], 0),
        ]
        try compare(
            over: cases, tolerance: 1e-12,
            describe: { "the pixels \($0.x) with the noise \($0.noise) at σ = \($0.σ)" },
            expected: { trial in
                trial.x.indices.map { i in
                    let sum = trial.x[i] + trial.σ * trial.noise[i]
                    return sum < 0 ? 0 : sum > 1 ? 1 : sum
                }
            }, answer: { try solution($0.x, $0.noise, $0.σ) })
    }
}

import Foundation
import Workbook

/*:
 Suppose you know all clean samples there are, $x_1, \dots, x_N$, each as likely as the others. Then no training is needed: for
 normal noise of standard deviation $\sigma$ the best denoiser is

 $$r(\tilde x) = \frac{\sum_i w_i x_i}{\sum_i w_i}, \qquad w_i = \exp\!\Big(-\frac{\lVert \tilde x - x_i \rVert^2}{2 \sigma^2}\Big) .$$

 Write it. It must work far away from all samples too, where every $w_i$ is smaller than any number above 0 that a computer
 knows.
 */
func bestDenoiser(_ noisy: [Double], cleanSamples: [[Double]], σ: Double) throws -> [Double] {
    throw NotYetSolved("7.3")
}

// What follows asks and judges; there is nothing to be written below this line.

enum CleanSamplesExercise: Exercise {
    static let id = "7.3"
    static let title = "The denoiser that knows all clean samples"
    static let hints = [
        "Make an array of the exponents first. What happens to the quotient if one number is subtracted from all of them?",
        "Nothing: e^{−c} cancels. So subtract the largest exponent; then the largest weight is 1, and no 0/0 is left.",
        "let w = exponents.map { exp($0 - largest) }; then for each coordinate the sum of w[i] * cleanSamples[i][j], divided "
            + "by the sum of w.",
    ]
    typealias Solution = ([Double], [[Double]], Double) throws -> [Double]
    static var attempt: Solution { { try bestDenoiser($0, cleanSamples: $1, σ: $2) } }

    static func check(_ solution: Solution) throws {
        let square: [[Double]] = [[0, 0], [1, 0], [0, 1], [1, 1]]
        let cases: [(noisy: [Double], clean: [[Double]], σ: Double)] = [
            ([0.25], [[0], [1]], 1), ([0.25], [[0], [1]], 0.5), ([0.5, 0.25], square, 0.5), ([1, 2], [[3, 4]], 2),
            ([60], [[0], [1]], 1), ([0.25, -80], square, 0.5),
        ]
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { "x̃ = \($0.noisy), the clean samples \($0.clean) and σ = \($0.σ)" },
            expected: { trial in
                // Share i is 1 / Σⱼ exp(eⱼ − eᵢ), which needs no largest exponent.
                let e = trial.clean.map { x in
                    -zip(trial.noisy, x).reduce(0) { $0 + pow($1.0 - $1.1, 2) } / (2 * trial.σ * trial.σ)
                }
                let shares = e.map { own in 1 / e.reduce(0) { $0 + exp($1 - own) } }
                return trial.noisy.indices.map { j in
                    zip(shares, trial.clean).reduce(0) { $0 + $1.0 * $1.1[j] }
                }
            }, answer: { try solution($0.noisy, $0.clean, $0.σ) })
    }
}

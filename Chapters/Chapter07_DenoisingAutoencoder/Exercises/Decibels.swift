import Foundation
import Workbook

/*:
 The *peak signal-to-noise ratio* of an image $\hat x$ that should be $x$, with $d$ pixels from 0 to 1, is

 $$10 \log_{10} \frac{1}{\mathrm{MSE}}, \qquad \mathrm{MSE} = \frac1d \sum_{i=1}^d (\hat x_i - x_i)^2 .$$

 Write it for two images of the same size that differ.
 */
func decibels(_ restored: [Double], of original: [Double]) throws -> Double {
    throw NotYetSolved("7.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum DecibelsExercise: Exercise {
    static let id = "7.1"
    static let title = "Decibels"
    static let hints = [
        "zip(restored, original) gives the pairs of pixels.",
        "A mean of squares, not of absolute values; and a mean, not a sum.",
        "Foundation's log10. With m the mean square, the answer is −10 log₁₀ m: positive where m < 1.",
    ]
    static var attempt: ([Double], [Double]) throws -> Double { { try decibels($0, of: $1) } }

    static func check(_ solution: ([Double], [Double]) throws -> Double) throws {
        let cases: [([Double], [Double])] = [
            ([1], [0]), ([0.1], [0]), ([0, 1], [0, 0]), ([0.5, 0.25, 1], [0, 0.75, 1]),
            ((0..<100).map { Double($0) / 100 }, (0..<100).map { Double(99 - $0) / 100 }),
        ]
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { $0.0.count > 4 ? "images of \($0.0.count) pixels" : "\($0.0) instead of \($0.1)" },
            expected: { restored, original in
                var squares = 0.0
                for i in original.indices { squares += pow(restored[i] - original[i], 2) }
                return 10 * (log10(Double(original.count)) - log10(squares))
            }, answer: { try solution($0, $1) })
    }
}

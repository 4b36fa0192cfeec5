import Tensors
import Workbook

/*:
 How good is a reconstruction? Write the measure of this chapter: $\lVert \hat x - x \rVert^2$, the squared differences *summed*
 over the components of an image, in the *mean* over the images. Images are rows. Numbers from other programs are often means
 over the pixels too, or halved, or roots: with which of these would 3.00 be good, and with which dreadful?
 */
func squaredErrorPerImage(reconstructions x̂: [[Double]], images x: [[Double]]) throws -> Double {
    throw NotYetSolved("6.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum SquaredErrorPerImageExercise: Exercise {
    static let id = "6.1"
    static let title = "An error of 3, of what?"
    static let hints = [
        "Begin with one image of one pixel: x̂ = 3, x = 1 costs 4.",
        "Two loops: over the images, and inside over the components. Which of the two sums is divided, and by what?",
        "zip(x̂, x) gives pairs of images, zip of such a pair gives pairs of components; divide the sum by x.count.",
    ]
    typealias Solution = ([[Double]], [[Double]]) throws -> Double
    static var attempt: Solution { { try squaredErrorPerImage(reconstructions: $0, images: $1) } }

    static func check(_ solution: Solution) throws {
        var random = RandomGenerator(seed: 61)
        func images(_ rows: Int, _ columns: Int) -> [[Double]] {
            (0..<rows).map { _ in (0..<columns).map { _ in (100 * random.uniform()).rounded() / 100 } }
        }
        let cases: [([[Double]], [[Double]])] =
            [
                ([[3]], [[1]]), ([[1, 1]], [[0, 0]]), ([[1], [0]], [[0], [0]]),
                ([[1, 0], [0, 3]], [[0, 0], [0, 1]]),
            ] + [(images(3, 4), images(3, 4)), (images(5, 2), images(5, 2))]
        try compare(
            over: cases, tolerance: 1e-9, describe: { "x̂ = \($0.0) and x = \($0.1)" },
            expected: { x̂, x in
                // Component by component: the means over the images of the squared differences, added up.
                x[0].indices.reduce(0) { sum, j in
                    sum + x.indices.reduce(0) { $0 + (x̂[$1][j] - x[$1][j]) * (x̂[$1][j] - x[$1][j]) } / Double(x.count)
                }
            }, answer: solution)
    }
}

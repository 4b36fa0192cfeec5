import Tensors
import Workbook

/*:
 *Find the bug.* The course's published code adds up the errors of a batch before it carries them back. In Chapter 3 that was a
 wrong gradient of a loss; here see what becomes of an autoencoder. $\hat x = BAx$ with the loss
 $L = \frac{1}{2n} \sum_i \lVert \hat x_i - x_i \rVert^2$; samples are rows, `A` has a row for each unit, `B` a column. For a
 single sample the gradients below are right. Over a batch of centred digits the errors nearly cancel, and nothing is learnt.
 Delete the first line and repair the rest.
 */
func linearGradients(
    x: [[Double]], encoder A: [[Double]], decoder B: [[Double]]
) throws -> (encoder: [[Double]], decoder: [[Double]]) {
    try notYetSolved("6.3")
    let (n, d, k) = (x.count, B.count, A.count)
    var error = [Double](repeating: 0, count: d)
    for sample in x {
        let h = A.map { row in zip(row, sample).reduce(0) { $0 + $1.0 * $1.1 } }
        for i in 0..<d { error[i] += zip(B[i], h).reduce(0) { $0 + $1.0 * $1.1 } - sample[i] }
    }
    var (dA, dB) = (A.map { $0.map { _ in 0.0 } }, B.map { $0.map { _ in 0.0 } })
    for sample in x {
        let h = A.map { row in zip(row, sample).reduce(0) { $0 + $1.0 * $1.1 } }
        for i in 0..<d {
            for j in 0..<k { dB[i][j] += error[i] * h[j] / Double(n) }
        }
        for j in 0..<k {
            let back = (0..<d).reduce(0) { $0 + B[$1][j] * error[$1] }
            for i in 0..<d { dA[j][i] += back * sample[i] / Double(n) }
        }
    }
    return (dA, dB)
}

// What follows asks and judges; there is nothing to be written below this line.

enum LinearGradientsExercise: Exercise {
    static let id = "6.3"
    static let title = "Find the bug: errors that cancel"
    static let hints = [
        "Two samples, x and −x: their errors are opposite. What is their sum, and what is ∂L/∂B?",
        "The products are right: ∂L/∂B sums e hᵀ, ∂L/∂A sums Bᵀe xᵀ. Whose e belongs to whose h and x?",
        "Make the error a new array inside the second loop: error[i] = (B h)ᵢ − xᵢ of this sample alone. The first loop is "
            + "not needed any more.",
    ]
    typealias Solution =
        ([[Double]], [[Double]], [[Double]]) throws -> (encoder: [[Double]], decoder: [[Double]])
    static var attempt: Solution { { try linearGradients(x: $0, encoder: $1, decoder: $2) } }

    static func check(_ solution: Solution) throws {
        var random = RandomGenerator(seed: 63)
        func matrix(_ rows: Int, _ columns: Int) -> [[Double]] {
            (0..<rows).map { _ in (0..<columns).map { _ in (20 * random.uniform() - 10).rounded() / 10 } }
        }
        let cases: [(x: [[Double]], A: [[Double]], B: [[Double]])] =
            [([[1]], [[1]], [[0.5]]), ([[1], [-1]], [[1]], [[0.5]]), ([[1, 0], [0, 2]], [[1, 1]], [[1], [0]])]
            + [(3, 2, 1), (4, 3, 2), (5, 4, 3)].map { n, d, k in (matrix(n, d), matrix(k, d), matrix(d, k)) }
        for (x, A, B) in cases {
            let label = "for x = \(x), A = \(A), B = \(B)"
            let gradients = try solution(x, A, B)
            for (name, given, variable) in [("A", gradients.encoder, A), ("B", gradients.decoder, B)] {
                try require(
                    given.count == variable.count && zip(given, variable).allSatisfy { $0.count == $1.count },
                    "\(label): ∂L/∂\(name) must have the shape of \(name), \(variable.count) × \(variable[0].count)")
                for i in variable.indices {
                    for j in variable[i].indices {
                        let slope = difference(x, A, B, inEncoder: name == "A", i, j)
                        try require(
                            abs(given[i][j] - slope) <= 1e-6 * max(1, abs(slope)),
                            "\(label): expected ∂L/∂\(name)[\(i)][\(j)] to be \(slope.formatted(.significant(6))), as "
                                + "central differences say, got \(given[i][j].formatted(.significant(6)))")
                    }
                }
            }
        }
    }

    private static func difference(
        _ x: [[Double]], _ A: [[Double]], _ B: [[Double]], inEncoder: Bool, _ i: Int, _ j: Int
    ) -> Double {
        let h = 1e-4
        func loss(_ step: Double) -> Double {
            var (A, B) = (A, B)
            if inEncoder { A[i][j] += step } else { B[i][j] += step }
            return x.reduce(0) { sum, sample in
                let code = A.map { row in zip(row, sample).reduce(0) { $0 + $1.0 * $1.1 } }
                return sum
                    + zip(B, sample).reduce(0) { sum, row in
                        let e = zip(row.0, code).reduce(0) { $0 + $1.0 * $1.1 } - row.1
                        return sum + e * e
                    }
            } / (2 * Double(x.count))
        }
        // The loss is a polynomial of degree two in each weight: this is exact but for rounding.
        return (loss(h) - loss(-h)) / (2 * h)
    }
}

import Tensors
import Workbook

/*:
 A linear autoencoder with a single unit: $h = a^\top x$, $\hat x = b\,h$. For a given encoder $a$, which decoder $b$ has the
 smallest error over data with mean zero and covariance $\Sigma$? The chapter's derivation has the answer with matrices; here
 there is nothing to invert but a number. Return $b$. For an encoder that gives every $x$ the same code there is no best
 decoder: throw ``NoVariance``.

 Before you check it: what is the best decoder for an encoder that is an eigenvector of $\Sigma$?
 */
func bestDecoder(covariance Σ: [[Double]], encoder a: [Double]) throws -> [Double] {
    throw NotYetSolved("6.2")
}

/// The codes of all samples are the same.
struct NoVariance: Error {}

// What follows asks and judges; there is nothing to be written below this line.

enum BestDecoderExercise: Exercise {
    static let id = "6.2"
    static let title = "The best decoder of a single unit"
    static let hints = [
        "In B = Σ Aᵀ (A Σ Aᵀ)⁻¹, the matrix A is the row aᵀ. What is AΣAᵀ then?",
        "b = Σa / (aᵀΣa): a vector over a number, the variance of the code.",
        "Compute Σa once: each of its entries is a row of Σ times a. Its product with a is the denominator; if that is not "
            + "positive, throw NoVariance().",
    ]
    typealias Solution = ([[Double]], [Double]) throws -> [Double]
    static var attempt: Solution { { try bestDecoder(covariance: $0, encoder: $1) } }

    static func check(_ solution: Solution) throws {
        let cases: [(Σ: [[Double]], a: [Double])] = [
            ([[2]], [1]), ([[2]], [4]), ([[1, 0], [0, 1]], [2, 0]), ([[3, 0], [0, 1]], [1, 1]),
            ([[2, 1], [1, 2]], [1, -1]), ([[2, 1], [1, 3]], [1, 0]),
            ([[4, 1, 0], [1, 3, -1], [0, -1, 2]], [0.5, -2, 1]),
        ]
        for (Σ, a) in cases {
            let b = try solution(Σ, a)
            let label = "for Σ = \(Σ) and a = \(a)"
            try require(b.count == a.count, "\(label): expected \(a.count) numbers, got \(b.count)")
            // The judge is the error itself: a parabola in each component of b, whose slope must vanish.
            for j in b.indices {
                let h = 1e-3
                var (up, down) = (b, b)
                up[j] += h
                down[j] -= h
                let slope = (error(Σ, a, up) - error(Σ, a, down)) / (2 * h)
                try require(
                    abs(slope) < 1e-7,
                    "\(label): got b = \(b), where the error still changes with b\(j) at a rate of "
                        + slope.formatted(.significant(4)))
            }
        }
        let silent = "for Σ = [[1.0, 0.0], [0.0, 0.0]] and a = [0.0, 5.0], whose codes are all 0"
        do {
            let b = try solution([[1, 0], [0, 0]], [0, 5])
            try require(false, "\(silent): expected the error NoVariance, got \(b)")
        } catch is NoVariance {}
    }

    /// tr((I − b aᵀ) Σ (I − b aᵀ)ᵀ), by its definition.
    private static func error(_ Σ: [[Double]], _ a: [Double], _ b: [Double]) -> Double {
        let d = a.count
        let R = (0..<d).map { i in (0..<d).map { j in (i == j ? 1 : 0) - b[i] * a[j] } }
        var trace = 0.0
        for i in 0..<d {
            for j in 0..<d {
                for k in 0..<d { trace += R[i][j] * Σ[j][k] * R[i][k] }
            }
        }
        return trace
    }
}

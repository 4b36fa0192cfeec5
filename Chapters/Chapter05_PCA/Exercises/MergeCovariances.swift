import Tensors
import Workbook

/*:
 *Extend the library.* `Covariance` wants all samples at once. What if they come in batches, from several machines, or day
 after day? Of each batch only its number of samples, its mean and its covariance are kept. Write those of two batches
 together. (With that, PCA of any amount of data needs memory for two matrices.)

 The matrix is $d \times d$, by rows: entry $(i, j)$ at `i * d + j`. The covariance is a mean over the samples, divided by
 $n$.
 */
func merged(_ a: Moments, _ b: Moments) throws -> Moments {
    throw NotYetSolved("5.6")
}

// What follows asks and judges; there is nothing to be written below this line.

/// What is kept of a batch of samples.
struct Moments {
    var count: Int
    var mean: [Double]
    var covariance: [Double]
}

enum MergeCovariancesExercise: Exercise {
    static let id = "5.6"
    static let title = "Covariances of samples that come in batches"
    static let hints = [
        "The mean is the easy part: each batch counts by its number of samples. Try it with batches of one sample each first.",
        "Two batches of one sample have covariances of 0, their union has not. The means differ, and that is variance too.",
        "n Σ is a sum over samples. Around the common mean a batch's sum is nₐ Σₐ + nₐ (μₐ − μ)(μₐ − μ)ᵀ.",
        "Σ = (nₐ Σₐ + n_b Σ_b)/n + (nₐ n_b/n²) δ δᵀ with δ = μ_b − μₐ and n = nₐ + n_b.",
    ]
    typealias Solution = (Moments, Moments) throws -> Moments
    static var attempt: Solution { { try merged($0, $1) } }

    static func check(_ solution: Solution) throws {
        var random = RandomGenerator(seed: 56)
        func batch(_ n: Int, _ d: Int, _ shift: Double) -> [[Double]] {
            (0..<n).map { _ in (0..<d).map { _ in Double(random.integer(below: 9)) + shift } }
        }
        let cases: [(a: [[Double]], b: [[Double]])] = [
            ([[0]], [[2]]), ([[0], [2]], [[0], [2]]), ([[1]], [[4], [6], [8]]), ([[0, 1]], [[2, 5]]),
            (batch(3, 2, 0), batch(5, 2, 3)), (batch(20, 3, -4), batch(7, 3, 10)),
        ]
        for (a, b) in cases {
            let label =
                "batches of \(a.count) and \(b.count) samples"
                + (a.count + b.count <= 4 ? ", \(a.told) and \(b.told)" : " with \(a[0].count) numbers each")
            let right = moments(a + b)
            let given = try solution(moments(a), moments(b))
            try compare(
                over: [0], describe: { _ in "\(label), the number of samples" }, expected: { _ in right.count },
                answer: { _ in given.count })
            try compare(
                over: [0], describe: { _ in "\(label), the mean" }, expected: { _ in right.mean },
                answer: { _ in given.mean })
            try compare(
                over: [0], describe: { _ in "\(label), the covariance" }, expected: { _ in right.covariance },
                answer: { _ in given.covariance })
        }
    }

    /// By the definitions.
    private static func moments(_ x: [[Double]]) -> Moments {
        let (n, d) = (Double(x.count), x[0].count)
        let mean = (0..<d).map { j in x.reduce(0) { $0 + $1[j] } / n }
        let covariance = (0..<d * d).map { ij in
            x.reduce(0) { $0 + ($1[ij / d] - mean[ij / d]) * ($1[ij % d] - mean[ij % d]) } / n
        }
        return Moments(count: x.count, mean: mean, covariance: covariance)
    }
}

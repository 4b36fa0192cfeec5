import Autoencoders
import Tensors
import Workbook

/*:
 PCA denoises by keeping some components and dropping the others. The best linear denoiser,
 $\mu + \Sigma(\Sigma + \sigma^2 I)^{-1}(\tilde x - \mu)$, is gentler: in the basis of the components it multiplies the $k$-th
 coordinate by $\lambda_k / (\lambda_k + \sigma^2)$. Build it from a `PCA`: `transform` gives the coordinates $z$ of
 samples (rows), `inverse` goes back, `variances` are the $\lambda_k$. `noisy` holds samples as rows.
 */
func linearDenoiser(_ noisy: Tensor, pca: PCA, σ: Double) throws -> Tensor {
    throw NotYetSolved("7.4")
}

// What follows asks and judges; there is nothing to be written below this line.

enum LinearDenoiserExercise: Exercise {
    static let id = "7.4"
    static let title = "PCA with soft edges"
    static let hints = [
        "var z = try pca.transform(noisy): a row for each sample, a column for each component.",
        "Column k is to be multiplied by Float(λ / (λ + σ * σ)) with λ = pca.variances[k]. z[row, k] can be read and set.",
        "Then try pca.inverse(z). The mean is taken off by transform and put back by inverse.",
    ]
    typealias Solution = (Tensor, PCA, Double) throws -> Tensor
    static var attempt: Solution { { try linearDenoiser($0, pca: $1, σ: $2) } }

    static func check(_ solution: Solution) throws {
        var random = RandomGenerator(seed: 74)
        for (spreads, σ) in [([2.0, 1], 1.0), ([2, 1], 0.5), ([2, 1], 3), ([3, 2, 1, 0.5], 1)] {
            let (n, d) = (400, spreads.count)
            var x = Tensor.normal([n, d], using: &random)
            for row in 0..<n {
                for k in 0..<d { x[row, k] = Float(spreads[k]) * x[row, k] + Float(k + 1) }
            }
            let pca = try PCA(x)
            let noisy = Tensor.normal([3, d], standardDeviation: 4, using: &random)
            let label = "\(d) dimensions and σ = \(σ)"
            let answer = try solution(noisy, pca, σ)
            try require(
                answer.shape == noisy.shape,
                "for \(label): expected a tensor of shape \(noisy.shape), got \(answer.shape)")
            // Solves (Σ + σ²I) v = x̃ − μ with the samples' covariance, and expects μ + Σ v.
            let covariance = try Covariance(x)
            let Σ = (0..<d).map { i in (0..<d).map { j in covariance.matrix[i * d + j] } }
            let shifted = Σ.enumerated().map { i, row in row.enumerated().map { $0 == i ? $1 + σ * σ : $1 } }
            try compare(
                over: Array(0..<noisy.rows), tolerance: 2e-4, describe: { "\(label), sample \($0)" },
                expected: { row in
                    let v = solve(shifted, (0..<d).map { Double(noisy[row, $0]) - covariance.mean[$0] })
                    return (0..<d).map { i in covariance.mean[i] + zip(Σ[i], v).reduce(0) { $0 + $1.0 * $1.1 } }
                }, answer: { answer.row($0).values.map(Double.init) })
        }
    }

    /// Gaussian elimination; the matrix is positive definite, so that no rows need to be swapped.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var (a, b) = (matrix, right)
        let n = b.count
        for pivot in 0..<n {
            for row in (0..<n).dropFirst(pivot + 1) {
                let factor = a[row][pivot] / a[pivot][pivot]
                for column in pivot..<n { a[row][column] -= factor * a[pivot][column] }
                b[row] -= factor * b[pivot]
            }
        }
        for row in (0..<n).reversed() {
            for column in (0..<n).dropFirst(row + 1) { b[row] -= a[row][column] * b[column] }
            b[row] /= a[row][row]
        }
        return b
    }
}

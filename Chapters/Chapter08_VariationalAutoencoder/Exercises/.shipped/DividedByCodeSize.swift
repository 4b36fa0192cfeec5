import Foundation
import Workbook

/*:
 **Find the bug.** The lecture's published code averages the relative entropy over the components of the code. Its loss has another
 exchange rate than the derived one, $\beta = 1/k$, which nobody decided on and which changes with the size of the code. The stub does
 the same in a model whose decoder is the identity,

 $$L = \frac{1}{B} \sum_{i=1}^{B} \Bigl[ \tfrac{1}{2} \lVert x_i - z_i \rVert^2 +
 H\bigl(N(\mu_i, \operatorname{diag} e^{\lambda_i}), N(0, I)\bigr) \Bigr], \qquad
 z_i = \mu_i + e^{\lambda_i / 2} \odot \varepsilon_i.$$

 Repair its gradient; the first line goes when you begin. Central differences are your judge.
 */
struct DividedByCodeSize: BoundGradient {
    func gradient(
        mean μ: [[Double]], logVariance λ: [[Double]], noise ε: [[Double]], samples x: [[Double]]
    ) throws -> [[[Double]]] {
        try notYetSolved("8.5")
        let (B, k) = (Double(μ.count), Double(μ[0].count))
        var (μGradient, λGradient) = (μ, λ)
        for i in μ.indices {
            for j in μ[i].indices {
                let σ = exp(0.5 * λ[i][j])
                let fromDecoder = μ[i][j] + σ * ε[i][j] - x[i][j]
                μGradient[i][j] = (fromDecoder + μ[i][j] / k) / B
                λGradient[i][j] = 0.5 * (fromDecoder * σ * ε[i][j] + (σ * σ - 1) / k) / B
            }
        }
        return [μGradient, λGradient]
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.5 asks for.
protocol BoundGradient {
    /// [∂L/∂μ, ∂L/∂λ], each in the shape of μ: samples as rows.
    func gradient(
        mean μ: [[Double]], logVariance λ: [[Double]], noise ε: [[Double]], samples x: [[Double]]
    ) throws -> [[[Double]]]
}

enum DividedByCodeSizeExercise: Exercise {
    static let id = "8.5"
    static let title = "Find the bug: β = 1/k"
    static let hints = [
        "For which k is the stub right? Look at what else depends on k.",
        "H is a sum over the components. Each μⱼ occurs in one term of it, whatever k is.",
        "Both divisions by k go; those by B stay, because L is a mean over the batch.",
    ]
    static var attempt: any BoundGradient { DividedByCodeSize() }

    static func check(_ solution: any BoundGradient) throws {
        let cases: [Case] = [
            Case(μ: [[1]], λ: [[0]], ε: [[0]], x: [[1]]), Case(μ: [[1, 0]], λ: [[0, 0]], ε: [[0, 0]], x: [[1, 0]]),
            Case(μ: [[0, 0]], λ: [[1, 0]], ε: [[0, 0]], x: [[0, 0]]),
            Case(μ: [[1], [2]], λ: [[0.5], [-1]], ε: [[1], [-0.5]], x: [[0], [3]]),
            Case(
                μ: [[0.5, -1, 2], [1, 0, -0.3]], λ: [[0.2, -0.6, 1], [0, 0.4, -2]],
                ε: [[1, -0.7, 0.1], [-1.2, 0.6, 2]], x: [[1, 0, 0], [-1, 0.5, 2]]),
        ]
        try compare(
            over: cases, tolerance: 1e-6,
            describe: { "μ = \($0.μ.told), λ = \($0.λ.told), ε = \($0.ε.told), x = \($0.x.told)" },
            expected: { $0.differences },
            answer: { try solution.gradient(mean: $0.μ, logVariance: $0.λ, noise: $0.ε, samples: $0.x) })
    }

    private struct Case {
        var μ, λ, ε, x: [[Double]]

        var loss: Double {
            var sum = 0.0
            for i in μ.indices {
                for j in μ[i].indices {
                    let z = μ[i][j] + exp(0.5 * λ[i][j]) * ε[i][j]
                    sum += 0.5 * (x[i][j] - z) * (x[i][j] - z)
                    sum += 0.5 * (μ[i][j] * μ[i][j] + exp(λ[i][j]) - 1 - λ[i][j])
                }
            }
            return sum / Double(μ.count)
        }

        var differences: [[[Double]]] {
            [\Case.μ, \Case.λ].map { path in
                self[keyPath: path].indices.map { i in
                    self[keyPath: path][i].indices.map { j in
                        var (above, below) = (self, self)
                        above[keyPath: path][i][j] += 1e-4
                        below[keyPath: path][i][j] -= 1e-4
                        // Differences end in rounding errors, which need not be told.
                        return ((above.loss - below.loss) / 2e-4 * 1e7).rounded() / 1e7
                    }
                }
            }
        }
    }
}

import Foundation
import Workbook

/*:
 The encoder gives the mean $\mu$ and $\lambda = \ln \sigma^2$ of a code of $k$ numbers. Write the gradient of the relative
 entropy $H(N(\mu, \operatorname{diag} \sigma^2), N(0, I))$ with respect to both: a list of $k$ numbers for $\mu$ and one for
 $\lambda$. Mind that $\lambda$ is the logarithm of the variance, not of the deviation.
 */
struct DivergenceGradient: CodeGradient {
    func gradient(mean μ: [Double], logVariance λ: [Double]) throws -> [[Double]] {
        throw NotYetSolved("8.1")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.1 asks for.
protocol CodeGradient {
    /// [∂H/∂μ, ∂H/∂λ]
    func gradient(mean μ: [Double], logVariance λ: [Double]) throws -> [[Double]]
}

enum DivergenceGradientExercise: Exercise {
    static let id = "8.1"
    static let title = "The gradient of the relative entropy"
    static let hints = [
        "H = ½ Σ (μⱼ² + σⱼ² − 1 − ln σⱼ²). Which terms contain μⱼ, which λⱼ?",
        "Write H with λ alone: σ² is exp λ, and ln σ² is λ. No root is needed anywhere.",
        "∂H/∂μⱼ = μⱼ and ∂H/∂λⱼ = ½ (exp λⱼ − 1).",
    ]
    static var attempt: any CodeGradient { DivergenceGradient() }

    static func check(_ solution: any CodeGradient) throws {
        let cases: [(μ: [Double], λ: [Double])] = [
            ([0], [0]), ([1], [0]), ([0], [1]), ([-2], [-1]), ([0.5, -1], [0.3, 2]), ([1, 2, 3], [-3, 0, 0.5]),
        ]
        func divergence(_ μ: [Double], _ λ: [Double]) -> Double {
            zip(μ, λ).reduce(0) { $0 + 0.5 * ($1.0 * $1.0 + exp($1.1) - 1 - $1.1) }
        }
        func differences(_ x: [Double], _ f: ([Double]) -> Double) -> [Double] {
            x.indices.map { j in
                var (above, below) = (x, x)
                above[j] += 1e-4
                below[j] -= 1e-4
                // Differences end in rounding errors, which need not be told.
                return ((f(above) - f(below)) / 2e-4 * 1e7).rounded() / 1e7
            }
        }
        try compare(
            over: cases, tolerance: 1e-6, describe: { "μ = \($0.μ.told), λ = \($0.λ.told)" },
            expected: { c in
                [differences(c.μ) { divergence($0, c.λ) }, differences(c.λ) { divergence(c.μ, $0) }]
            }, answer: { try solution.gradient(mean: $0.μ, logVariance: $0.λ) })
    }
}

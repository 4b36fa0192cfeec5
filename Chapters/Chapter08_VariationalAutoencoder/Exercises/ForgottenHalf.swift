import Foundation
import Workbook

/*:
 **Find the bug.** A sampler gets $\mu$ and $\lambda = \ln \sigma^2$ and makes a code from noise $\varepsilon$. Its training runs,
 its loss falls; but codes drawn for $\lambda = -2$ have a deviation of 0.14, and the relative entropy was computed for 0.37. Repair
 `code` and `slope`, its derivative with respect to $\lambda$; the first line of each goes when you begin.
 */
struct ForgottenHalf: CodeSampler {
    /// z
    func code(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double {
        try notYetSolved("8.2")
        return μ + exp(λ) * ε
    }

    /// ∂z/∂λ
    func slope(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double {
        try notYetSolved("8.2")
        return exp(λ) * ε
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.2 asks for.
protocol CodeSampler {
    func code(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double
    func slope(mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> Double
}

enum ForgottenHalfExercise: Exercise {
    static let id = "8.2"
    static let title = "Find the bug: the forgotten ½"
    static let hints = [
        "λ is the logarithm of the variance. What multiplies ε, the variance or the deviation?",
        "σ = √exp λ, which needs no root.",
        "z = μ + exp(½ λ) ε, and the chain rule puts another ½ in front of its derivative: ∂z/∂λ = ½ exp(½ λ) ε.",
    ]
    static var attempt: any CodeSampler { ForgottenHalf() }

    static func check(_ solution: any CodeSampler) throws {
        let cases: [(μ: Double, λ: Double, ε: Double)] = [
            (0, 0, 1), (0, 2, 1), (1, -2, 1), (0.5, 1, -2), (-1, -4, 0.3), (3, 0.7, 0),
        ]
        func told(_ c: (μ: Double, λ: Double, ε: Double)) -> String { "μ = \(c.μ), λ = \(c.λ), ε = \(c.ε)" }
        func z(_ c: (μ: Double, λ: Double, ε: Double), _ h: Double = 0) -> Double {
            c.μ + exp(c.λ + h).squareRoot() * c.ε
        }
        try compare(
            over: cases, tolerance: 1e-9, describe: { "the code for " + told($0) }, expected: { z($0) },
            answer: { try solution.code(mean: $0.μ, logVariance: $0.λ, noise: $0.ε) })
        try compare(
            over: cases, tolerance: 1e-6, describe: { "∂z/∂λ at " + told($0) },
            expected: { (z($0, 1e-4) - z($0, -1e-4)) / 2e-4 },
            answer: { try solution.slope(mean: $0.μ, logVariance: $0.λ, noise: $0.ε) })
    }
}

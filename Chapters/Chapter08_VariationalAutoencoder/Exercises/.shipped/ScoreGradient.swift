import Foundation
import Workbook

/*:
 Do without the trick. From one draw $z = \mu + \sigma \varepsilon$ with $\sigma^2 = e^\lambda$, and the *value* $f(z)$ alone, estimate
 the gradient of $E[f(Z)]$ with respect to $\mu$ and to $\lambda$ by the score function: $f(z)$ times the derivatives of the
 logarithm of the density $N(\mu, \sigma^2)$ at $z$. Nothing is to be subtracted from $f(z)$.
 */
struct ScoreGradient: GradientWithoutTrick {
    func estimate(value f: Double, mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> [Double] {
        throw NotYetSolved("8.4")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.4 asks for.
protocol GradientWithoutTrick {
    /// The estimates of ∂/∂μ and ∂/∂λ, given f = f(z).
    func estimate(value f: Double, mean μ: Double, logVariance λ: Double, noise ε: Double) throws -> [Double]
}

enum ScoreGradientExercise: Exercise {
    static let id = "8.4"
    static let title = "The sampler without reparametrisation"
    static let hints = [
        "ln N(z; μ, σ²) = −½ ln 2π − ½ λ − ½ (z − μ)² exp(−λ). Differentiate with z held fixed.",
        "∂/∂μ gives (z − μ)/σ², which is ε/σ. ∂/∂λ has two terms: one from the factor, one from the exponent.",
        "The estimates are f ε/σ and f ½ (ε² − 1), with σ = exp(½ λ).",
    ]
    static var attempt: any GradientWithoutTrick { ScoreGradient() }

    static func check(_ solution: any GradientWithoutTrick) throws {
        let cases: [(f: Double, μ: Double, λ: Double, ε: Double)] = [
            (1, 0, 0, 1), (1, 0, 0, 2), (2, 1, 0, -1), (1, 0, 2, 1), (-3, 0.5, -1, 0.4), (0.7, -2, 1.3, -1.6),
        ]
        try compare(
            over: cases, tolerance: 1e-6,
            describe: { "f(z) = \($0.f), μ = \($0.μ), λ = \($0.λ), ε = \($0.ε)" },
            expected: { c in
                let z = c.μ + exp(c.λ).squareRoot() * c.ε
                func logDensity(_ μ: Double, _ λ: Double) -> Double {
                    -0.5 * (log(2 * .pi) + λ + (z - μ) * (z - μ) / exp(λ))
                }
                let h = 1e-4
                let slopes = [
                    (logDensity(c.μ + h, c.λ) - logDensity(c.μ - h, c.λ)) / (2 * h),
                    (logDensity(c.μ, c.λ + h) - logDensity(c.μ, c.λ - h)) / (2 * h),
                ]
                // Differences end in rounding errors, which need not be told.
                return slopes.map { (c.f * $0 * 1e7).rounded() / 1e7 }
            }, answer: { try solution.estimate(value: $0.f, mean: $0.μ, logVariance: $0.λ, noise: $0.ε) })
    }
}

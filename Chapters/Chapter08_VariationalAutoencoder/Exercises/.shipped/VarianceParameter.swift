import Foundation
import Workbook

/*:
 Why the logarithm? A colleague's encoder gives the variance $v = \sigma^2$ itself. Gradient descent with step size $\eta$ on
 $H = \frac{1}{2}(\mu^2 + v - 1 - \ln v)$ then changes $v$ directly. Write

 - `variance(after:from:)`, the $v$ after one step from $v$ by the gradient with respect to $v$,
 - `logVariance(after:from:)`, the $\lambda$ after one step from $\lambda$ by the gradient with respect to $\lambda = \ln v$,
 - `largestStep(from:)`, the $\eta$ from which on the colleague's variance is no longer positive; infinity if it stays
   positive for every $\eta > 0$.

 Then try $v = 10^{-4}$ and $\eta = 0.1$ with both.
 */
struct VarianceParameter: VarianceSteps {
    func variance(after η: Double, from v: Double) throws -> Double {
        throw NotYetSolved("8.3")
    }

    func logVariance(after η: Double, from λ: Double) throws -> Double {
        throw NotYetSolved("8.3")
    }

    func largestStep(from v: Double) throws -> Double {
        throw NotYetSolved("8.3")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.3 asks for.
protocol VarianceSteps {
    func variance(after η: Double, from v: Double) throws -> Double
    func logVariance(after η: Double, from λ: Double) throws -> Double
    func largestStep(from v: Double) throws -> Double
}

enum VarianceParameterExercise: Exercise {
    static let id = "8.3"
    static let title = "Variance or its logarithm?"
    static let hints = [
        "∂H/∂v = ½ (1 − 1/v). By the chain rule ∂H/∂λ = v ∂H/∂v, written with λ alone.",
        "A step is v − η ∂H/∂v, or λ − η ∂H/∂λ. For v < 1 the variance grows, and cannot become negative.",
        "For v > 1 the step reaches zero at η = v / ∂H/∂v = 2v²/(v − 1).",
    ]
    static var attempt: any VarianceSteps { VarianceParameter() }

    static func check(_ solution: any VarianceSteps) throws {
        let steps: [(η: Double, v: Double)] = [(0.1, 1), (0.1, 2), (1, 0.5), (0.1, 1e-4), (0.5, 4)]
        // H = ½ (v − 1 − ln v) by central differences, relative to v.
        func H(_ v: Double) -> Double { 0.5 * (v - 1 - log(v)) }
        func slopeOfVariance(_ v: Double) -> Double {
            let h = 1e-4 * v
            return (H(v + h) - H(v - h)) / (2 * h)
        }
        func slopeOfLogarithm(_ λ: Double) -> Double {
            let (above, below) = (H(exp(λ + 1e-4)), H(exp(λ - 1e-4)))
            return (above - below) / 2e-4
        }
        try compare(
            over: steps, tolerance: 1e-6, describe: { "v after a step of η = \($0.η) from v = \($0.v)" },
            expected: { $0.v - $0.η * slopeOfVariance($0.v) },
            answer: { try solution.variance(after: $0.η, from: $0.v) })
        let logarithms: [(η: Double, λ: Double)] = [(0.1, 0), (0.1, 1), (1, -0.5), (0.1, -9.21), (0.5, 1.4)]
        try compare(
            over: logarithms, tolerance: 1e-6, describe: { "λ after a step of η = \($0.η) from λ = \($0.λ)" },
            expected: { $0.λ - $0.η * slopeOfLogarithm($0.λ) },
            answer: { try solution.logVariance(after: $0.η, from: $0.λ) })
        try compare(
            over: [0.01, 0.5, 1, 1.25, 2, 5, 100], tolerance: 1e-9, describe: { "the largest step from v = \($0)" },
            expected: { (v: Double) -> Double in v <= 1 ? .infinity : v * 2 / (1 - 1 / v) },
            answer: { try solution.largestStep(from: $0) })
    }
}

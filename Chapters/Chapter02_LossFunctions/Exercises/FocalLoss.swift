import Foundation
import Workbook

/*:
 Where nearly all samples are easy, their many small losses drown the few hard ones. The *focal loss* turns the easy ones
 down. With $p = \sigma(z)$ and $p_t$ the probability given to the label $y$, that is $p$ for $y = 1$ and $1 - p$ for $y = 0$,

 $$\ell = -(1 - p_t)^\gamma \ln p_t, \qquad \gamma \ge 0 .$$

 For $\gamma = 0$ it is the binary cross-entropy. Derive $\partial \ell / \partial z$ on paper and write both. The check
 compares your derivative with central differences.
 */
struct FocalLoss: FocalLossFunctions {
    func value(logit z: Double, target y: Double, gamma: Double) throws -> Double {
        throw NotYetSolved("2.5")
    }

    func derivative(logit z: Double, target y: Double, gamma: Double) throws -> Double {
        throw NotYetSolved("2.5")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 2.5 asks for; y is 0 or 1.
protocol FocalLossFunctions {
    func value(logit z: Double, target y: Double, gamma: Double) throws -> Double
    func derivative(logit z: Double, target y: Double, gamma: Double) throws -> Double
}

enum FocalLossExercise: Exercise {
    static let id = "2.5"
    static let title = "The focal loss and its gradient"
    static let hints = [
        "Do y = 1 first, so that p_t = σ(z) and ∂p_t/∂z = p_t(1 − p_t). The loss is a product: two terms.",
        "∂ℓ/∂p_t = γ(1 − p_t)^(γ−1) ln p_t − (1 − p_t)^γ / p_t. Multiply by p_t(1 − p_t) and simplify.",
        "For y = 1: ∂ℓ/∂z = (1 − p_t)^γ (γ p_t ln p_t + p_t − 1). For y = 0 p_t is σ(−z), so only the sign changes.",
    ]
    static var attempt: any FocalLossFunctions { FocalLoss() }

    private struct Case {
        var z: Double
        var y: Double
        var gamma: Double
    }

    static func check(_ solution: any FocalLossFunctions) throws {
        let cases = [0.0, 2, 1, 0.5, 5].flatMap { gamma in
            [0.0, 1, -1, 2.5, -3].flatMap { z in [1.0, 0].map { Case(z: z, y: $0, gamma: gamma) } }
        }
        func described(_ probe: Case) -> String {
            "z = \(probe.z.told), y = \(probe.y.told) and γ = \(probe.gamma.told)"
        }
        try compare(
            over: cases, tolerance: 1e-9, describe: described, expected: loss,
            answer: { try solution.value(logit: $0.z, target: $0.y, gamma: $0.gamma) })
        try compare(
            over: cases, tolerance: 1e-6, describe: { "the derivative at " + described($0) },
            expected: { probe in
                let h = 1e-4
                var (right, left) = (probe, probe)
                right.z += h
                left.z -= h
                return (loss(right) - loss(left)) / (2 * h)
            },
            answer: { try solution.derivative(logit: $0.z, target: $0.y, gamma: $0.gamma) })
    }

    /// From the tanh, not from the sigmoid that a solution will use.
    private static func loss(_ probe: Case) -> Double {
        let right = 0.5 * (1 + tanh(0.5 * (probe.y == 1 ? probe.z : -probe.z)))
        return -pow(1 - right, probe.gamma) * log(right)
    }
}

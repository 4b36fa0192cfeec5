import Foundation
import Workbook

/*:
 **Find the bug.** Somebody has written Adam in its efficient form, which folds both bias corrections into the step size.
 It trains networks nearly as well as it should. Nearly: for tiny gradients its first steps are far too short, and one
 more thing is wrong in every step. Repair it, so that its steps are those of

 $$\theta_t = \theta_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}.$$

 The first step has the number $t = 1$. The faulty code is kept below the stub's first line; delete that line when you
 begin.
 */
struct EfficientAdam: AdamRule {
    var β1 = 0.9
    var β2 = 0.999
    var ε = 1e-8

    func step(
        _ θ: inout Double, m: inout Double, v: inout Double, gradient g: Double, number t: Int, learningRate η: Double
    ) throws {
        try notYetSolved("3.2")
        m = β1 * m + (1 - β1) * g
        v = β2 * v + (1 - β2) * g * g
        let rate = η * (1 - pow(β2, Double(t))).squareRoot() / (1 - pow(β1, Double(t + 1)))
        θ -= rate * m / (v + ε).squareRoot()
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.2 asks for.
protocol AdamRule {
    func step(
        _ θ: inout Double, m: inout Double, v: inout Double, gradient g: Double, number t: Int, learningRate η: Double
    ) throws
}

enum EfficientAdamExercise: Exercise {
    static let id = "3.2"
    static let title = "Find the bug: Adam's ε"
    static let hints = [
        "Compute the first step for g = 1 by hand. It should be η, up to ε.",
        "Look at the exponents: m₁ = (1 − β₁) g, so what must it be divided by? And where does ε stand in the formula?",
        "√v̂ + ε = (√v + √(1 − β₂ᵗ) ε)/√(1 − β₂ᵗ): what is added to √v is not ε itself, and nothing is added under the root.",
    ]
    static var attempt: any AdamRule { EfficientAdam() }

    static func check(_ solution: any AdamRule) throws {
        let trials: [[Double]] = [
            [1], [-2], [1, 1], [1, -1, 2], [1e-8], [1e-9, 1e-8], [1e-3, 0, 0, 5], Array(repeating: 3e-8, count: 50),
        ]
        try compare(
            over: trials, tolerance: 1e-7, describe: { "η = 1 and the gradients \($0.told)" },
            simplify: { $0.count > 1 ? [Array($0.dropLast())] : [] }, expected: lastStep
        ) { gradients in
            var (θ, m, v, before) = (0.0, 0.0, 0.0, 0.0)
            for (i, g) in gradients.enumerated() {
                before = θ
                try solution.step(&θ, m: &m, v: &v, gradient: g, number: i + 1, learningRate: 1)
            }
            return θ - before
        }
    }

    /// The last step by the closed forms of m and v, with the usual constants and η = 1.
    private static func lastStep(_ gradients: [Double]) -> Double {
        let t = gradients.count
        func mean(_ β: Double, _ values: [Double]) -> Double {
            let sum = values.enumerated().reduce(0) { $0 + pow(β, Double(t - 1 - $1.offset)) * $1.element }
            return (1 - β) * sum / (1 - pow(β, Double(t)))
        }
        return -mean(0.9, gradients) / (mean(0.999, gradients.map { $0 * $0 }).squareRoot() + 1e-8)
    }
}

import Foundation
import Tensors
import Workbook

/*:
 Momentum keeps a velocity $v$ for each parameter and moves by it:

 $$v_t = \mu\,v_{t-1} + g_t, \qquad \theta_t = \theta_{t-1} - \eta\,v_t, \qquad v_0 = 0.$$

 Write one step. Both arrays are to be changed in place; the velocity stays what it is until the next step.
 */
struct MomentumStep: MomentumRule {
    func step(
        _ θ: inout [Double], velocity v: inout [Double], gradient g: [Double], learningRate η: Double,
        momentum μ: Double
    ) throws {
        throw NotYetSolved("3.1")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.1 asks for.
protocol MomentumRule {
    func step(
        _ θ: inout [Double], velocity v: inout [Double], gradient g: [Double], learningRate η: Double,
        momentum μ: Double
    ) throws
}

enum MomentumStepExercise: Exercise {
    static let id = "3.1"
    static let title = "One step of momentum"
    static let hints = [
        "Each parameter has its own velocity: loop over the indices.",
        "First the velocity forgets a little and takes up the gradient; only then the parameter moves, by the new velocity.",
        "v[i] = μ * v[i] + g[i], then θ[i] -= η * v[i]. There is no (1 − μ) in this form.",
    ]
    static var attempt: any MomentumRule { MomentumStep() }

    static func check(_ solution: any MomentumRule) throws {
        let trials = [
            Trial(gradients: [[1]], η: 0.5, μ: 0), Trial(gradients: [[1], [1]], η: 0.5, μ: 0.5),
            Trial(gradients: [[1], [0], [0]], η: 1, μ: 0.9), Trial(gradients: [[2, -1], [0.5, 3]], η: 0.1, μ: 0.9),
            Trial(gradients: [[1, 2, 3], [-3, 0, 1], [2, 2, -2], [0, -1, 4]], η: 0.01, μ: 0.99),
        ]
        try compare(
            over: trials, tolerance: 1e-9, describe: \.description, simplify: \.simpler, expected: \.unrolled
        ) { trial in
            var θ = [Double](repeating: 0, count: trial.gradients[0].count)
            var v = θ
            for g in trial.gradients {
                try solution.step(&θ, velocity: &v, gradient: g, learningRate: trial.η, momentum: trial.μ)
            }
            return θ
        }
    }

    private struct Trial {
        var gradients: [[Double]]
        var η, μ: Double

        var description: String { "θ = 0, η = \(η), μ = \(μ) after the gradients \(gradients)" }
        var simpler: [Trial] { gradients.count > 1 ? [Trial(gradients: Array(gradients.dropLast()), η: η, μ: μ)] : [] }

        /// Without the recursion: θ = −η Σₜ Σᵢ≤ₜ μᵗ⁻ⁱ gᵢ.
        var unrolled: [Double] {
            gradients[0].indices.map { k in
                var sum = 0.0
                for t in gradients.indices {
                    for i in 0...t { sum += pow(μ, Double(t - i)) * gradients[i][k] }
                }
                return -η * sum
            }
        }
    }
}

import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 **Extend the library.** Adam forgets: after a quiet time $v_t$ is small, and a sudden gradient makes a step that is too
 long. *AMSGrad* (Reddi, Kale and Kumar, *On the convergence of Adam and beyond*, ICLR 2018) never lets the denominator
 shrink:

 $$m_t = \beta_1 m_{t-1} + (1 - \beta_1)\,g_t, \quad v_t = \beta_2 v_{t-1} + (1 - \beta_2)\,g_t^2, \quad
 u_t = \max(u_{t-1}, v_t), \quad \theta_t = \theta_{t-1} - \eta\,\frac{m_t}{\sqrt{u_t} + \epsilon},$$

 without bias correction, all starting at zero. The file begins with a rule that the library can train with, but it is plain
 gradient descent. Delete the first line of `make`, let the rule say how many numbers it remembers for each parameter, and write
 its loop; `moments[0]`, `moments[1]` and so on are what it remembers, each as long as $\theta$.

 One thing looks odd: `θ[i]` is not one parameter but eight, and so are `g[i]` and `moments[0][i]`, for a processor computes with
 eight numbers as fast as with one. The loop need not care. `+`, `-`, `*`, `/` and `.squareRoot()` work on each of the eight
 alone, and so does `pointwiseMax(a, b)`, the larger of two; so it reads as if it were written for one parameter.
 */
struct AMSGrad: OptimizerMaker {
    func make(learningRate η: Double, beta1 β1: Float, beta2 β2: Float, epsilon ε: Float) throws -> any Optimizer {
        try notYetSolved("3.5")
        return AMSGradRule(learningRate: η, β1: β1, β2: β2, ε: ε)
    }
}

struct AMSGradRule: Optimizer {
    let name = "AMSGrad"
    let learningRate: any LearningRate
    let β1, β2, ε: Float

    /// How many numbers are remembered for each parameter.
    let momentCount = 0

    func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        for i in θ.indices {
            θ[i] -= η * g[i]
        }
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.5 asks for.
protocol OptimizerMaker {
    func make(learningRate η: Double, beta1 β1: Float, beta2 β2: Float, epsilon ε: Float) throws -> any Optimizer
}

enum AMSGradExercise: Exercise {
    static let id = "3.5"
    static let title = "AMSGrad"
    static let hints = [
        "Which letters of the formula carry over from one step to the next? momentCount is their number.",
        "let (m, v, u) = (moments[0], moments[1], moments[2]) before the loop; all of them begin at zero.",
        "In the loop: m[i] and v[i] as in Adam, then u[i] = pointwiseMax(u[i], v[i]), then θ[i] -= η * m[i] / (u[i].squareRoot() + ε).",
    ]
    static var attempt: any OptimizerMaker { AMSGrad() }

    static func check(_ solution: any OptimizerMaker) throws {
        let trials: [Trial] = [
            Trial(gradients: [[1]]), Trial(gradients: [[-2]], η: 0.5), Trial(gradients: [[1], [1]]),
            Trial(gradients: [[4], [0], [0.1]]), Trial(gradients: [[1, -3], [0, 2], [0.01, 0.01]], η: 0.1),
            Trial(gradients: [[1e-3], [1e-3]], ε: 1e-3), Trial(gradients: [[5], [0], [0], [1]], β1: 0.5, β2: 0.6),
            Trial(gradients: fading),
        ]
        try compare(
            over: trials, tolerance: 1e-4, describe: \.description, simplify: \.simpler, expected: \.oracle
        ) { trial in
            let optimizer = try solution.make(
                learningRate: trial.η, beta1: Float(trial.β1), beta2: Float(trial.β2), epsilon: Float(trial.ε))
            let count = trial.gradients[0].count
            var θ = [Float](repeating: 0, count: count)
            var state = try OptimizerState(optimizer, count: count)
            for g in trial.gradients { state.step(&θ, gradient: g.map(Float.init)) }
            return θ.map(Double.init)
        }
    }

    /// Thirty gradients of eleven parameters, ever smaller.
    private static var fading: [[Double]] {
        (0..<30).map { (k: Int) -> [Double] in
            let size = exp(-0.1 * Double(k))
            return (0..<11).map { (i: Int) -> Double in size * sin(Double(7 * k + i)) }
        }
    }

    private struct Trial {
        var gradients: [[Double]]
        var η = 1.0
        var β1 = 0.9
        var β2 = 0.99
        var ε = 1e-8

        var description: String {
            "θ = 0, η = \(η), β₁ = \(β1), β₂ = \(β2), ε = \(ε) after the gradients \(gradients.told)"
        }

        var simpler: [Trial] {
            guard gradients.count > 1 else { return [] }
            var shorter = self
            shorter.gradients.removeLast()
            return [shorter]
        }

        /// In Double, one parameter after the other, from the sums rather than the recursions.
        var oracle: [Double] {
            gradients[0].indices.map { k in
                let g = gradients.map { $0[k] }
                func mean(_ β: Double, _ t: Int, _ f: (Double) -> Double) -> Double {
                    var sum = 0.0
                    for i in 0...t { sum += (1 - β) * pow(β, Double(t - i)) * f(g[i]) }
                    return sum
                }
                var (θ, u) = (0.0, 0.0)
                for t in g.indices {
                    u = max(u, mean(β2, t) { $0 * $0 })
                    θ -= η * mean(β1, t) { $0 } / (u.squareRoot() + ε)
                }
                return θ
            }
        }
    }
}

import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct DriftingGradients: Section {
    static let title = "And if the gradients do not stay the same?"

    func run(on page: Page) throws {
        /*:
         The correction was exact for *stationary* gradients, those whose mean square does not change with $t$. In training
         it does change: gradients shrink as the loss falls. The slide therefore writes

         $$\mathbb E[v_t] = \mathbb E[g_t^2]\,(1 - \beta_2^t) + \zeta $$ {#eq:zeta}

         and leaves $\zeta$ to itself. It deserves better. First, what it is:
         */
        page.show(Derivation.adamSecondMomentExpectation)
        /*:
         So $\zeta$ is the weighted mean of how much the past differed from the present; it vanishes if nothing changed.
         How large can it be? If the mean square changes by at most $L$ in a step, not larger than this:
         */
        page.show(Derivation.adamZetaBound)
        /*:
         In words: $v_t$ lags behind by about $\beta_2/(1 - \beta_2)$ steps, its memory. For $\beta_2 = 0.999$ that is a
         thousand steps of drift. To see it, let the mean square $s_t = \mathbb E[g_t^2]$ of random gradients fall from 1
         to 0.2 and rise again, by the same amount $L$ in every step of the slopes, and compute $\zeta$ from its
         definition beside the simulation. Here $\beta_2 = 0.99$, so that the lag fits on the page.
         */
        let β2 = 0.99
        let parameters = 4_096
        let s = Self.meanSquares
        let steps = s.count
        var random = RandomGenerator(seed: page.seed)
        var state = try OptimizerState(.adam(learningRate: 0, beta2: Float(β2)), count: parameters)
        var θ = [Float](repeating: 0, count: parameters)
        var mean: [Double] = []
        for t in 1...steps {
            let g = Tensor.normal([parameters], standardDeviation: Float(s[t - 1].squareRoot()), using: &random)
            state.step(&θ, gradient: g.values)
            mean.append(state.moment(1).reduce(0) { $0 + Double($1) } / Double(parameters))
        }
        // ζ = (1 − β₂) Σ β₂ᵗ⁻ⁱ (sᵢ − sₜ)
        let ζ = (1...steps).map { t in
            (1...t).reduce(0.0) { $0 + (1 - β2) * pow(β2, Double(t - $1)) * (s[$1 - 1] - s[t - 1]) }
        }
        let corrections = (1...steps).map { 1 - pow(β2, Double($0)) }
        page.figure(
            "drifting-gradients",
            caption: "Gradients whose mean square falls and rises again. The corrected second moment (mean over many "
                + "parameters) lags behind; the distance is ζ, as computed from its definition, divided by the same "
                + "correction.",
            slide: "Justification of estimates",
            alternativeText:
                "The mean square drops and rises in ramps; the estimate follows about a hundred steps later.",
            x: "step t", y: Axis("mean square of the gradient", domain: 0...1.15)
        ) {
            LineMark(x: 1...steps, y: s, series: "E[g_t^2]")
            LineMark(x: 1...steps, y: zip(mean, corrections).map { $0 / $1 }, series: "v̂_t, simulated")
            LineMark(
                x: 1...steps, y: (0..<steps).map { s[$0] + ζ[$0] / corrections[$0] },
                series: "E[g_t^2] + ζ / (1 − β_2^t)"
            ).lineStyle(width: 1.4, .dashed).foregroundStyle(.init(grey: 0.1))
        }
        let L = zip(s, s.dropFirst()).map { abs($0 - $1) }.max()!
        let largest = ζ.map(abs).max()!
        let bound = L * β2 / (1 - β2)
        page.value("zeta.largest", largest)
        page.value("zeta.bound", bound)
        page.check("|ζ| is at most L β₂/(1 − β₂)", largest, atMost: bound)
        // The variance of v is (1 − β₂)² Σ β₂²⁽ᵗ⁻ⁱ⁾ 2 sᵢ² for Gaussian gradients.
        let deviations = (1...steps).map { t -> Double in
            let variance = (1...t).reduce(0.0) {
                $0 + (1 - β2) * (1 - β2) * pow(β2, 2 * Double(t - $1)) * 2 * s[$1 - 1] * s[$1 - 1]
            }
            let expected = s[t - 1] * corrections[t - 1] + ζ[t - 1]
            return abs(mean[t - 1] - expected) / (variance / Double(parameters)).squareRoot()
        }
        page.check(
            "the simulation keeps to E[g²](1 − β₂ᵗ) + ζ, largest deviation in standard errors", deviations.max()!,
            atMost: 5)
        /*:
         The largest $|\zeta|$ is {{zeta.largest, significant 3}}, the bound {{zeta.bound, significant 3}}: on a long slope
         the bound is nearly attained, and that is what the derivation says about its own sharpness.

         Note the signs. While gradients *shrink*, $v_t$ is too large and Adam is too careful. When they *grow* suddenly,
         $v_t$ is too small and Adam is too bold: the steps after a quiet time are the dangerous ones. How dangerous?
         */
    }

    /// 1, then a slope down to 0.2, then a slope up to 1, then 1.
    private static let meanSquares: [Double] = {
        let slope = (1...400).map { 1 - 0.8 * Double($0) / 400 }
        return [Double](repeating: 1, count: 300) + slope + [Double](repeating: 0.2, count: 300) + slope.reversed()
            + [Double](repeating: 1, count: 200)
    }()
}

import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Workbook

struct SmoothRectifiers: Section {
    static let title = "Smooth relatives: softplus, SiLU, GELU"

    func run(on page: Page) throws {
        /*:
         Three functions look like a ReLU from afar and have no kink. **Softplus** is the integral of the sigmoid,
         **SiLU** (also called swish) weighs $x$ by a sigmoid, **GELU** by the distribution function $\Phi$ of the standard
         normal law. The large language models of today use the last two.

         $$\operatorname{softplus}(x) = \ln(1 + e^x), \qquad \operatorname{SiLU}(x) = x\,\sigma(x), \qquad
         \operatorname{GELU}(x) = x\,\Phi(x).$$ {#eq:smooth-rectifiers}
         */
        page.show(Derivation.softplusDerivative)
        page.show(Derivation.siluDerivative)
        page.show(Derivation.geluDerivative)
        let (softplus, silu, gelu, relu) = (Softplus(), SiLU(), GELU(), ReLU())
        let family: [(name: String, activation: any ElementwiseActivation)] = [
            ("softplus", softplus), ("SiLU", silu), ("GELU", gelu),
        ]
        let grey = Color(grey: 0.5)
        // snippet.hide
        page.figure(
            "smooth-rectifiers",
            caption: "Softplus, SiLU and GELU (a) and their derivatives (b) with ReLU's. SiLU and GELU "
                + "fall below 0, and their derivatives rise above 1.",
            slide: "Rectified Linear Unit",
            alternativeText: "Left, three smooth curves near ReLU: softplus above it, SiLU and GELU dipping "
                + "below 0. Right, their derivatives, which rise from 0 to 1 smoothly, SiLU's and GELU's "
                + "overshooting."
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart("functions", x: Axis("x", domain: -4...4), y: "") {
                    LineMark(over: -4...4, series: "ReLU") { max(0, $0) }.foregroundStyle(grey).lineStyle(.dashed)
                    for member in family {
                        LineMark(over: -4...4, series: member.name) { Double(member.activation.value(Float($0))) }
                    }
                }
                Chart("derivatives", x: Axis("x", domain: -4...4), y: "") {
                    // Not a number at 0: the line is interrupted at the jump.
                    LineMark(over: -4...4, series: "ReLU") { $0 < -1e-9 ? 0 : $0 > 1e-9 ? 1 : .nan }
                        .foregroundStyle(grey).lineStyle(.dashed)
                    for member in family {
                        LineMark(over: -4...4, series: member.name) { Double(member.activation.derivative(Float($0))) }
                    }
                }
            }
        }
        // snippet.show
        /*:
         Three facts that a look at the figure suggests and a short calculation proves. Softplus is nowhere farther from
         ReLU than at 0, by $\ln 2$. At its lowest point SiLU has $\operatorname{SiLU}' = 0$, that is
         $1 + x(1 - \sigma) = 0$, and so its value there is $x\sigma = x + 1$. And since
         $\operatorname{GELU}''(x) = (2 - x^2)\,e^{-x^2/2}/\sqrt{2\pi}$, GELU is steepest at $\sqrt 2$.
         */
        let grid = (-8000...8000).map { Float($0) / 1000 }
        page.check(
            "softplus is at most ln 2 from ReLU", grid.map { softplus.value($0) - relu.value($0) }.max()!,
            equals: Float(log(2.0)), within: 1e-6)
        let lowest = grid.min { silu.value($0) < silu.value($1) }!
        page.value("silu.lowestAt", lowest)
        page.value("silu.lowest", silu.value(lowest))
        page.check("SiLU(x) = x + 1 at its lowest point", silu.value(lowest), equals: lowest + 1, within: 1e-3)
        let steepest = grid.max { gelu.derivative($0) < gelu.derivative($1) }!
        page.value("gelu.maxDerivative", gelu.derivative(steepest))
        page.check("GELU is steepest at √2", steepest, equals: Float(2).squareRoot(), within: 2e-3)
        /*:
         SiLU's lowest value is {{silu.lowest, fixed 3}}, at $x = {{silu.lowestAt, fixed 2}}$; GELU's largest slope is
         {{gelu.maxDerivative, fixed 3}}. A slope above 1 is not a fault: what matters in depth is the product of
         slopes and weights, and that is the next question.
         */
    }
}

import Derivations
import NeuralNetworks
import Plotting
import Workbook

struct LeakyAndExponentialUnits: Section {
    static let title = "LeakyReLU and ELU"

    func run(on page: Page) throws {
        /*:
         ReLU blocks the gradient of every unit that is off. Two repairs let some of it pass. **LeakyReLU** keeps a small
         slope to the left,

         $$\operatorname{LeakyReLU}(x) = \max(\varepsilon x, x) \qquad (0 < \varepsilon \ll 1),$$ {#eq:leaky-relu}

         and the **exponential linear unit** turns into an exponential that tends to $-1$,

         $$\operatorname{ELU}(x) = \begin{cases} x & x \ge 0 \\ e^x - 1 & x < 0. \end{cases}$$ {#eq:elu}
         */
        page.show(Derivation.leakyReLUDerivative)
        page.show(Derivation.eluDerivative)
        /*:
         Both slopes of ELU are 1 at the origin: it has no kink. For negative $x$ its derivative can be told from its output
         alone, as can the sigmoid's and the hyperbolic tangent's, so that a layer need not keep $x$ for the pass
         backward.

         @Excerpt(Sources/NeuralNetworks/Activations/LeakyReLU.swift, slice: formula)

         @Excerpt(Sources/NeuralNetworks/Activations/ELU.swift, slice: formula)

         The library computes $e^x - 1$ by `expm1`: near 0 the difference of two numbers close to 1 would lose
         half of its digits.
         */
        let (leaky, elu) = (LeakyReLU(slope: 0.1), ELU())
        // snippet.hide
        page.figure(
            "leaky-relu",
            caption: "LeakyReLU and its derivative, drawn with ε = 0.1 so that the slope can be seen; usual "
                + "are 0.01 to 0.2.",
            slide: "Leaky Rectified Linear Unit",
            alternativeText: "LeakyReLU is the diagonal right of the origin and a line of slope 0.1 left of "
                + "it; its derivative jumps from 0.1 to 1."
        ) {
            Chart(x: Axis("x", domain: -3...3), y: Axis(domain: -0.5...3)) {
                graph(of: leaky, "LeakyReLU(x)", over: -3...3, kink: true)
                PointMark(x: 0, y: leaky.derivative(0), series: "derivative")
                PointMark(x: 0, y: 1, series: "derivative").symbol(.ring)
            }
        }
        page.figure(
            "elu",
            caption: "ELU and its derivative: the derivative is continuous, but to the left it dies away like "
                + "eˣ.",
            slide: "Rectified Linear Unit",
            alternativeText: "ELU is the diagonal right of the origin and bends towards −1 left of it; its "
                + "derivative falls from 1 at the origin towards 0 on the left."
        ) {
            Chart(x: Axis("x", domain: -4...3), y: Axis(domain: -1.2...3)) {
                graph(of: elu, "ELU(x)", over: -4...3)
            }
        }
        // snippet.show
        let grid = (-8000...8000).map { Float($0) / 1000 }
        page.check(
            "LeakyReLU(x) = max(εx, x)", grid.map { abs(leaky.value($0) - max(0.1 * $0, $0)) }.max()!, atMost: 0)
        page.check(
            "ELU′(x) = ELU(x) + 1 for x < 0",
            grid.filter { $0 < 0 }.map { abs(elu.derivative($0) - (elu.value($0) + 1)) }.max()!, atMost: 1.2e-7)
        let (near, far) = (elu.derivative(-1), elu.derivative(-10))
        page.value("elu.derivativeAtMinus1", near)
        page.value("elu.derivativeAtMinus10", far)
        /*:
         In favour of both: as quick as ReLU to the right, and a gradient to the left; outputs of both signs. Against
         LeakyReLU: one more constant to choose. Against ELU: an exponential, and a promise that holds near the origin only:
         its derivative is {{elu.derivativeAtMinus1, fixed 2}} at $-1$, but {{elu.derivativeAtMinus10, scientific 0}} at
         $-10$, which is as dead as a ReLU for all practical purposes.
         */
    }
}

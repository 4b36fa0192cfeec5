import Derivations
import NeuralNetworks
import Plotting
import Workbook

struct HyperbolicTangent: Section {
    static let title = "The hyperbolic tangent"

    func run(on page: Page) throws {
        /*:
         Two complaints about the sigmoid, its small slope and its lopsided outputs, have a cure that looks like a new
         function:

         $$\tanh(x) = \frac{\sinh x}{\cosh x} = \frac{e^x - e^{-x}}{e^x + e^{-x}}.$$ {#eq:tanh}

         It is none.
         */
        page.show(Derivation.tanhAsSigmoid)
        /*:
         The hyperbolic tangent *is* the sigmoid, stretched and moved so that it is odd. Differentiating the identity gives
         $\tanh'(x) = 4\,\sigma'(2x)$; from the quotient comes the form that a layer uses, in which only the output occurs:
         */
        page.show(Derivation.tanhDerivative)
        /*:
         @Excerpt(Sources/NeuralNetworks/Activations/Tanh.swift, slice: formula)
         */
        let (tanh, sigmoid) = (Tanh(), Sigmoid())
        // snippet.hide
        page.figure(
            "tanh",
            caption: "The hyperbolic tangent and its derivative, with the sigmoid for comparison: at 0 it is "
                + "four times as steep, and its outputs are centred.",
            slide: "Hyperbolic Tangent",
            alternativeText: "The hyperbolic tangent rises from −1 to 1 in an S; its derivative is a bell of "
                + "height 1 at 0. The sigmoid is flatter and lies above 0."
        ) {
            Chart(x: Axis("x", domain: -5...5), y: Axis(domain: -1.1...1.1)) {
                graph(of: tanh, "tanh(x)", over: -5...5)
                LineMark(over: -5...5, series: "σ(x)") { Double(sigmoid.value(Float($0))) }
                    .foregroundStyle(.init(grey: 0.55)).lineStyle(.dotted)
            }
        }
        // snippet.show
        let grid = (-8000...8000).map { Float($0) / 1000 }
        page.check(
            "tanh(x) = 2σ(2x) − 1, to rounding",
            grid.map { abs(tanh.value($0) - (2 * sigmoid.value(2 * $0) - 1)) }.max()!, atMost: 2.4e-7)
        page.check(
            "tanh′(x) = 4σ′(2x), to rounding",
            grid.map { abs(tanh.derivative($0) - 4 * sigmoid.derivative(2 * $0)) }.max()!, atMost: 1e-6)
        page.check("max tanh′ = 1", grid.map(tanh.derivative).max()!, equals: 1, within: 0)
        /*:
         In favour: all that favours the sigmoid, but a slope of 1 at the origin and outputs of both signs; recurrent
         networks such as LSTMs keep it because it holds a state in bounds. Against it: it saturates just the same.

         The identity says more than it seems to. If a network of sigmoids can be rewritten as a network of hyperbolic
         tangents, then the two differ in nothing but the weights that one would write down. Why then does one learn in depth
         and the other not? [](#sec:KeepingTheGradient) answers that.
         */
    }
}

import Derivations
import NeuralNetworks
import Plotting
import Workbook

struct LogisticFunction: Section {
    static let title = "The sigmoid"

    func run(on page: Page) throws {
        /*:
         A nerve cell is silent at a weak stimulus and fires at its highest rate at a strong one. The first networks imitated
         it with a step from 0 to 1; but a step has the derivative 0 wherever it has one, and nothing can be learnt through
         it. The **sigmoid** (or logistic function) is the smooth step,

         $$\sigma(x) = \frac{1}{1 + e^{-x}}.$$ {#eq:sigmoid}

         Since it lies between 0 and 1 it can be read as a probability, which is how it survives today: as the last layer of
         a network that answers yes or no. What does learning through it cost? That is its derivative's business.
         */
        page.show(Derivation.sigmoidDerivative)
        page.show(Derivation.sigmoidSteepest)
        /*:
         The library computes value and derivative like this:

         @Excerpt(Sources/NeuralNetworks/Activations/Sigmoid.swift, slice: formula)
         */
        let sigmoid = Sigmoid()
        // snippet.hide
        page.figure(
            "sigmoid",
            caption: "The sigmoid and its derivative. The derivative is at most ¼, and beyond ±5 next to "
                + "nothing is left of it.",
            slide: "Sigmoid",
            alternativeText: "The sigmoid rises from 0 to 1 in an S; its derivative is a bell of height one "
                + "quarter at 0."
        ) {
            Chart(x: Axis("x", domain: -8...8), y: Axis(domain: -0.05...1.05)) {
                graph(of: sigmoid, "σ(x)", over: -8...8)
                RuleMark(y: 0.25, label: "¼")
            }
        }
        // snippet.show
        /*:
         The figure's curves are the library's `value` and `derivative`, and so are the numbers that follow. The maximum of
         the derivative, searched on a grid of 16 001 points:
         */
        let grid = (-8000...8000).map { Float($0) / 1000 }
        let steepest = grid.max { sigmoid.derivative($0) < sigmoid.derivative($1) }!
        page.value("sigmoid.steepest", steepest)
        page.value("sigmoid.maxDerivative", sigmoid.derivative(steepest))
        page.check("max σ′ = ¼", sigmoid.derivative(steepest), equals: 0.25, within: 0)
        page.check(
            "σ′ = σ(1 − σ) on the whole grid",
            grid.map { abs(sigmoid.derivative($0) - sigmoid.value($0) * (1 - sigmoid.value($0))) }.max()!, atMost: 1e-7)
        /*:
         ## Where the numbers run out

         In exact arithmetic $\sigma$ never reaches 1. In 32-bit floating point it does:
         */
        let whole = stride(from: Float(0), to: 100, by: 0.125).first { sigmoid.value($0) == 1 }!
        page.value("sigmoid.roundsToOne", whole)
        page.value("sigmoid.derivativeThere", sigmoid.derivative(whole))
        page.value("sigmoid.productThere", sigmoid.value(whole) * (1 - sigmoid.value(whole)))
        /*:
         From $x = {{sigmoid.roundsToOne}}$ on the nearest number to $\sigma(x)$ is 1. The derivative there is
         {{sigmoid.derivativeThere, scientific 1}}, but $\sigma(1 - \sigma)$, computed from the rounded $\sigma$, is
         exactly {{sigmoid.productThere}}. The function `derivative` above avoids the cancellation. The pass backward
         through a layer does not: it has only the output at hand, and takes the product. A unit that far out passes *no*
         gradient back. This is one reason why the library computes a sigmoid together with the cross-entropy
         that follows it, from $x$ itself (Chapter 02).

         In favour of the sigmoid: smooth, bounded, a probability. Against it: a gradient that passes through it shrinks to a
         quarter *at best*; its outputs are never negative, so that the next layer's inputs all pull in one direction; and
         it needs an exponential.
         */
    }
}

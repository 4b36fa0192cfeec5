import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct Saturation: Section {
    static let title = "Saturation: when the weights are too large"

    func run(on page: Page) throws {
        /*:
         A bounded activation function is steep in the middle and flat outside. Where a unit works depends on its
         preactivation $z = \sum_i x_i W_{ij}$. If the $n$ inputs have mean square $q$ and the weights are independent with
         mean 0, then

         $$\mathbb{E}[z^2] = n \operatorname{Var}(W)\, q = g^2 q, \qquad g := \sqrt{n \operatorname{Var}(W)}.$$ {#eq:gain}

         So the **gain** $g$ decides. Ten layers of 100 tanh units each get normal inputs, at three gains:
         */
        let gains = [0.5, 1.2, 4]
        let stacks = try gains.map {
            try DeepStack(depth: 10, Tanh(), gain: $0, seed: page.seed).measure(samples: 256, seed: page.seed)
        }
        // snippet.hide
        page.figure(
            "saturation",
            caption: "What the tenth layer of tanh units puts out, as a histogram, for three gains. Too "
                + "small: the signal has died. Too large: the units sit at ±1 and say little more than a sign.",
            slide: "Hyperbolic Tangent",
            alternativeText: "Three histograms over −1 to 1: a needle at 0, a broad hump, and two peaks at −1 "
                + "and 1."
        ) {
            Panels(columns: 3) {
                for (gain, stack) in zip(gains, stacks) {
                    Chart(
                        "gain \(gain.formatted(.significant(2)))", x: Axis("output", domain: -1...1), y: "density",
                        size: Size(270, 230)
                    ) {
                        BarMark(histogram: stack.outputs[9].values, bins: 40, range: -1...1, density: true)
                    }
                }
            }
        }
        // snippet.show
        /*:
         The table counts the same, and adds what the pass backward makes of it.
         */
        func saturated(_ outputs: Tensor) -> Double {
            Double(outputs.values.count { abs($0) > 0.99 }) / Double(outputs.count)
        }
        func slope(_ outputs: Tensor) -> Double {
            outputs.values.map { 1 - Double($0 * $0) }.reduce(0, +) / Double(outputs.count)
        }
        // snippet.hide
        page.table(
            "saturation",
            caption: "The tenth of ten layers of tanh units. The last column is what is left at the first "
                + "layer of a gradient that starts at the tenth.",
            columns: ["gain", "spread of outputs", "outputs beyond ±0.99", "mean tanh′", "gradient arriving"],
            rows: zip(gains, stacks).map { gain, stack in
                [
                    gain.formatted(.significant(2)), stack.signal.formatted(.significant(2)),
                    saturated(stack.outputs[9]).formatted(.percent(0)), slope(stack.outputs[9]).formatted(.fixed(2)),
                    stack.arriving.formatted(.significant(2)),
                ]
            })
        // snippet.show
        page.value("saturation.large.share", saturated(stacks[2].outputs[9]))
        page.value("saturation.large.slope", slope(stacks[2].outputs[9]))
        page.value("saturation.large.arriving", stacks[2].arriving)
        page.value("saturation.small.arriving", stacks[0].arriving)
        page.check("at gain 4 the gradient grows on its way down", stacks[2].arriving, atLeast: 1.0)
        page.check("at gain 0.5 it dies", stacks[0].arriving, atMost: 0.01)
        /*:
         At gain 4, {{saturation.large.share, percent 0}} of the units are saturated and the mean slope is down to
         {{saturation.large.slope, fixed 2}}. One reads everywhere that the gradient then vanishes. The last column says
         otherwise: it arrives {{saturation.large.arriving, significant 2}} times as *large*. The few units that are not
         saturated hand it down through weights that are as much too large as the slopes are too small, and the weights win.
         What is lost is its use: such a gradient describes the function in a tiny neighbourhood only, since a
         small step pushes the few sensitive units out of the middle and others in.

         At gain 0.5 all slopes are close to 1, nothing is saturated, and the gradient dies nevertheless
         ({{saturation.small.arriving, significant 1}}). Slopes alone decide nothing. It is high time to derive what does.
         */
    }
}

import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct KeepingTheGradient: Section {
    static let title = "Which initialisation keeps which gradient?"

    func run(on page: Page) throws {
        /*:
         If [](#eq:chi) is right, then the gain is a knob by which every activation can be tuned to $\chi = 1$. Turn it, and
         measure how much of the gradient arrives after 20 layers.
         */
        let subjects: [(name: String, activation: any ElementwiseActivation)] = [
            ("sigmoid", Sigmoid()), ("tanh", Tanh()), ("ReLU", ReLU()), ("ELU", ELU()), ("SiLU", SiLU()),
        ]
        let gains = (0...20).map { 0.4 * pow(10, Double($0) / 20) }
        func measure(_ activation: any ElementwiseActivation, gain: Double) throws -> (arriving: Double, signal: Double)
        {
            let runs = try [page.seed, page.seed &+ 1].map { seed in
                try DeepStack(activation, gain: gain, seed: seed).measure(samples: 32, seed: seed)
            }
            return (geometricMean(runs.map(\.arriving)), geometricMean(runs.map(\.signal)))
        }
        let curves = try subjects.map { subject in
            try gains.map { try measure(subject.activation, gain: $0) }
        }
        // snippet.hide
        page.figure(
            "gain-sweep",
            caption: "What of the gradient arrives after 20 layers, by the gain g = √(n Var W) of the "
                + "weights. A curve should cross 1 where the signal survives too. ReLU crosses at He's √2, "
                + "tanh a little above Glorot's 1, the sigmoid nowhere in sight.",
            slide: "Sigmoid",
            alternativeText: "Five rising curves on double logarithmic axes. ReLU's, ELU's and tanh's cross "
                + "the line 1 at gains between 1.2 and 1.5, SiLU's near 1.55; the sigmoid's stays far below it "
                + "up to gain 4."
        ) {
            Chart(
                x: .log("gain g"), y: .log("‖∂L/∂y₁‖ / ‖∂L/∂y₂₀‖", domain: 1e-14...1e8), size: Size(460, 320)
            ) {
                for (subject, curve) in zip(subjects, curves) {
                    LineMark(x: gains, y: curve.map(\.arriving), series: subject.name)
                }
                RuleMark(y: 1.0)
                RuleMark(x: 1.0, label: "Glorot")
                RuleMark(x: 2.0.squareRoot(), label: "He")
            }
        }
        // snippet.show
        /*:
         Where exactly does each curve cross 1? Halving the interval finds it:
         */
        func balancedGain(_ activation: any ElementwiseActivation) throws -> Double {
            var (low, high) = (0.5, 3.0)
            for _ in 1...8 {
                let middle = (low + high) / 2
                if try measure(activation, gain: middle).arriving < 1 { low = middle } else { high = middle }
            }
            return (low + high) / 2
        }
        var rows: [[String]] = []
        for subject in subjects.dropFirst() {
            let gain = try balancedGain(subject.activation)
            page.value("gain.\(subject.name)", gain)
            let signal = try measure(subject.activation, gain: gain).signal
            rows.append([subject.name, gain.formatted(.fixed(2)), signal.formatted(.significant(2))])
        }
        // snippet.hide
        page.table(
            "balanced-gains",
            caption: "The gain at which the gradient arrives undiminished after 20 layers, and the spread of "
                + "the last layer's outputs there (inputs have 1).",
            columns: ["activation", "gain", "signal in layer 20"], rows: rows)
        // snippet.show
        /*:
         ReLU needs {{gain.ReLU, fixed 2}}, which is He's $\sqrt 2$ as derived; tanh {{gain.tanh, fixed 2}} and
         ELU {{gain.ELU, fixed 2}}, between Glorot and He. And the sigmoid? Weights 16 times the variance, $g = 4$, would
         undo the quarter, if the units stayed in the middle. They do not: outputs are around ½ instead of around 0, so
         that a preactivation contains $\tfrac12 \sum_i W_{ij}$, which grows with the weights and drives the unit
         into saturation.

         ## The sigmoid, cured

         That sum is known, so subtract it. This is where $\tanh(x) = 2\sigma(2x) - 1$ pays. A tanh network computes
         $y' = \tanh(yW)$; put $y = 2s - 1$:

         $$s' = \frac{y' + 1}{2} = \sigma(2yW) = \sigma\bigl(2(2s - 1)W\bigr)
         = \sigma\bigl(s \cdot 4W - 2\textstyle\sum_i W_{i\cdot}\bigr).$$ {#eq:sigmoid-from-tanh}

         A network of sigmoids with weights $4W$ and biases $-2\sum_i W_{i\cdot}$ *is* the tanh network with weights $W$. Its
         gradients must arrive as well as that one's, layer by layer.
         */
        let gain = 1.2
        let tanhStack = try DeepStack(Tanh(), gain: gain, seed: page.seed)
        let cured = try DeepStack(Sigmoid(), seed: page.seed)
        for (index, (layer, twin)) in zip(cured.network.layers, tanhStack.network.layers).enumerated() {
            let W = twin.weights.value
            // The first layer's inputs are not outputs of sigmoids: 2W and no bias.
            let scale: Float = index == 0 ? 2 : 4
            layer.weights.value = try Tensor(W.values.map { scale * $0 }, shape: W.shape)
            let sums = try Tensor(repeating: 1, shape: [1, W.rows]).times(W)
            if index > 0 { layer.biases.value = Tensor(sums.values.map { -2 * $0 }) }
        }
        let (tanhRun, curedRun) = (try tanhStack.measure(seed: page.seed), try cured.measure(seed: page.seed))
        let glorotRun = try DeepStack(Sigmoid(), gain: 1, seed: page.seed).measure(seed: page.seed)
        let largeRun = try DeepStack(Sigmoid(), gain: 4, seed: page.seed).measure(seed: page.seed)
        page.value("cured.arriving", curedRun.arriving)
        page.value("cured.uncentred", largeRun.arriving)
        page.check(
            "the sigmoid network with 4W and −2ΣW passes the gradient as the tanh network does, in every layer",
            zip(curedRun.gradients, tanhRun.gradients).map { abs($0 / $1 - 1) }.max()!, atMost: 1e-3)
        // snippet.hide
        page.figure(
            "sigmoid-cured",
            caption: "Four ways to start the same 20 layers of sigmoids. With centring biases and weights 4W "
                + "they are a tanh network in disguise, and the gradient arrives.",
            slide: "Hyperbolic Tangent",
            alternativeText: "Gradient norm by layer on a logarithmic axis: sigmoids with gain 1 fall by "
                + "twelve decades, with gain 4 by several; the centred ones stay near 1, on top of the tanh "
                + "network's line."
        ) {
            Chart(x: "layer", y: .log("‖∂L/∂y‖, relative to layer 20")) {
                LineMark(y: glorotRun.gradients, series: "sigmoid, g = 1")
                LineMark(y: largeRun.gradients, series: "sigmoid, g = 4")
                LineMark(y: curedRun.gradients, series: "sigmoid, centred, g = 4.8")
                LineMark(y: tanhRun.gradients, series: "tanh, g = 1.2").lineStyle(.dashed)
            }
        }
        // snippet.show
        /*:
         With large weights alone {{cured.uncentred, scientific 0}} of the gradient arrives, with the centring biases
         {{cured.arriving, significant 2}}. The sigmoid's vanishing gradient is thus neither fate nor a property of
         the function alone: it comes from starting it off centre and with too small weights. Tanh is the sigmoid with the right start
         built in. That is the honest content of “similar to sigmoid”.

         All of this describes the *start* of training. What the weights do later is another matter; normalising layers exist
         to keep it so.
         */
    }
}

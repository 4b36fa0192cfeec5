import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Workbook

struct VanishingGradients: Section {
    static let title = "Vanishing gradients, measured through 20 layers"

    func run(on page: Page) throws {
        /*:
         The story as it is told: the chain rule multiplies one $\sigma' \le \tfrac14$ a layer.
         */
        page.show(Derivation.vanishingGradient)
        /*:
         But the chain rule multiplies by the weights too, and sums over all paths through the network. A layer $y = \varphi(z)$, $z = xW$ hands the gradient down as

         $$\frac{\partial L}{\partial x} = \Bigl(\frac{\partial L}{\partial y} \circ \varphi'(z)\Bigr)\, W^\top.$$ {#eq:backward}

         Take weights that are independent with mean 0, and $\partial L / \partial y$ as independent of $\varphi'(z)$ (an
         approximation, good in wide layers). Then the mean square of a component changes by the factor

         $$\chi = n \operatorname{Var}(W)\; \mathbb{E}\bigl[\varphi'(z)^2\bigr] = g^2\, \mathbb{E}\bigl[\varphi'(z)^2\bigr],$$ {#eq:chi}

         and the norm by $\sqrt\chi$, in every layer. The quarter is only half of it: the other half is the gain $g$.

         Now measure. Twenty layers of 100 units, initialised as the library does it: Glorot's variance
         $\operatorname{Var}(W) = 2/(n_\text{in} + n_\text{out})$, that is $g = 1$, for sigmoid and tanh, and He's
         $\operatorname{Var}(W) = 2/n_\text{in}$, $g = \sqrt2$, for the rectifiers, all biases 0. A batch of normal inputs goes
         up; a normal random gradient starts at the top:

         @Excerpt(Chapters/Chapter01_ActivationFunctions/DeepStack.swift, slice: measure)
         */
        let subjects: [(name: String, initializer: String, activation: any ElementwiseActivation)] = [
            ("sigmoid", "Glorot", Sigmoid()), ("tanh", "Glorot", Tanh()), ("ReLU", "He", ReLU()),
            ("LeakyReLU", "He", LeakyReLU(slope: 0.01)), ("ELU", "He", ELU()), ("SiLU", "He", SiLU()),
        ]
        let networks = 5
        let runs = try subjects.map { subject in
            try (0..<networks).map { k in
                let seed = page.seed &+ UInt64(k)
                return try DeepStack(subject.activation, seed: seed).measure(inDetail: true, seed: seed)
            }
        }
        func mean(_ measurements: [DeepStack.Measurement], _ number: (DeepStack.Measurement) -> Double) -> Double {
            geometricMean(measurements.map(number))
        }
        page.value("vanishing.networks", networks)
        // snippet.hide
        page.figure(
            "vanishing-gradients",
            caption: "The norm of ∂L/∂y in each of 20 layers, relative to the last, at the usual "
                + "initialisation; geometric mean over \(networks) networks. Through sigmoids it falls nearly "
                + "as (¼)ⁿ; through the others it arrives.",
            slide: "Sigmoid",
            alternativeText: "Norm of the gradient by layer on a logarithmic axis. The sigmoid's line falls "
                + "by more than eleven decades from layer 20 to layer 1, beside a dashed line for a quarter a "
                + "layer; SiLU loses two decades; the others stay near 1."
        ) {
            Chart(x: "layer", y: .log("‖∂L/∂y‖, relative to layer 20"), size: Size(460, 320)) {
                for (subject, measurements) in zip(subjects, runs) {
                    LineMark(y: (0..<20).map { l in mean(measurements) { $0.gradients[l] } }, series: subject.name)
                        .lineStyle(subject.name == "LeakyReLU" ? .dotted : .solid)
                }
                LineMark(y: (1...20).map { pow(0.25, Double(20 - $0)) }, series: "(¼)ⁿ")
                    .foregroundStyle(.init(grey: 0.4)).lineStyle(.dashed)
            }
        }
        // snippet.show
        for (subject, measurements) in zip(subjects, runs) {
            page.value("vanishing.\(subject.name).arriving", mean(measurements, \.arriving))
            page.value("vanishing.\(subject.name).factor", mean(measurements, \.factor))
            page.value("vanishing.\(subject.name).signal", mean(measurements, \.signal))
        }
        // snippet.hide
        page.table(
            "vanishing-gradients",
            caption: "A layer's factor as measured, the factor √χ that the slopes and weights of the layers "
                + "predict, and what has become of gradient and signal after 20 layers.",
            columns: [
                "activation", "initialisation", "factor", "√χ", "∂L/∂y in layer 1", "∂L/∂W in layer 1",
                "signal in layer 20",
            ],
            rows: zip(subjects, runs).map { subject, measurements in
                [
                    subject.name, subject.initializer, mean(measurements, \.factor).formatted(.fixed(3)),
                    mean(measurements) { geometricMean(Array($0.predictedFactors.dropFirst())) }.formatted(.fixed(3)),
                    mean(measurements, \.arriving).formatted(.significant(2)),
                    mean(measurements) { $0.weightGradients[0] }.formatted(.significant(2)),
                    mean(measurements, \.signal).formatted(.significant(2)),
                ]
            })
        // snippet.show
        for (subject, measurements) in zip(subjects, runs) {
            let predicted = mean(measurements) { geometricMean(Array($0.predictedFactors.dropFirst())) }
            page.value("vanishing.\(subject.name).deviation", mean(measurements, \.factor) / predicted - 1)
            guard subject.name != "SiLU" else { continue }
            page.check(
                "\(subject.name): the measured factor is √χ to within 3 %", mean(measurements, \.factor) / predicted,
                equals: 1, within: 0.03)
        }
        /*:
         At Glorot's initialisation the sigmoid's factor is {{vanishing.sigmoid.factor, fixed 3}}: here the story of the
         quarter is nearly exact, because $g = 1$ and all units work near the middle, where $\sigma' \approx \tfrac14$.
         Of the gradient {{vanishing.sigmoid.arriving, scientific 0}} arrives: the first layer does not learn. ReLU's
         factor is {{vanishing.ReLU.factor, fixed 2}}, since half of the units pass the gradient whole and half pass none,
         $\mathbb{E}[\varphi'^2] = \tfrac12$, and He's 2 makes up for it. Tanh loses a little in each layer
         ({{vanishing.tanh.factor, fixed 2}}) and ELU with He's variance gains a little
         ({{vanishing.ELU.factor, fixed 2}}). SiLU with the same variance ends at
         {{vanishing.SiLU.arriving, significant 2}}: an initialisation made for ReLU is not made for its smooth relatives.

         The prediction $\sqrt\chi$ holds to 3 % for the lecture's functions and is off by {{vanishing.SiLU.deviation, percent 0}}
         for SiLU, where the approximation is at its worst: SiLU's slope depends on the size of the signal, so that one
         sample's factors in the twenty layers are not independent of each other.

         One column deserves a second look. What trains a layer is $\partial L/\partial W = x^\top \delta$, the product of
         what comes down and what goes up. Through tanh and SiLU the gradient shrinks on its way down and the signal on its way
         up, so that the weights of the first layer get no less than those of the last. Only the sigmoid starves them: its
         outputs do not shrink (they are all close to ½), but they hardly depend on the input any more. From 1 at the input
         the signal has come down to {{vanishing.sigmoid.signal, scientific 0}} in layer 20. The network is blind in both directions.

         The (¼)ⁿ law is thus a law of the sigmoid *with this initialisation*, not of the sigmoid.
         */
    }
}

import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct VarianceThroughLayers: Section {
    static let title = "Which variance survives thirty layers?"

    func run(on page: Page) throws {
        /*:
         A sum of $n$ random terms is larger than a term, so weights must be smaller the more of them are added up. How much
         smaller? Let weights and inputs be independent with mean zero.
         */
        page.show(Derivation.glorotVariance)
        /*:
         On the way back the gradient is summed too, but over a layer's outputs. The two ways ask for two variances, unless the
         layer has as many outputs as inputs; Glorot and Bengio take the mean of the two conditions [@glorot2010]:
         */
        page.show(Derivation.glorotBackward)
        /*:
         The library draws such weights uniformly, for which one needs the width of the interval.
         */
        page.show(Derivation.glorotUniform)
        /*:
         So far nothing was said of the activation. Tanh is nearly the identity for small inputs, so the argument holds there.
         ReLU is not: it throws half of the signal away, and He's factor 2 puts that back [@he2015].
         */
        page.show(Derivation.heVariance)
        /*:
         The library computes both in one place:

         @Excerpt(Sources/NeuralNetworks/Initialization/WeightInitializer.swift, slice: variance)
         */
        var random = RandomGenerator(seed: page.seed)
        var rows: [[String]] = []
        for initializer in WeightInitializer.allCases where initializer != .zeros {
            let drawn = Tensor(shape: [100, 200]) {
                initializer.fill($0, fanIn: 100, fanOut: 200, random: &random)
            }
            let derived = initializer == .heNormal || initializer == .heUniform ? 2.0 / 100 : 2.0 / 300
            let variance = drawn.sumOfSquares / Double(drawn.count)
            rows.append([initializer.rawValue, derived.formatted(.fixed(5)), variance.formatted(.fixed(5))])
            page.check(
                "\(initializer.rawValue) draws the derived variance", variance, equals: derived, within: 0.04 * derived)
        }
        // snippet.hide
        page.table(
            "drawn-variances", caption: "The variance of 20 000 weights drawn for 100 inputs and 200 outputs.",
            columns: ["initialiser", "derived", "drawn"], rows: rows)
        // snippet.show
        /*:
         ## What a wrong variance does

         One layer that multiplies the variance by $c$ is harmless. But layers stand one behind the other.
         */
        page.show(Derivation.varianceThroughLayers)
        /*:
         Try it: thirty layers of $n = 256$ units, normal inputs of variance 1, and the mean square $q_l$ of the preactivations in
         each layer $l$, for four variances of the weights. For ReLU the theory is the line $q_l = c^{l-1} q_1$
         with $c = n \operatorname{Var} W / 2$ and $q_1 = n \operatorname{Var} W$. For tanh it is the recursion
         $q_{l+1} = n \operatorname{Var} W \cdot \mathbb{E}[\tanh(\sqrt{q_l}\, g)^2]$ with a standard normal $g$, which takes a
         preactivation for normal: in a wide layer it nearly is one, being a sum of many terms.
         */
        let (depth, width, networks) = (30, 256, 8)
        let n = Double(width)
        var charts: [Panels.Panel] = []
        for (activation, name, square) in [
            (Tanh() as any Activation, "tanh", { q in Self.meanSquare(of: tanh, variance: q) }),
            (ReLU() as any Activation, "ReLU", { q in 0.5 * q }),
        ] as [(any Activation, String, (Double) -> Double)] {
            var marks: [any Mark] = []
            for (variance, label, key) in [
                (1.0, "Var W = 1", "one"), (2 / n, "2/n (He)", "he"), (1 / n, "1/n (Glorot)", "glorot"),
                (0.25 / n, "1/(4n)", "small"),
            ] {
                let measured = try Self.secondMoments(
                    activation, variance: variance, depth: depth, width: width, networks: networks, seed: page.seed)
                var theory = [n * variance]
                while theory.count < depth { theory.append(n * variance * square(theory[theory.count - 1])) }
                marks.append(LineMark(y: theory, series: label))
                marks.append(PointMark(x: Array(1...depth), y: measured, series: label).symbolSize(4))
                let last = measured[depth - 1]
                page.value("variance.\(name).\(key).measured", last)
                page.value("variance.\(name).\(key).theory", theory[depth - 1])
                // A product of thirty random factors scatters: per layer it is known to about one part in a hundred.
                page.check(
                    "\(name), \(label): what is measured over what is derived, per layer",
                    pow(last / theory[depth - 1], 1 / Double(depth)), equals: 1, within: 0.03)
            }
            charts.append(
                Panels.Panel(
                    name, Chart(x: "layer l", y: .log("mean square q_l"), legend: .top) { marks }))
        }
        // snippet.hide
        page.figure(
            "variance-by-layer",
            caption:
                "The mean square of the preactivations through thirty layers, by the variance of the weights. Points are "
                + "measured (means over \(networks) networks), lines derived.",
            alternativeText:
                "Two charts on logarithmic axes. For tanh the curve for variance 1 is flat at 200, those for 2/n "
                + "and 1/n nearly flat, and 1/(4n) falls straight. For ReLU variance 1 rises to 10 to the 63, 2/n is flat, and the "
                + "others fall straight.",
            trained: false
        ) {
            Panels(columns: 2, sharedLegend: true) { for chart in charts { chart } }
        }
        // snippet.show
        /*:
         ReLU with He's variance arrives at {{variance.ReLU.he.measured, significant 2}}, where it should be 2, and with
         Glorot's at {{variance.ReLU.glorot.measured, scientific 1}}: half of the variance is lost in each layer, $2^{-30}$ in
         all. Weights of variance 1 lead to {{variance.ReLU.one.measured, scientific 0}}: the squares are far beyond the largest `Float`, and a few layers on the numbers
         themselves would be.

         Tanh is kinder, because it is bounded: weights of variance 1 give a steady {{variance.tanh.one.measured, integer}}. But at such inputs tanh is flat, and what
         was saved on the way forward is lost on the way back (Chapter 1 measured how). With $1/n$ it loses a little in each
         layer, since $|\tanh x| < |x|$: the linear argument is an approximation, and the recursion says how good a one.
         */
    }

    /// E[φ(√q g)²] for a standard normal g, by the trapezoidal rule, which is exact here to many digits.
    private static func meanSquare(of φ: (Double) -> Double, variance q: Double) -> Double {
        let h = 0.01
        return (-900...900).reduce(0) { sum, k in
            let g = h * Double(k)
            let y = φ(q.squareRoot() * g)
            return sum + h * y * y * exp(-g * g / 2) / (2 * Double.pi).squareRoot()
        }
    }

    /// The mean squares of the preactivations, layer by layer: means over several random networks and 100 inputs to each.
    private static func secondMoments(
        _ activation: any Activation, variance: Double, depth: Int, width: Int, networks: Int, seed: UInt64
    ) throws -> [Double] {
        var random = RandomGenerator(seed: seed)
        let φ = try Network(input: width) { ActivationLayer(activation) }
        var means = [Double](repeating: 0, count: depth)
        for _ in 0..<networks {
            var y = Tensor.normal([100, width], using: &random)
            for layer in 0..<depth {
                let weights = Tensor.normal(
                    [width, width], standardDeviation: Float(variance.squareRoot()), using: &random)
                let z = try y.times(weights)
                // In Double: the squares are too large for Float, or too small.
                let sum = z.values.reduce(0) { $0 + Double($1) * Double($1) }
                means[layer] += sum / Double(z.count) / Double(networks)
                y = try φ.predict(z)
            }
        }
        return means
    }
}

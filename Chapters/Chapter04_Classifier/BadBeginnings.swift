import ChapterSupport
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct BadBeginnings: Section {
    static let title = "What if all weights were zero? Or standard normal?"

    func run(on page: Page) throws {
        /*:
         All this began with random weights of a certain size, about which nothing was said. Does it matter where one begins?
         Optimizers walk downhill from anywhere. Try four beginnings of the same network: the usual one, normal weights of
         variance 1, all weights zero, and all weights 0.01.
         */
        // Weights from a shape; nil leaves what the library drew.
        typealias Beginning = (Shape, inout RandomGenerator) -> Tensor
        let beginnings: [(name: String, key: String, begin: Beginning?)] = [
            ("He, as usual", "usual", nil),
            ("normal, variance 1", "normal", { shape, random in .normal(shape, using: &random) }),
            ("all zero", "zero", { shape, _ in Tensor(shape: shape) }),
            ("all equal", "equal", { shape, _ in Tensor(repeating: 0.01, shape: shape) }),
        ]
        let digits = try Digits.load(on: page)
        let training = digits.training.prefix(10_000)
        var curves: [(name: String, losses: [Double])] = []
        var networks: [Network] = []
        var rows: [[String]] = []
        for (name, key, begin) in beginnings {
            let network = try TrainedClassifier.network(seed: page.seed)
            var random = RandomGenerator(seed: page.seed)
            if let begin {
                for layer in network.layers { layer.weights.value = begin(layer.weights.shape, &random) }
            }
            let start = try network.evaluate(training, loss: .crossEntropy)["loss"] ?? 0
            var losses: [Double] = []
            let history = try network.fit(
                training, validation: digits.test, loss: .crossEntropy, optimizer: .adam(learningRate: 0.001),
                epochs: 3,
                batchSize: 50, metrics: [.loss, .accuracy], callbacks: [.onStep { losses.append($0.batchLoss) }])
            curves.append((name, losses))
            networks.append(network)
            let accuracy = history.validation(.accuracy).last ?? 0
            page.value("beginning.\(key).accuracy", accuracy)
            page.value("beginning.\(key).loss", start)
            rows.append([
                name, start.formatted(.significant(4)), (history.training(.loss).last ?? 0).formatted(.significant(3)),
                accuracy.formatted(.percent(1)),
            ])
        }
        // snippet.hide
        page.table(
            "beginnings", caption: "Four beginnings, then the same three epochs on \(training.count) digits.",
            columns: ["first weights", "loss before", "loss in epoch 3", "test accuracy"], rows: rows)
        page.figure(
            "beginnings",
            caption:
                "The loss of each batch (a mean over ten) from four beginnings. Zero weights stay at ln 10; equal ones "
                + "learn what a single unit can; standard normal ones begin at hundreds and have to come down first.",
            alternativeText:
                "Four curves on a logarithmic axis. He falls from 2.3 to about 0.2; standard normal falls from "
                + "hundreds to about twenty; equal weights fall to about 2; zero stays at 2.3.",
            trained: true, x: "step", y: .log("cross-entropy"), legend: .top
        ) {
            for (name, losses) in curves {
                let means = stride(from: 0, to: losses.count - 9, by: 10).map { start in
                    losses[start..<start + 10].reduce(0, +) / 10
                }
                LineMark(x: means.indices.map { 10 * $0 + 5 }, y: means, series: name)
            }
        }
        // snippet.show
        /*:
         **Zero.** All hidden units give 0, whatever the input, and all gradients of weights are products with such a 0. Only
         the ten biases of the output learn, which is to say the frequencies of the digits, and the loss stays at
         $\ln 10 = 2.30$. No weight ever moves:
         */
        page.check(
            "after three epochs from zero, all weights are still exactly zero",
            networks[2].layers.allSatisfy { $0.weights.value.sumOfSquares == 0 })
        /*:
         **Equal.** Now signals flow, but all hundred units of the first layer compute the same, so each gets the same gradient,
         and they go on computing the same. The network has 100 units and acts like one:
         */
        let first = networks[3][0].weights.value
        var spread: Float = 0
        var moved: Float = 0
        for pixel in 0..<784 {
            moved = max(moved, abs(first[pixel, 0] - 0.01))
            for unit in 1..<100 { spread = max(spread, abs(first[pixel, unit] - first[pixel, 0])) }
        }
        // snippet.hide
        page.value("equal.spread", spread)
        page.value("equal.moved", moved)
        // snippet.show
        page.check("from equal weights, units move but never part", Double(spread), atMost: 1e-4 * Double(moved))
        /*:
         Its weights moved by up to {{equal.moved, fixed 2}}, those of different units differ by
         {{equal.spread, significant 1}}. It reads {{beginning.equal.accuracy, percent 0}} of the digits. Random numbers are there
         to tell units apart: without them nothing else does. This is called *breaking the symmetry*.

         **Standard normal.** Units differ, but a sum over 784 pixels of weights with variance 1 is large, the next layer makes
         it larger, and softmax is certain of something at random: the loss begins at {{beginning.normal.loss, significant 3}}.
         After three epochs the network reads {{beginning.normal.accuracy, percent 1}} instead of
         {{beginning.usual.accuracy, percent 1}}. Three layers survive that. What would thirty do?
         */
        let ends = curves.map { $0.losses.suffix(20).reduce(0, +) / 20 }
        page.check("no other beginning comes as far as the usual one", ends[0], atMost: ends.dropFirst().min()!)
    }
}

import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct CrossEntropyAsLikelihood: Section {
    static let title = "Cross-entropy: the price of being surprised"

    func run(on page: Page) throws {
        /*:
         A classifier's output is a probability $p$, and what comes true is 0 or 1. Normal noise makes no sense here. But
         the principle survives: call the network best that gave the observed labels the highest probability.
         */
        page.show(Derivation.binaryCrossEntropyIsBernoulli)
        /*:
         This is the slide's formula,
         $-\frac{1}{|X|} \sum_x [y \ln \text{NN}(x) + (1 - y) \ln(1 - \text{NN}(x))]$, for a network with one output. A
         prediction pays $-\ln$ of the probability that it gave to what then happened. Saying 99 % and being right costs
         {{surprise.right, significant 2}}; saying 99 % and being wrong costs {{surprise.wrong, significant 3}}; shrugging
         (50 %) costs $\ln 2$ = {{surprise.shrug, significant 3}} in any case.
         */
        let loss = BinaryCrossEntropy()
        page.value("surprise.right", loss.value(0.99, target: 1))
        page.value("surprise.wrong", loss.value(0.99, target: 0))
        page.value("surprise.shrug", loss.value(0.5, target: 1))
        // snippet.hide
        page.figure(
            "surprise",
            caption: "What a probability p for the class that came true costs. The squared error never asks more than "
                + "½, however absurd the prediction; cross-entropy knows no limit.",
            slide: "Crossentropy",
            alternativeText: "Over p from 0 to 1, the cross-entropy falls from infinity to 0, the squared error from ½ "
                + "to 0.",
            x: "probability p given to what came true", y: Axis("loss", domain: 0...5), legend: .automatic
        ) {
            LineMark(over: 0.002...1, series: "cross-entropy, −ln p") { Double(loss.value(Float($0), target: 1)) }
            LineMark(over: 0...1, series: "squared error, ½(1 − p)²") {
                Double(MeanSquaredError().value(Float($0), target: 1))
            }
        }
        // snippet.show
        /*:
         The slide says that cross-entropy forces the output to be close to 0 or to 1. Does it? Where the label is
         determined by the input, yes. But let the same input come with label 1 in a share $q$ of the cases:
         */
        page.show(Derivation.crossEntropyMinimiser)
        /*:
         So it wants the *true* probability, and 0 or 1 only where that is the truth. A thousand inputs that cannot be told
         apart, 300 of them with label 1, show it: among all constant answers the best one is
         {{constant.best}}.
         */
        let labels = try Tensor((0..<1000).map { $0 < 300 ? 1 : 0 }, shape: [1000, 1])
        let answers = (1..<200).map { Float($0) / 200 }
        let costs = try answers.map { try loss.value(Tensor(repeating: $0, shape: [1000, 1]), targets: labels) }
        let best = zip(answers, costs).min { $0.1 < $1.1 }!.0
        page.value("constant.best", best)
        page.check("the best constant answer is the share of ones", best, equals: 0.3, within: 1e-6)
        /*:
         The squared error would have found the same 0.3: with the mean as its minimiser, it too wants the true
         probability. Both are honest losses. They differ in how steeply they lead there, which is the subject of
         [](#sec:SlowLearning).

         ## More than two classes

         For $K$ classes the label is a vector $y$ with a single 1, and the network's outputs are a probability
         distribution $p$.
         */
        page.show(Derivation.crossEntropyIsCategorical)
        /*:
         Only the probability of the true class counts; what becomes of the rest is not asked. The library's `.crossEntropy`
         is this one, `.binaryCrossEntropy` the one above.
         */
        let p = try Tensor(rows: [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
        let y = try Tensor(rows: [[1, 0, 0], [0, 1, 0]])
        page.check(
            "the library's cross-entropy is −½ ln(0.7 · 0.3)", try CrossEntropy().value(p, targets: y),
            equals: -0.5 * log(0.7 * 0.3), within: 1e-6)
    }
}

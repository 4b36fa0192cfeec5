import Derivations
import Foundation
import NeuralNetworks
import Tensors
import Workbook

struct GradientsFromLogits: Section {
    static let title = "Prediction minus truth"

    func run(on page: Page) throws {
        /*:
         Cross-entropy is used with the activation that makes probabilities, a sigmoid or a softmax. Each of the two has an
         unwieldy derivative. Together they have the simplest one there is.
         */
        page.show(Derivation.sigmoidCrossEntropyGradient)
        page.show(Derivation.softmaxCrossEntropyGradient)
        /*:
         Prediction minus truth, with no factor that could vanish: the same form as the gradient of the squared error with a
         linear output. That is no accident. Identity, sigmoid and softmax are each the activation that belongs to its
         likelihood, and for such a pair the gradient with respect to the preactivation (the *logit* $z$) is always
         $\hat y - y$.

         ## Numbers that are too large

         On paper it does not matter whether one computes $\hat y$ first and its logarithm afterwards. In a `Float` it
         does. Softmax as the slide writes it, for the logits 1000 and 0, in the plain way:
         */
        let exponentials = [exp(Float(1000)), exp(Float(0))]
        let naive = exponentials.map { $0 / (exponentials[0] + exponentials[1]) }
        page.show("softmax(1000, 0) = " + naive.map { $0.isNaN ? "NaN" : "\($0)" }.joined(separator: ", "))
        /*:
         $e^{1000}$ is infinite for a `Float`, whose largest number is about $3.4 \cdot 10^{38} \approx e^{88.7}$, and
         infinity through infinity is no number. One cure is known from Chapter 1: subtract the largest logit first, which
         changes nothing on paper. But then the loss still has the logarithm of a probability that was rounded to 0.
         */
        let z = try Tensor(rows: [[1000, 0]])
        let t = try Tensor(rows: [[0, 1]])
        let softmax = Softmax()(z.values)
        let inTwoSteps = try CrossEntropy().value(Tensor(softmax, shape: [1, 2]), targets: t)
        let inOneStep = try CrossEntropyOfLogits().value(z, targets: t)
        let gradient = try CrossEntropyOfLogits().gradient(z, targets: t).values
        page.show("in two steps: \(inTwoSteps)\nin one step:  \(inOneStep), gradient \(gradient)")
        page.check("a softmax with a logit of 1000 does not overflow when shifted", softmax == [1, 0])
        page.check("the loss in two steps is infinite", inTwoSteps == .infinity)
        page.check("the loss in one step is 1000", inOneStep, equals: 1000, within: 1e-9)
        page.check("its gradient is ŷ − y = (1, −1)", gradient == [1, -1])
        /*:
         In one step from the logits, $-\ln \hat y_j = \ln \sum_k e^{z_k} - z_j$, no logarithm of a rounded number is ever
         taken. This is what the library does whenever a network ends with softmax and is trained with `.crossEntropy`:

         @Excerpt(Sources/NeuralNetworks/Losses/CrossEntropy.swift, slice: fused)

         For the sigmoid the same idea reads:
         */
        page.show(Derivation.stableCrossEntropy)
        /*:
         @Excerpt(Sources/NeuralNetworks/Losses/BinaryCrossEntropy.swift, slice: fused)

         How soon does it matter? A label of 0 and a confident, wrong logit:
         */
        let logits: [Float] = [1, 10, 15, 20, 100, 1000]
        let rows = try logits.map { z -> (Float, Double, Double) in
            let stable = try BinaryCrossEntropyOfLogits().value(Tensor(rows: [[z]]), targets: Tensor(rows: [[0]]))
            return (-log(1 - Sigmoid().value(z)), stable, Double(z) + log1p(exp(-Double(z))))
        }
        // snippet.hide
        page.table(
            "unstable", caption: "−ln(1 − σ(z)) in Float: in the obvious way, and from the logit as the library does.",
            columns: ["logit", "−ln(1 − σ(z))", "from the logit"],
            rows: zip(logits, rows).map {
                ["\(Int($0))", $1.0.formatted(.significant(6)), $1.1.formatted(.significant(6))]
            })
        // snippet.show
        page.value("unstable.error15", abs(Double(rows[2].0) / rows[2].2 - 1))
        let worst = rows.map { abs($0.1 / $0.2 - 1) }.max()!
        page.check("from the logit it is right everywhere", worst, atMost: 1e-6)
        page.check("the obvious way is infinite from 20 on", rows[3...].allSatisfy { $0.0 == .infinity })
        /*:
         It takes no extreme numbers: at a logit of 15 the obvious way is {{unstable.error15, percent 2}} off, at 20 it is
         infinite, and logits of 20 are common in the last epochs of training.

         ## Is the gradient right?

         A derivation can be right and the code wrong. The judge is the **gradient check**: move each logit a little to both
         sides and see whether the loss changes as the gradient says. Random logits, random targets, five samples of four
         classes:
         */
        var random = RandomGenerator(seed: page.seed)
        let Z = Tensor.normal([5, 4], standardDeviation: 2, using: &random)
        let Y = try Tensor(rows: (0..<5).map { i in (0..<4).map { ($0 + i) % 4 == 0 ? 1 : 0 } })
        let verdicts = (
            try GradientCheck.loss(CrossEntropyOfLogits(), predictions: Z, targets: Y),
            try GradientCheck.loss(BinaryCrossEntropyOfLogits(), predictions: Z, targets: Y)
        )
        page.check("softmax with cross-entropy passes the gradient check", verdicts.0.passed)
        page.check("sigmoid with binary cross-entropy passes the gradient check", verdicts.1.passed)
        page.value("gradientCheck.worst", max(verdicts.0.worstError, verdicts.1.worstError))
        /*:
         The largest relative deviation is {{gradientCheck.worst, scientific 0}}. Remember the tool: in this workbook it
         judges every layer, every loss, and your exercises.
         */
    }
}

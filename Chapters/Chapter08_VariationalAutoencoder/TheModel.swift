import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct TheModel: Section {
    static let title = "A model of how data come about"

    func run(on page: Page) throws {
        /*:
         Suppose every picture $x$ came about like this: somebody drew a code $z$ from the standard normal law, computed a
         picture $f(z)$, and blurred it with noise. In the lecture's words,

         $$F_Z = N(0, I), \qquad F_{X|Z} = N(f(Z), c I), \quad c > 0 \text{ fixed}, \quad f \in \mathcal{F}.$$

         For pixels that are black or white, noise of another kind fits better: each pixel is a Bernoulli variable, white with
         the probability that $f(z)$ states. The model is the same otherwise, and both are in the library.

         New data are then easy: draw $z$, compute $f(z)$. What is hard is to find an $f$ under which the data that we
         have are *likely*. How likely is one picture?

         $$f_X(x) = \int f_{X|Z}(x|z) \, f_Z(z) \, dz, \qquad
         f_{Z|X}(z|x) = \frac{f_{X|Z}(x|z) \, f_Z(z)}{f_X(x)}.$$ {#eq:bayes}

         The first is called the *evidence*; the second, by Bayes, is the law of the codes that a picture may have come from,
         and has the first in its denominator. The integral is an expectation, $f_X(x) = E[f_{X|Z}(x|Z)]$. So why not
         draw a thousand codes and average?

         ## Why not

         Take the decoder that this chapter will train, one test digit, and try: ten times, with more and more codes.
         */
        let model = try DigitModels.variational(on: page).model
        let digit = try Digits.load(on: page).test.inputs(0..<1)
        let counts = [1, 3, 10, 30, 100, 300, 1_000, 3_000]
        func estimates(_ proposal: LogEvidence.Proposal) throws -> [[Double]] {
            try (0..<10).map { repetition in
                let all = try model.logEvidence(
                    of: digit, codes: counts.last!, proposal: proposal, seed: page.seed(for: UInt64(10 + repetition)))[
                        0]
                return counts.map { logMeanExp(Array(all.logWeights.prefix($0))) }
            }
        }
        let naive = try estimates(.prior)
        let encoded = try estimates(.encoder)
        // snippet.hide
        page.figure(
            "naive-evidence",
            caption:
                "The log evidence of one test digit, estimated ten times from codes drawn from F_Z (left) and from the "
                + "law that the trained encoder proposes for this digit (right).",
            slide: "Relation of Distributions",
            alternativeText:
                "Left, ten lines that climb in jumps by hundreds of nats and are still apart at 3 000 codes. "
                + "Right, ten lines that agree from a hundred codes on.",
            trained: true,
            panels {
                let low = (naive.joined().min() ?? -1000) - 20
                let high = (encoded.joined().max() ?? 0) + 20
                return Panels(columns: 2, lettered: false) {
                    for (title, runs, color) in [("codes from F_Z", naive, 1), ("codes from the encoder", encoded, 0)] {
                        Panels.Panel(
                            title,
                            Chart(
                                x: .log("codes"), y: Axis("log evidence in nats", domain: low...high),
                                legend: .hidden, size: Size(350, 270)
                            ) {
                                for run in runs {
                                    LineMark(x: counts, y: run).foregroundStyle(Palette.color(color)).lineStyle(
                                        width: 1.2)
                                }
                            })
                    }
                }
            })
        // snippet.show
        let (last, sharp) = (naive.map { $0.last! }, encoded.map { $0.last! })
        // snippet.hide
        let first = try model.logEvidence(of: digit, codes: counts.last!, proposal: .prior, seed: page.seed(for: 10))
        let effective = first[0].effectiveSamples
        // snippet.show
        let spread = last.max()! - last.min()!
        let spreadOfEncoder = sharp.max()! - sharp.min()!
        // snippet.hide
        page.value("naive.spread", spread)
        page.value("naive.effective", effective)
        page.value("naive.median", last.median)
        page.value("encoded.median", sharp.median)
        page.value("encoded.spread", spreadOfEncoder)
        page.value("naive.codes", counts.last!)
        // snippet.show
        page.check("the naive estimates do not agree", spread, atLeast: 5, from: .lecture)
        page.check("the encoder's proposals do", spreadOfEncoder, atMost: 0.25 * spread, from: .lecture)
        /*:
         With {{naive.codes}} codes the ten naive estimates still differ by {{naive.spread, fixed 0}} nats, a factor of
         $e$ to that power, and their median is {{naive.median, fixed 0}}, far below the
         {{encoded.median, fixed 0}} that we shall come to. The average of {{naive.codes}} numbers is in truth
         {{naive.effective, fixed 1}} number: the one code that came nearest decides alone. Among all codes those that could
         have made *this* digit are so rare that chance does not find them. And the gradient with respect to $f$ would be
         that of the luckiest code.

         The figure's right half gives the cure away. Draw codes from a law under which they are likely to have made $x$,
         and correct for it. The best such law is the posterior $f_{Z|X}(\cdot|x)$ of [](#eq:bayes), which needs the very
         integral that we cannot do. So approximate it.
         */
    }
}

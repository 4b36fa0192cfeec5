import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LogEvidenceOfDigits: Section {
    static let title = "How likely is a digit, after all?"

    func run(on page: Page) throws {
        /*:
         The ELBO is a bound. How far below the log evidence does it lie? On the linear model we knew. Here the evidence has to be
         estimated, and now we have a law under which codes are worth drawing: the encoder's. *Importance sampling* draws from
         it and corrects for having done so,

         $$f_X(x) = E_{\tilde F_x}\left[\frac{f_{X|Z}(x|Z) \, f_Z(Z)}{\tilde f_x(Z)}\right]
         \approx \frac{1}{S} \sum_{s=1}^S w_s.$$

         The weights range over hundreds of powers of ten, so everything is done in logarithms:

         @Excerpt(Sources/Autoencoders/LogEvidence.swift, slice: logMeanExp)

         With $S = 1$ the mean of $\ln w$ is the ELBO. With more codes the estimate rises towards the log evidence, and in the
         mean never exceeds it [@burda2016].
         */
        let digits = try Digits.load(on: page)
        let model = try DigitModels.variational(on: page).model
        let count = page.choose(quick: 20, lecture: 200, full: 1_000)
        let codes = page.choose(quick: 100, lecture: 1_000, full: 5_000)
        let estimates = try model.logEvidence(
            of: digits.test.inputs(0..<count), codes: codes, seed: page.seed(for: 30))
        let sizes = [1, 3, 10, 30, 100, 300, 1_000].filter { $0 <= codes }
        func mean(of size: Int) -> Double {
            // All disjoint groups of this size.
            let groups = estimates.flatMap { estimate in
                stride(from: 0, to: codes - size + 1, by: size).map {
                    logMeanExp(Array(estimate.logWeights[$0..<$0 + size]))
                }
            }
            return groups.reduce(0, +) / Double(groups.count)
        }
        let means = sizes.map(mean)
        // snippet.hide
        page.figure(
            "log-evidence",
            caption:
                "The mean estimate of the log evidence of test digits, by the number of codes drawn for each. The first is the "
                + "ELBO.",
            slide: "Relation of Distributions",
            alternativeText:
                "A curve that rises, ever more slowly, from about −103 at one code to about −98 at a thousand.",
            trained: true, x: .log("codes S"), y: "nats a picture", size: Size(480, 280)
        ) {
            LineMark(x: sizes, y: means)
            PointMark(x: sizes, y: means)
        }
        let effective = estimates.map(\.effectiveSamples).median
        page.value("evidence.count", count)
        page.value("evidence.codes", codes)
        page.value("evidence.elbo", means[0])
        page.value("evidence.logEvidence", means.last ?? 0)
        page.value("evidence.gap", (means.last ?? 0) - means[0])
        page.value("evidence.effective", effective)
        // snippet.show
        page.check(
            "more codes never lower the mean estimate", zip(means, means.dropFirst()).allSatisfy { $0 <= $1 + 0.05 })
        /*:
         For {{evidence.count}} test digits the ELBO is {{evidence.elbo, fixed 1}} and the estimate from {{evidence.codes}} codes
         {{evidence.logEvidence, fixed 1}}: a gap of {{evidence.gap, fixed 1}} nats, which is the relative entropy between the
         encoder's laws and the true posteriors, or a little less, as the curve still rises. Of {{evidence.codes}} weights
         {{evidence.effective, fixed 0}} count (the median digit's effective number), where the naive estimate of the beginning
         had one.

         A word of caution. The digits are grey, and the Bernoulli law is one of black and white pictures. So this is not the
         density of a grey picture, but the mean log probability, or a bound on it, of the black and white ones that it
         describes. It compares models of this kind with each other, and with nothing else.
         */
    }
}

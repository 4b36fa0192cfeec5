import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct Reparametrisation: Section {
    static let title = "How does a gradient pass through a draw?"

    func run(on page: Page) throws {
        /*:
         The loss contains an expectation over $Z \sim N(g(x), h(x))$. Estimate it by one draw $z$, as the lecture does, and
         ask for the gradient with respect to $\mu = g(x)$: how does $z$ change when $\mu$ changes? A random number
         generator has no derivative. The slide says "no gradient for gradient descent".

         The trick: let the generator draw $\varepsilon \sim N(0, I)$, which depends on nothing, and compute
         $z = \mu + \sigma \odot \varepsilon$. The law is the same, and now $z$ is a function of $\mu$ and $\sigma$ that can be
         differentiated.
         */
        page.show(Derivation.reparametrisedGradient)
        /*:
         In the library this is one pass forward, which computes the relative entropy on the way, and one back:

         @Excerpt(Sources/Autoencoders/ReparametrisedSampler.swift, slice: forward)

         @Excerpt(Sources/Autoencoders/ReparametrisedSampler.swift, slice: backward)

         ## It is not that there is no other gradient

         There is one without the trick, and it does not even need $f$ to be differentiable: the *score function* estimator.
         */
        page.show(Derivation.scoreFunctionGradient)
        /*:
         Both are right on average. The difference is how far a single draw lies from that average.
         */
        page.show(Derivation.gradientVariances)
        /*:
         Now on the linear-Gaussian model of the last section, where the ELBO's gradient with respect to $\mu$ and $\lambda$ is
         known exactly. The reparametrised one is computed by the library's sampler, the very code that trains the digits:
         */
        let model = LinearGaussianModel(W: [[1.2, 0.7], [-0.3, 0.9], [0.5, 0.8]], b: [0.1, -0.2, 0.3], c: 0.25)
        let x = [1.0, -0.4, 0.7]
        let (μ, λ) = ([0.6, -0.3], [-1.0, -0.5])
        let exact = model.boundGradient(x, mean: μ, logVariance: λ)
        let exactly = (exact.mean + exact.logVariance).map { -$0 }
        let draws = page.choose(quick: 100_000, lecture: 1_000_000, full: 10_000_000)
        let trick = GradientEstimates.reparametrised(model, x, μ, λ, draws: draws, seed: page.seed)
        let score = GradientEstimates.scoreFunction(model, x, μ, λ, draws: draws, seed: page.seed)
        let names = ["∂L/∂μ₁", "∂L/∂μ₂", "∂L/∂λ₁", "∂L/∂λ₂"]
        // snippet.hide
        page.table(
            "gradients",
            caption:
                "The gradient of the negative ELBO: exactly, and as the mean of \(draws) one-draw estimates ± its standard "
                + "error. The last column is the quotient of the variances.",
            columns: ["", "exact", "reparametrised", "score function", "variances"],
            rows: names.indices.map { j in
                [
                    names[j], exactly[j].formatted(.fixed(4)),
                    "\(trick.mean[j].formatted(.fixed(4))) ± \(trick.error[j].formatted(.fixed(4)))",
                    "\(score.mean[j].formatted(.fixed(4))) ± \(score.error[j].formatted(.fixed(4)))",
                    (score.error[j] * score.error[j] / (trick.error[j] * trick.error[j])).formatted(.significant(2)),
                ]
            })
        let worst = names.indices.map { abs(trick.mean[$0] - exactly[$0]) / trick.error[$0] }.max()!
        page.value("reparametrised.worstDeviation", worst)
        page.value("reparametrised.draws", draws)
        // snippet.show
        for j in names.indices {
            page.check(
                "\(names[j]) reparametrised: exact within four standard errors", trick.mean[j], equals: exactly[j],
                within: 4 * trick.error[j])
            page.check(
                "\(names[j]) by the score function: exact within four standard errors", score.mean[j],
                equals: exactly[j],
                within: 4 * score.error[j])
        }
        // snippet.hide
        page.figure(
            "gradient-estimates",
            caption:
                "A thousand one-draw estimates of ∂L/∂μ₁ on the linear-Gaussian model, with the trick and without. The line is "
                + "the exact gradient; one standard deviation to either side is shaded. The score function is mostly near a wrong "
                + "value and now and then far off.",
            slide: "Reparametrization Trick",
            alternativeText:
                "Two histograms: a bell about the line for the reparametrised gradient, and for the score function a sharp peak beside the line with long tails "
                + "on both sides.",
            panels {
                let range = exactly[0] - 30...exactly[0] + 30
                func chart(_ series: Int, _ estimates: [Double], _ error: Double) -> Chart {
                    let deviation = error * Double(draws).squareRoot()
                    return Chart(
                        x: Axis("estimate of ∂L/∂μ_1", domain: range), y: Axis("draws", domain: 0...280),
                        legend: .hidden,
                        size: Size(350, 240)
                    ) {
                        RectangleMark(x: exactly[0] - deviation...exactly[0] + deviation, y: 0...280)
                            .foregroundStyle(Color(grey: 0.5))
                        BarMark(histogram: estimates, bins: 60, range: range).foregroundStyle(Palette.color(series))
                        RuleMark(x: exactly[0])
                    }
                }
                return Panels(columns: 2, lettered: false) {
                    Panels.Panel(
                        "reparametrised",
                        chart(0, GradientEstimates.thousand(.reparametrised, model, x, μ, λ), trick.error[0]))
                    Panels.Panel(
                        "score function",
                        chart(1, GradientEstimates.thousand(.scoreFunction, model, x, μ, λ), score.error[0]))
                }
            })
        // snippet.show
        let ratio = pow(score.error[0] / trick.error[0], 2)
        page.value("gradient.varianceRatio", ratio)
        page.check("without the trick the variance is several times as large", ratio, atLeast: 3)
        /*:
         The trick's means agree with the exact gradient: the worst of the four components is off by
         {{reparametrised.worstDeviation, fixed 1}} standard errors. Without it one needs {{gradient.varianceRatio, fixed 0}}
         times as many draws for the same precision, and this is a model with a code of two numbers.

         ## And with twenty?

         The score function hears one number, the loss, and has to find out which of $k$ components is to be praised for it. So
         its variance should grow with $k$. Take $f(z) = \frac{1}{2}\lVert z \rVert^2$, the simplest loss that has every
         component, and look at the gradient with respect to $\mu_1$, at $\mu = 0.5$, $\sigma = 1$.
         */
        let sizes = [1, 2, 5, 10, 20, 50, 100]
        let variances = sizes.map { SquareGradient.variances(codeSize: $0, draws: 20_000, seed: page.seed) }
        // snippet.hide
        page.figure(
            "variance-by-size",
            caption: "The variance of one-draw estimates of ∂/∂μ₁ E[½‖Z‖²], by the size of the code.",
            slide: "Reparametrization Trick",
            alternativeText:
                "On logarithmic axes, a level line at 1 for the reparametrised gradient, and one for the score "
                + "function that rises from about 2 to more than a thousand.",
            x: .log("size of the code k"), y: .log("variance"), legend: .automatic, size: Size(480, 300)
        ) {
            LineMark(x: sizes, y: variances.map(\.reparametrised), series: "reparametrised")
            PointMark(x: sizes, y: variances.map(\.reparametrised), series: "reparametrised")
            LineMark(x: sizes, y: variances.map(\.scoreFunction), series: "score function")
            PointMark(x: sizes, y: variances.map(\.scoreFunction), series: "score function")
        }
        page.value("gradient.variance.20", variances[4].scoreFunction / variances[4].reparametrised)
        // snippet.show
        page.check("the reparametrised variance does not grow", variances[6].reparametrised, atMost: 1.1)
        page.check(
            "the score function's does, faster than the code", variances[6].scoreFunction,
            atLeast: 50 * variances[0].scoreFunction)
        /*:
         For 20 numbers it is {{gradient.variance.20, fixed 0}} times the other. So the slide exaggerates, but not by much:
         without the trick there is a gradient, and it is of little use.
         */
    }
}

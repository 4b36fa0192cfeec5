import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct LinearGaussianEvidence: Section {
    static let title = "What the loss leaves of the evidence"

    func run(on page: Page) throws {
        /*:
         The loss was derived by throwing constants away. Keep them, and the loss turns out to be a bound: its negative is the
         *evidence lower bound*, ELBO. How much does it lose, and when nothing? On a model with a linear decoder,
         $f(z) = Wz + b$, all integrals are Gaussian and can be done.
         */
        page.show(Derivation.evidenceLowerBound)
        /*:
         So the gap is the relative entropy between the encoder's law and the true posterior. It is what the first
         derivation of the last section minimises, and it is zero if the encoder finds the posterior. Whoever maximises the
         ELBO does two things at once: raise the evidence, and close the gap.

         Believe it by numbers. The library has the model with everything in closed form, in Double:

         @Excerpt(Sources/Autoencoders/LinearGaussianModel.swift, slice: evidence)

         Three-dimensional pictures, codes of two numbers, and a hundred laws $q$ for the posterior, at random:
         */
        let model = LinearGaussianModel(W: [[1.2, 0.7], [-0.3, 0.9], [0.5, 0.8]], b: [0.1, -0.2, 0.3], c: 0.25)
        let x = [1.0, -0.4, 0.7]
        let evidence = model.logEvidence(x)
        let posterior = model.posterior(x)
        var random = RandomGenerator(seed: page.seed)
        let numbers = Tensor.normal([100, 5], using: &random)
        var worst = 0.0
        for i in 0..<100 {
            let n = numbers.row(i).values.map(Double.init)
            let (m, a, b, r) = (Array(n[..<2]), n[2], n[3], n[4])
            let S = PositiveDefinite([[a * a + 0.1, a * r], [a * r, r * r + b * b + 0.1]])
            let bound = model.evidenceLowerBound(x, mean: m, covariance: S)
            let gap = KullbackLeiblerDivergence.normal(m, S, from: posterior.mean, posterior.covariance)
            worst = max(worst, abs(evidence - bound - gap))
        }
        let tight = model.evidenceLowerBound(x, mean: posterior.mean, covariance: posterior.covariance)
        // snippet.hide
        page.value("linearGaussian.logEvidence", evidence)
        page.value("linearGaussian.evidenceGap", worst)
        // snippet.show
        page.check("log evidence = ELBO + relative entropy, for each of the hundred", worst, atMost: 1e-9)
        page.check("with the posterior itself nothing is lost", tight, equals: evidence, within: 1e-12)
        // snippet.hide
        let diagonal = (0..<2).map { j in 1 / (PositiveDefinite(posterior.covariance.inverse)[j, j]) }
        let best = model.evidenceLowerBound(x, mean: posterior.mean, covariance: .diagonal(diagonal))
        page.value("linearGaussian.diagonalLoss", evidence - best)
        let correlation =
            posterior.covariance[0, 1] / (posterior.covariance[0, 0] * posterior.covariance[1, 1]).squareRoot()
        page.value("linearGaussian.correlation", correlation)
        let shifts = (0...120).map { -1.5 + 3 * Double($0) / 120 }
        let scales = (0...120).map { exp(-1.6 + 3.2 * Double($0) / 120) }
        func bound(shift: Double, scale: Double) -> Double {
            let S = posterior.covariance
            return model.evidenceLowerBound(
                x, mean: [posterior.mean[0] + shift, posterior.mean[1]],
                covariance: PositiveDefinite((0..<2).map { i in (0..<2).map { scale * S[i, $0] } }))
        }
        page.figure(
            "evidence-gap",
            caption:
                "The ELBO for laws that differ from the posterior in the mean (left) and in the variance (right). The "
                + "distance to the log evidence, shaded, is the relative entropy to the posterior.",
            slide: "Variational Inference",
            alternativeText:
                "Two panels with a level line, the log evidence, and a curve below it that touches it in one point: "
                + "where the shift of the mean is zero, and where the factor of the variance is one.",
            panels {
                func chart(_ axis: Axis, _ places: [Double], _ bounds: [Double]) -> Chart {
                    Chart(
                        x: axis, y: Axis("nats", domain: evidence - 3...evidence + 0.5), legend: .automatic,
                        size: Size(350, 270)
                    ) {
                        AreaMark(x: places, yStart: bounds, yEnd: places.map { _ in evidence }, series: "gap")
                            .foregroundStyle(Palette.color(1)).opacity(0.2)
                        LineMark(x: places, y: bounds, series: "ELBO").foregroundStyle(Palette.color(0))
                        LineMark(x: places, y: places.map { _ in evidence }, series: "log evidence")
                            .foregroundStyle(.black).lineStyle(.dashed)
                    }
                }
                return Panels(columns: 2, lettered: false) {
                    chart("shift of the mean", shifts, shifts.map { bound(shift: $0, scale: 1) })
                    chart(.log("factor of the variance"), scales, scales.map { bound(shift: 0, scale: $0) })
                }
            })
        // snippet.show
        /*:
         The largest deviation among the hundred is {{linearGaussian.evidenceGap, significant 1}}, rounding. The restriction to
         diagonal covariances has its price too: the true posterior's components are correlated here
         ({{linearGaussian.correlation, fixed 2}}), and the best diagonal law loses
         {{linearGaussian.diagonalLoss, fixed 3}} nats. It loses them for ever: no training of the encoder brings them back. But
         the *decoder* can: where it is trained too, arranging its codes such that posteriors are diagonal raises the ELBO.
         */
    }
}

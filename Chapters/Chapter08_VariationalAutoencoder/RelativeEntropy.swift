import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct RelativeEntropy: Section {
    static let title = "How far apart are two laws?"

    func run(on page: Page) throws {
        /*:
         If codes are to follow a law that we have chosen, we need a measure of how far they are from it. Kullback and
         Leibler's [@kullback1951] is the *relative entropy* of $P$ with respect to $Q$, for $P \ll Q$,

         $$H(P, Q) = E_P\left[\log \frac{dP}{dQ}\right] = \int p \, \log \frac{p}{q},$$

         how much more surprised one is, on average, by draws from $P$ if one expects $Q$ ([](#chapter:2) called the
         surprise by an event of probability $q$ its cross-entropy, $-\log q$). Two normal laws show what it weighs:
         */
        let (μ, σ, m, s) = (0.0, 1.0, 1.5, 2.0)
        func density(_ x: Double, _ μ: Double, _ σ: Double) -> Double {
            exp(-0.5 * (x - μ) * (x - μ) / (σ * σ)) / (σ * (2 * .pi).squareRoot())
        }
        func integrand(_ x: Double) -> Double {
            density(x, μ, σ) * (log(density(x, μ, σ)) - log(density(x, m, s)))
        }
        func reversed(_ x: Double) -> Double {
            density(x, m, s) * (log(density(x, m, s)) - log(density(x, μ, σ)))
        }
        // snippet.hide
        page.figure(
            "two-laws",
            caption: "(a) P = N(0, 1) and Q = N(1.5, 4). (b) What each place adds to H(P, Q), and to H(Q, P): the area "
                + "under the curve, negative parts subtracted, is the relative entropy.",
            slide: "Relative Entropy/Kullback-Leibler Divergence",
            alternativeText:
                "Left two bell curves, a narrow one at 0 and a wide one at 1.5. Right two curves that dip below "
                + "zero and rise above it; the one for H(Q, P) has a far larger positive area, to the right of 2."
        ) {
            Panels(columns: 2) {
                Chart(x: "x", y: "density", legend: .automatic, size: Size(350, 260)) {
                    LineMark(over: -6...9, series: "P") { density($0, μ, σ) }
                    LineMark(over: -6...9, series: "Q") { density($0, m, s) }
                }
                Chart(x: "x", y: "contribution", legend: .automatic, size: Size(350, 260)) {
                    LineMark(over: -6...9, series: "p log (p/q)") { integrand($0) }
                    LineMark(over: -6...9, series: "q log (q/p)") { reversed($0) }
                }
            }
        }
        // snippet.show
        let forward = KullbackLeiblerDivergence.normal(μ, σ, from: m, s)
        let backward = KullbackLeiblerDivergence.normal(m, s, from: μ, σ)
        // snippet.hide
        page.value("kl.forward", forward)
        page.value("kl.backward", backward)
        // snippet.show
        /*:
         Where $q > p$ the contribution is negative. But not on balance:
         */
        page.show(Derivation.klNonNegative)
        /*:
         And it is no distance, as it is not symmetric: $H(P, Q) = {{kl.forward, fixed 3}}$, but
         $H(Q, P) = {{kl.backward, fixed 3}}$. Under $Q$ values beyond 3 are common, for which $P$ has next to no probability,
         and whoever expects $P$ is surprised beyond measure.

         ## In closed form

         For normal laws the integral can be solved. This formula carries the whole chapter, so it is worth every step.
         */
        page.show(Derivation.klGaussians)
        page.show(Derivation.klDiagonal)
        /*:
         In a variational autoencoder $Q$ is standard normal. Then

         @Excerpt(Sources/Autoencoders/KullbackLeiblerDivergence.swift, slice: standard)
         */
        page.show(Derivation.klStandardNormal)
        /*:
         The gradient with respect to $\lambda = \ln \sigma^2$, which the code has, is
         $\frac{\partial \sigma}{\partial \lambda}(\sigma - \frac{1}{\sigma}) = \frac{\sigma}{2}(\sigma - \frac{1}{\sigma}) = \frac{1}{2}(\sigma^2 - 1)$.

         ## Two ways to check

         The derivation was checked at random values. The function deserves an independent test: Simpson's rule for the
         integral, and the mean of $\log \frac{p}{q}$ over a million draws from $P$.
         */
        let byQuadrature = integral(over: -30...30, integrand)
        var random = RandomGenerator(seed: page.seed)
        let draws = Tensor.normal([1_000_000], using: &random).values
        let bySampling = meanAndError(
            draws.map { x in
                let x = Double(x)
                return log(s / σ) - 0.5 * x * x + 0.5 * (x - m) * (x - m) / (s * s)
            })
        // snippet.hide
        page.value("kl.sampled", bySampling.mean)
        page.value("kl.sampled.error", bySampling.error)
        page.value("kl.quadratureError", abs(byQuadrature - forward))
        // snippet.show
        page.check("closed form and quadrature agree", byQuadrature, equals: forward, within: 1e-12)
        page.check(
            "closed form and sampling agree, within four standard errors", bySampling.mean, equals: forward,
            within: 4 * bySampling.error)
        /*:
         Quadrature agrees to {{kl.quadratureError, significant 1}}, sampling says
         {{kl.sampled, fixed 4}} ± {{kl.sampled.error, significant 1}}.

         ## Which way round?

         The asymmetry decides what an approximation looks like. Let $P$ have two peaks, and approximate it by a normal law
         $Q$, once by the smallest $H(P, Q)$, once by the smallest $H(Q, P)$. (Both by quadrature and a search over mean and
         deviation.)
         */
        func peaks(_ x: Double) -> Double { 0.6 * density(x, -2, 0.7) + 0.4 * density(x, 2, 0.9) }
        let covering = NormalFit.smallest { m, s in
            integral(over: -9...9, steps: 400) { x in peaks(x) * (log(peaks(x)) - log(density(x, m, s))) }
        }
        let seeking = NormalFit.smallest { m, s in
            integral(over: -9...9, steps: 400) { x in
                let q = density(x, m, s)
                return q < 1e-300 ? 0 : q * (log(q) - log(peaks(x)))
            }
        }
        // snippet.hide
        page.figure(
            "which-way",
            caption: "The normal law nearest to a law P with two peaks, as H(P, Q) and as H(Q, P) have it.",
            slide: "Relative Entropy/Kullback-Leibler Divergence",
            alternativeText:
                "A density with two peaks. A wide bell curve covers both, with its top in the valley between; a "
                + "narrow one sits on the left peak alone.",
            x: "x", y: "density", legend: .automatic, size: Size(520, 280)
        ) {
            AreaMark(
                x: stride(from: -6.0, through: 6, by: 0.02).map { $0 },
                y: stride(from: -6.0, through: 6, by: 0.02).map(peaks)
            )
            .foregroundStyle(Color(grey: 0.85))
            LineMark(over: -6...6, series: "P", peaks).foregroundStyle(Color(grey: 0.4))
            LineMark(over: -6...6, series: "smallest H(P, Q)") { density($0, covering.mean, covering.deviation) }
                .foregroundStyle(Palette.color(0))
            LineMark(over: -6...6, series: "smallest H(Q, P)") { density($0, seeking.mean, seeking.deviation) }
                .foregroundStyle(Palette.color(1))
        }
        page.value("kl.covering.mean", covering.mean)
        page.value("kl.covering.deviation", covering.deviation)
        page.value("kl.seeking.mean", seeking.mean)
        page.value("kl.seeking.deviation", seeking.deviation)
        // snippet.show
        let mean = 0.6 * -2 + 0.4 * 2
        let variance = 0.6 * (4 + 0.49) + 0.4 * (4 + 0.81) - mean * mean
        page.check("the covering law has the mean of P", covering.mean, equals: mean, within: 1e-3)
        page.check(
            "and its deviation", covering.deviation, equals: variance.squareRoot(), within: 1e-3)
        /*:
         $H(P, Q)$ makes $Q$ cover: wherever $P$ is, $Q$ has to be, so it takes the mean and the variance of $P$
         ({{kl.covering.mean, fixed 2}} and a deviation of {{kl.covering.deviation, fixed 2}}) and is most dense where there is
         nothing. $H(Q, P)$ makes $Q$ seek: it may leave out what it likes, but must not be where $P$ is not, and
         settles on one peak ({{kl.seeking.mean, fixed 2}}, deviation {{kl.seeking.deviation, fixed 2}}). Variational
         inference uses the second, not out of preference: the expectation is then over $Q$, from which one can draw.
         */
    }
}

/// A normal law found by a search over its mean and the logarithm of its deviation.
struct NormalFit {
    let mean: Double
    let deviation: Double

    /// Steps along either axis, halved when none helps.
    static func smallest(_ cost: (Double, Double) -> Double) -> NormalFit {
        var (m, l) = (-1.0, 0.0)
        var best = cost(m, exp(l))
        var step = 0.5
        while step > 1e-5 {
            var improved = false
            for (dm, dl) in [(step, 0), (-step, 0), (0, step), (0, -step)] as [(Double, Double)] {
                let value = cost(m + dm, exp(l + dl))
                if value < best {
                    (m, l, best, improved) = (m + dm, l + dl, value, true)
                }
            }
            if !improved { step /= 2 }
        }
        return NormalFit(mean: m, deviation: exp(l))
    }
}

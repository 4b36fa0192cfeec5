import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Plotting
import Tensors
import Workbook

struct VariationalInference: Section {
    static let title = "From the posterior to a loss"

    func run(on page: Page) throws {
        /*:
         Fix the decoder $f$ and one picture $x$. Approximate the posterior $F_{Z|X}(\cdot|x)$ by a normal law
         $\tilde F_x = N(g(x), h(x))$, with $g$ and $h$ from families of functions such as networks, and choose the best:

         $$(g^*, h^*) = \operatorname*{argmin}_{(g, h) \in \mathcal{G} \times \mathcal{H}} H(\tilde F_x, F_{Z|X}(\cdot|x)).$$

         It seems that nothing is won, as the posterior with its unknown $f_X(x)$ stands in there. The slide goes on with
         "$\vdots$", and below the dots the unknown is gone. Here is what the dots stand for.
         */
        page.show(Derivation.variationalObjective)
        /*:
         The evidence is still there, as the last term, but it is a constant: it does not depend on $g$ or $h$. What remains
         can be computed. The first term asks that codes drawn for $x$ be decoded to something like $x$; the second, that
         their law stay near $F_Z$. The constant $c$ is the exchange rate between the two.

         ## A decoder for the codes

         So far $f$ was given. If output is to be made for an input $x$ by drawing a code from $\tilde F_x^*$ and then a
         picture from $F_{X|Z}$, which $f$ makes $x$ itself most probable? The second of the slides' dots:
         */
        page.show(Derivation.decoderObjective)
        /*:
         It is the first term again. So one optimisation does for all three functions, and they share one loss:

         $$(f^*, g^*, h^*) = \operatorname*{argmin}_{(f, g, h)} \;
         E_{\tilde F_x}\left[\frac{\lVert x - f(Z) \rVert^2}{2c}\right] + H(\tilde F_x, F_Z).$$ {#eq:loss}
         */
        // snippet.hide
        page.figure(
            "scheme",
            caption:
                "The encoding-decoding scheme. The encoder's networks g and h give the law of the code, a code is drawn, "
                + "the decoder f gives the law of the output. One loss has two terms; both reach all that stands before them.",
            slide: "VAE Model",
            alternativeText:
                "A diagram: x goes into an encoder, which gives g(x) and h(x); both go into the law of the code, from "
                + "which z is drawn; z goes into the decoder f, whose f(z) gives the output's law. The relative entropy hangs "
                + "on the code's law, the reconstruction term on x and f(z).",
            BlockDiagram(
                nodes: [
                    .init("x", column: 0, row: 1, shape: .circle, color: Palette.series[6]),
                    .init("encoder\ng, h", column: 1, row: 1),
                    .init("F̃_x = N(g(x), h(x))", column: 2.45, row: 1, color: Palette.series[2], id: "law"),
                    .init("z", column: 3.8, row: 1, shape: .circle, color: Palette.series[2]),
                    .init("decoder\nf", column: 4.8, row: 1, color: Palette.series[1]),
                    .init("f(z)", column: 5.8, row: 1, shape: .circle, color: Palette.series[6]),
                    .init("H(F̃_x, F_Z)", column: 2.45, row: 2.2, shape: .plain, id: "entropy"),
                    .init("‖x − f(z)‖²/2c", column: 5.8, row: 2.2, shape: .plain, id: "squares"),
                    .init("x", column: 4.3, row: 2.2, shape: .circle, color: Palette.series[6], id: "again"),
                ],
                edges: [
                    .init("x", "encoder\ng, h"), .init("encoder\ng, h", "law"), .init("law", "z", label: "draw"),
                    .init("z", "decoder\nf"), .init("decoder\nf", "f(z)"), .init("f(z)", "squares", dashed: true),
                    .init("again", "squares", dashed: true), .init("law", "entropy", dashed: true),
                ]))
        // snippet.show
        /*:
         One more restriction makes it cheap: let the covariance $h(x)$ be diagonal, so that the encoder gives $k$ variances
         instead of a matrix. The library's names: $\mu = g(x)$, $\sigma^2 = h(x)$, and the encoder's output is
         $\lambda = \ln \sigma^2$, because a network gives any number, and any number is a valid logarithm.
         */
        let (μ, λ, x, z) = ([0.5, -1.2], [0.3, -0.7], [0.2, 0.9, 0.4], [0.1, 0.8, 0.6])
        let entropy = KullbackLeiblerDivergence.standardNormal(mean: μ, logVariance: λ)
        let derived = Derivation.klStandardNormal.conclusion!.right.value(where: [
            "μ": Value(vector: μ), "σ": Value(vector: λ.map { exp($0 / 2) }),
        ]).elements[0]
        page.check("the library's relative entropy is the one derived", entropy, equals: derived, within: 1e-12)
        let c = 0.3
        let term = try GaussianDecoder(variance: c).value(
            Tensor(rows: [z.map(Float.init)]), targets: Tensor(rows: [x.map(Float.init)]))
        let squares = squaredNorm(zip(x, z).map { $0 - $1 })
        page.check(
            "its reconstruction term is ‖x − f(z)‖²/2c, and the constant of the density", term,
            equals: squares / (2 * c) + 1.5 * log(2 * .pi * c), within: 1e-6)
    }
}

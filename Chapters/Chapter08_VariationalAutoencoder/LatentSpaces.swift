import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LatentSpaces: Section {
    static let title = "Two latent spaces side by side"

    func run(on page: Page) throws {
        /*:
         The lecture's figure: the codes of digits in an autoencoder and in a variational one, both with a code of two
         numbers, both with layers of 256 and 128 units before it and behind it. What has changed?
         */
        let digits = try Digits.load(on: page)
        let test = digits.test.prefix(5_000)
        let plain = try DigitModels.flat(on: page).plain.encode(test.inputTensor)
        let model = try DigitModels.flat(on: page).variational
        let law = try model.encode(test.inputTensor)
        // snippet.hide
        func scatter(_ codes: Tensor, _ domain: ClosedRange<Double>?) -> Chart {
            Chart(
                x: Axis("z_1", domain: domain), y: Axis("z_2", domain: domain), equalUnits: domain != nil,
                size: Size(400, 400)
            ) {
                digitMap(codes, labels: digits.testLabels, x: domain, y: domain, size: 2.6, opacity: 0.8)
            }
        }
        page.figure(
            "latent-spaces",
            caption:
                "5 000 test digits by their codes: those of an autoencoder, and the means g(x) of a variational one. Mind the "
                + "axes.",
            slide: "Latent Space Visualization for MNIST",
            alternativeText:
                "Left a cloud of rays reaching ten units and more out, with empty wedges; right a round cloud of radius "
                + "three about the origin, in which the digits' regions adjoin without gaps.",
            trained: true
        ) {
            Panels(columns: 2, lettered: false, sharedLegend: true) {
                Panels.Panel("AE", scatter(plain, nil))
                Panels.Panel("VAE", scatter(law.mean, -4...4))
            }
        }
        // snippet.show
        let cloud = CodeCloud(plain)
        // What a code drawn for a random digit looks like, over all digits.
        var random = RandomGenerator(seed: page.seed)
        let drawn = CodeCloud(law.draw(using: &random))
        // snippet.hide
        page.value("latent.plain.deviation", max(cloud.deviation[0], cloud.deviation[1]))
        page.value("latent.drawn.deviation.1", drawn.deviation[0])
        page.value("latent.drawn.deviation.2", drawn.deviation[1])
        page.value("latent.drawn.mean", max(abs(drawn.mean[0]), abs(drawn.mean[1])))
        // snippet.show
        for j in 0..<2 {
            page.check(
                "component \(j + 1) of codes drawn for random digits has about the deviation of F_Z",
                drawn.deviation[j],
                equals: 1, within: 0.25, from: .lecture)
        }
        /*:
         The autoencoder's codes lie in rays of any length, with gaps between. The variational one's lie about the origin and fill
         the disc: codes drawn for random digits have deviations of {{latent.drawn.deviation.1, fixed 2}} and
         {{latent.drawn.deviation.2, fixed 2}}, near the 1 of $F_Z$, and means below {{latent.drawn.mean, fixed 2}} in size. Not
         exactly: the loss weighs that against pixels. The holes have closed, because each picture's code is not a point but a small
         cloud, and the decoder has been trained on all of it. That neighbours are similar follows: where two clouds overlap,
         one and the same $f(z)$ has to do for both.

         ## The manifold

         Now the whole latent space can be looked at. Take a grid of 20 × 20 places that divide $F_Z$ evenly, so that between two
         neighbours there lies the same probability: the normal law's quantiles
         $\Phi^{-1}(\frac{i - 1/2}{20})$ along either axis. Decode them all.
         */
        let quantiles = (1...20).map { normalQuantile((Double($0) - 0.5) / 20) }
        let places = quantiles.reversed().flatMap { z2 in quantiles.map { z1 in [Float(z1), Float(z2)] } }
        let manifold = try model.decode(Tensor(rows: places))
        // snippet.hide
        page.figure(
            "manifold",
            caption:
                "The decoder's picture of the plane: 20 × 20 codes at the quantiles of F_Z. One digit becomes another without a "
                + "break.",
            slide: "Latent Space Visualization for MNIST",
            alternativeText:
                "A square of four hundred digits that change gradually from place to place, from zeros "
                + "over sixes and twos to ones, sevens and nines.",
            trained: true
        ) {
            try ImageGrid("", digitCells(manifold), columns: 20, imageSize: 28, spacing: 0)
        }
        // snippet.show
        page.check("the outermost quantile is that of 1/40", quantiles[0], equals: -1.9599639845, within: 1e-8)
        /*:
         This is a map of handwriting, drawn by a machine that was never told what a digit is. Slants, loops and stroke widths
         change continuously; classes merge where people's handwriting merges too, between 4, 7 and 9 and between 3, 5 and 8.
         */
    }
}

/// Φ⁻¹(p), by bisection on Φ(x) = ½ erfc(−x/√2).
func normalQuantile(_ p: Double) -> Double {
    var (low, high) = (-10.0, 10.0)
    for _ in 0..<80 {
        let middle = (low + high) / 2
        if 0.5 * erfc(-middle / 2.0.squareRoot()) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
}

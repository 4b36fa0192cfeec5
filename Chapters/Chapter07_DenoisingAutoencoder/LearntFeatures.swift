import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct LearntFeatures: Section {
    static let title = "What does noise teach the first layer?"

    func run(on page: Page) throws {
        /*:
         Two networks that began with the very same weights and were trained equally long: one saw clean digits, the other noisy
         ones. Beside each other, the weights of the first layer, one square a unit:
         */
        let without = try Denoisers.ordinary(on: page)
        let with = try Denoisers.gaussian(on: page)
        // Units that fire for at least one of the digits that the network was made for; the others have died.
        func living(_ network: DenoisingAutoencoder) throws -> Tensor {
            let x = try network.corruption(Digits.load(on: page).test.inputs(0..<300), seed: page.seed)
            let firing = network.autoencoder.network[1].forward(x, .inference).columnMeans
            let weights = network.autoencoder.network[1].weights.value.transposed  // one row a unit
            return try Tensor(rows: (0..<weights.rows).filter { firing[flat: $0] > 0 }.map { weights.row($0).values })
        }
        let features = try (without: living(without), with: living(with))
        // snippet.hide
        page.figure(
            "features",
            caption:
                "The first 64 living units of the first layer, each on a scale of its own: trained without noise (left) and with "
                + "normal noise, σ = 0.5 (right).",
            slide: "Denoising Autoencoder",
            alternativeText:
                "Two grids of small squares in blue and vermilion. Left mostly grain; right blobs and strokes "
                + "of a few pixels.", trained: true
        ) {
            try Panels(columns: 2) {
                Panels.Panel("without noise", try LearntFeatures.grid(features.without))
                Panels.Panel("with noise", try LearntFeatures.grid(features.with))
            }
        }
        // snippet.show
        /*:
         Without noise most squares are grain: 500 numbers for a digit leave so much freedom that almost any weights will do, and
         training has little reason to move them from where they began. With noise, a unit that listens to single pixels hears
         noise. To hear a stroke it must listen to all the pixels of a stroke, and so the weights become spots, edges and
         strokes.

         Can that be measured? Neighbouring pixels of a smooth picture are alike. The correlation of each weight with its right
         and lower neighbour, over the middle 16 × 16 pixels where digits have ink, in the mean over all living units:
         */
        let smoothness = [features.without, features.with].map { w in
            (0..<w.rows).map { LearntFeatures.smoothness(w.row($0).values) }.mean
        }
        page.value("features.without", smoothness[0])
        page.value("features.with", smoothness[1])
        page.value("features.living.without", features.without.rows)
        page.value("features.living.with", features.with.rows)
        /*:
         It is {{features.without, fixed 2}} without noise and {{features.with, fixed 2}} with it.

         The noise has its price. {{features.living.without}} of the 500 units fire without it, {{features.living.with}} with
         it: the others have died as in [](#chapter:1), and show nothing but their beginning.
         */
    }

    private static func grid(_ weights: Tensor) throws -> ImageGrid {
        let cells = try (0..<min(64, weights.rows)).map { unit in
            let values = weights.row(unit).values
            let largest = Double(values.map { abs($0) }.max() ?? 1)
            return try ImageGrid.Cell(
                values, width: 28, height: 28, colors: ColorScale(.diverging, domain: -largest...largest))
        }
        return ImageGrid("", cells, columns: 8, imageSize: 42, spacing: 4)
    }

    /// The correlation of neighbouring weights.
    private static func smoothness(_ w: [Float]) -> Double {
        var (here, there): ([Double], [Double]) = ([], [])
        for y in 6..<22 {
            for x in 6..<22 {
                here += [Double(w[28 * y + x]), Double(w[28 * y + x])]
                there += [Double(w[28 * y + x + 1]), Double(w[28 * (y + 1) + x])]
            }
        }
        return Moments(here, there).correlation
    }
}

import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct RoundClouds: Section {
    static let title = "As wide in one direction as in any other"

    func run(on page: Page) throws {
        /*:
         The numbers of a code are uncorrelated, but their sizes differ: among the digits' first hundred, the first has
         {{codes.ratio, integer}} times the variance of the last. Methods that compare distances hear only the loud ones.
         *Whitening* turns the volume up until all are equal:

         $$w_j = \frac{z_j}{\sqrt{\lambda_j + \varepsilon}}$$

         with $\varepsilon = 0$ at first. First the axes are turned, then each is stretched or shrunk.
         */
        let cloud = Cloud.tilted(400, seed: page.seed)
        let pca = try PCA(cloud)
        let codes = try pca.transform(cloud)
        let white = try Whitening(pca).transform(cloud)
        // snippet.hide
        func chart(_ x: Tensor, _ names: (String, String), _ center: (Double, Double)) -> Chart {
            Chart(
                x: Axis(names.0, domain: center.0 - 5...center.0 + 5),
                y: Axis(names.1, domain: center.1 - 5...center.1 + 5),
                legend: .hidden, equalUnits: true, size: .init(270, 260)
            ) {
                PointMark(x: x.column(0), y: x.column(1)).symbolSize(3.2).opacity(0.7)
            }
        }
        page.figure(
            "whitening",
            caption:
                "A cloud of 400 points (a), its codes (b), which are the same cloud with the axes turned to the components, and "
                + "the whitened codes (c): variance 1 in every direction.",
            alternativeText:
                "Three clouds: an ellipse that is slanted, the same ellipse lying flat around the origin, and a round cloud."
        ) {
            Panels(columns: 3) {
                Panels.Panel("points", chart(cloud, ("x₁", "x₂"), (1, 3)))
                Panels.Panel("codes", chart(codes, ("z₁", "z₂"), (0, 0)))
                Panels.Panel("whitened", chart(white, ("w₁", "w₂"), (0, 0)))
            }
        }
        // snippet.show
        let Σ = try Covariance(white).matrix
        page.check(
            "the covariance of the whitened codes is the identity",
            zip(Σ, [1, 0, 0, 1]).map { abs($0 - $1) }.max()!, atMost: 1e-5)
        /*:
         ## Is it good for anything?

         Try it on the digits with the simplest classifier, which takes a digit for what its nearest neighbour among known
         digits is. Distance is all it has.
         */
        let digits = try Digits.load(on: page)
        let known = digits.training.prefix(page.choose(quick: 1_000, lecture: 20_000, full: 60_000))
        let asked = digits.test.prefix(page.choose(quick: 200, lecture: 2_000, full: 10_000))
        let components = try Digits.components(on: page)
        let sizes = [10, 20, 30, 50, 100, 200, 300]
        func accuracy(_ code: (Tensor) throws -> Tensor) throws -> Double {
            try NearestNeighbours(among: code(known.inputTensor)).accuracy(
                of: code(asked.inputTensor), labels: asked.labels ?? [], known: known.labels ?? [])
        }
        let pixels = try accuracy { $0 }
        let plain = try sizes.map { k in
            let pca = try components.keeping(k)
            return try accuracy(pca.transform)
        }
        let whitened = try sizes.map { k in
            try accuracy(Whitening(components.keeping(k)).transform)
        }
        let softened = try sizes.map { k in
            try accuracy(Whitening(components.keeping(k), ε: 0.5).transform)
        }
        // snippet.hide
        page.figure(
            "whitened-neighbours",
            caption:
                "How many of \(asked.count) test digits their nearest neighbour among \(known.count) training digits names rightly, by the number of components, with and "
                + "without whitening. The dashed line needs all 784 pixels.",
            alternativeText:
                "Accuracy against components. The plain codes rise to a plateau on the line of the pixels. The whitened ones rise, turn, "
                + "and fall.",
            trained: true
        ) {
            Chart(x: .log("components", domain: 9...340), y: "share named rightly", size: .init(440, 280)) {
                LineMark(x: sizes, y: plain, series: "codes")
                PointMark(x: sizes, y: plain, series: "codes")
                LineMark(x: sizes, y: softened, series: "whitened, ε = 0.5")
                PointMark(x: sizes, y: softened, series: "whitened, ε = 0.5")
                LineMark(x: sizes, y: whitened, series: "whitened")
                PointMark(x: sizes, y: whitened, series: "whitened")
                RuleMark(y: pixels, label: "pixels")
            }
        }
        page.value("codes.ratio", components.variances[0] / components.variances[99])
        page.value("neighbour.pixels", pixels)
        page.value("neighbour.error", (pixels * (1 - pixels) / Double(asked.count)).squareRoot())
        page.value("neighbour.codes30", plain[2])
        page.value("neighbour.codes50", plain[3])
        page.value("neighbour.white50", whitened[3])
        page.value("neighbour.soft50", softened[3])
        page.value("neighbour.white300", whitened[6])
        page.value("neighbour.soft300", softened[6])
        page.value("neighbour.lambda300", components.variances[299])
        // snippet.show
        page.check("fifty components do what the pixels do", plain[3], atLeast: pixels - 0.01, from: .lecture)
        page.check("whitening three hundred does harm", whitened[6], atMost: plain[6] - 0.05, from: .lecture)
        /*:
         Fifty numbers do better than the 784 pixels: {{neighbour.codes50, percent 1}} against
         {{neighbour.pixels, percent 1}} (with a standard error of {{neighbour.error, percent 1}}). What was thrown away
         was of more harm than use. And whitening *harms*, the more, the more components are kept:
         {{neighbour.white50, percent 1}} for 50 and {{neighbour.white300, percent 1}} for 300. Component 300 has the
         variance {{neighbour.lambda300, significant 1}}. What it holds is mostly how the pen trembled, and whitening
         makes that as loud as the difference between a one and an eight.

         A positive $\varepsilon$ is the usual compromise: directions with $\lambda \gg \varepsilon$ are made equal, those
         with $\lambda \ll \varepsilon$ stay nearly as quiet as they were. With $\varepsilon = 0.5$ it is
         {{neighbour.soft50, percent 1}} for 50 and {{neighbour.soft300, percent 1}} for 300: better, and still worse than
         to leave the codes alone. Large variance is not the same as importance. But for these pictures and this
         classifier the two go together, and dividing by the variance throws the hint away. Whiten where all directions
         are worth the same by what you know of them, not by habit.
         */
    }
}

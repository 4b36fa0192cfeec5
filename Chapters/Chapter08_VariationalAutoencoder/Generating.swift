import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct Generating: Section {
    static let title = "New digits, and the way from one to another"

    func run(on page: Page) throws {
        /*:
         Back to the question of the first section. Draw 20 numbers from $F_Z$, decode them:

         @Excerpt(Sources/Autoencoders/VariationalAutoencoder.swift, slice: use)
         */
        let digits = try Digits.load(on: page)
        let model = try DigitModels.variational(on: page).model
        let samples = try model.sample(60, seed: page.seed(for: 20))
        let plain = try DigitModels.plain(on: page)
        let cloud = CodeCloud(try plain.encode(digits.training.inputTensor))
        // snippet.hide
        let invented = try plain.decode(cloud.draw(60, seed: page.seed(for: 1)))
        page.figure(
            "samples",
            caption:
                "Pictures that never were: 60 random codes decoded by the autoencoder of the first section, and 60 by the "
                + "variational autoencoder.",
            slide: "Variational Autoencoder Introduction",
            alternativeText: "Two grids of sixty pictures. Left mostly overlaid strokes and fragments; right mostly "
                + "recognisable digits, some of them between two classes.",
            trained: true
        ) {
            try Panels(columns: 2, lettered: false) {
                Panels.Panel("AE", try ImageGrid("", digitCells(invented), columns: 10, imageSize: 42, spacing: 2))
                Panels.Panel("VAE", try ImageGrid("", digitCells(samples), columns: 10, imageSize: 42, spacing: 2))
            }
        }
        // snippet.show
        let neighbours = NearestNeighbours(among: digits.training.prefix(5_000))
        let distance = try neighbours.squaredDistances(to: model.sample(200, seed: page.seed(for: 21))).median
        let rubbish = try neighbours.squaredDistances(to: plain.decode(cloud.draw(200, seed: page.seed(for: 2)))).median
        // snippet.hide
        page.value("samples.distance", distance)
        page.value("samples.distance.plain", rubbish)
        // snippet.show
        page.check(
            "the samples are nearer to real digits than the autoencoder's, by a fifth", distance, atMost: 0.8 * rubbish,
            from: .lecture)
        /*:
         Many are digits, nearly all are pen strokes. Their median distance from the nearest training digit is {{samples.distance, fixed 0}}, against
         {{samples.distance.plain, fixed 0}} for the autoencoder's. They are not perfect: some stand between two classes, and all
         are a little soft, as the mean of a law of pictures is softer than the pictures.

         ## From one digit to another

         The lecture's interpolation: $\alpha z_{\text{left}} + (1 - \alpha) z_{\text{right}}$ for $\alpha \in [0, 1]$.
         */
        let labels = digits.test.labels ?? []
        let pairs = [(1, 7), (3, 8), (4, 9), (0, 6), (2, 5)].map { pair in
            (labels.firstIndex(of: UInt8(pair.0)) ?? 0, labels.lastIndex(of: UInt8(pair.1)) ?? 1)
        }
        let steps = 9
        func codeRow(_ way: LatentInterpolation, _ pair: (Int, Int)) throws -> Tensor {
            let ends = try model.encode(digits.test.choosing([pair.0, pair.1]).inputTensor).mean
            return try model.decode(way.path(left: ends.row(0).values, right: ends.row(1).values, count: steps))
        }
        func pixelRow(_ pair: (Int, Int)) -> Tensor {
            LatentInterpolation.linear.path(
                left: digits.test.input(pair.0), right: digits.test.input(pair.1), count: steps)
        }
        // snippet.hide
        page.figure(
            "interpolation",
            caption:
                "From one test digit to another in steps of α = 1/8: in the code's space (upper row of each pair) and in the "
                + "space of pixels (lower row).",
            slide: "Application: Linear Interpolation",
            alternativeText:
                "Five pairs of rows. In the upper rows one digit bends into another over digit-like shapes; in the "
                + "lower rows one fades out while the other fades in.",
            trained: true
        ) {
            try ImageGrid(
                rows: pairs.flatMap {
                    [try digitCells(codeRow(.linear, $0)), try digitCells(pixelRow($0))]
                },
                rowLabels: pairs.flatMap { _ in ["codes", "pixels"] },
                columnLabels: (0..<steps).map { "α = " + (1 - Double($0) / 8).formatted(.significant(3)) },
                imageSize: 56)
        }
        // snippet.show
        let halfways = try pairs.map { try codeRow(.linear, $0).rows(4..<5) }
        let fades = pairs.map { pixelRow($0).rows(4..<5) }
        let inCodes = try halfways.flatMap { try neighbours.squaredDistances(to: $0) }.median
        let inPixels = try fades.flatMap { try neighbours.squaredDistances(to: $0) }.median
        // snippet.hide
        page.value("interpolation.codes", inCodes)
        page.value("interpolation.pixels", inPixels)
        // snippet.show
        /*:
         In the space of pixels one digit fades out and the other in; halfway there are two ghosts. In the space of codes the
         stroke itself bends. Halfway pictures are {{interpolation.codes, fixed 0}} (median) from the nearest training digit in
         the one case and {{interpolation.pixels, fixed 0}} in the other. The reason is the manifold of the last section: the set
         of digits is curved, and the straight line between two pictures leaves it at once.

         ## Is a straight line the right way between codes?

         In many dimensions nearly all of $F_Z$ lies in a shell of radius $\sqrt{k}$. The straight line between two codes
         takes a short cut through the inside.
         */
        page.show(Derivation.interpolation)
        let (k, draws) = (20, 20_000)
        var random = RandomGenerator(seed: page.seed)
        let left = Tensor.normal([draws, k], using: &random)
        let right = Tensor.normal([draws, k], using: &random)
        func meanSquare(_ way: LatentInterpolation, _ α: Double) -> Double {
            (0..<draws).map { i in
                squaredNorm(way.code(α, left: left.row(i).values, right: right.row(i).values).map(Double.init))
            }.mean
        }
        let αs = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]
        let straight = αs.map { meanSquare(.linear, $0) }
        let arc = αs.map { meanSquare(.spherical, $0) }
        // snippet.hide
        page.figure(
            "shell",
            caption:
                "The mean squared length of codes on the way between two random ones of 20 numbers. Curve: the derived "
                + "(α² + (1 − α)²) k.",
            slide: "Application: Linear Interpolation",
            alternativeText:
                "Points for the straight line dip from 20 to 10 halfway, on the derived curve. Points for the arc stay at 20.",
            x: "α", y: Axis("mean squared length", domain: 0...25), legend: .automatic, size: Size(480, 280)
        ) {
            LineMark(over: 0...1) { ($0 * $0 + (1 - $0) * (1 - $0)) * 20 }.foregroundStyle(Color(grey: 0.6))
            PointMark(x: αs, y: straight, series: "straight line")
            PointMark(x: αs, y: arc, series: "arc")
        }
        page.value("shell.middle", straight[4])
        page.value("shell.arc", arc[4])
        // snippet.show
        // ‖½(u + v)‖² is ½ χ² with k degrees of freedom: its variance is k/2.
        page.check(
            "halfway the mean squared length is k/2, within four standard errors", straight[4], equals: 10,
            within: 4 * (10 / Double(draws)).squareRoot())
        page.check("on the arc it stays near k", arc[4], equals: 20, within: 0.5)
        /*:
         Halfway it has half the squared length. *Spherical interpolation* [@white2016] goes along a great circle instead and keeps
         to the shell:

         @Excerpt(Sources/Autoencoders/LatentInterpolation.swift, slice: spherical)
         */
        // snippet.hide
        page.figure(
            "arcs",
            caption: "Straight line (upper) and arc (lower row of each pair) between the codes of two digits.",
            slide: "Application: Linear Interpolation",
            alternativeText:
                "Two pairs of rows that hardly differ at their ends; halfway the lower rows are slightly crisper.",
            trained: true
        ) {
            try ImageGrid(
                rows: pairs.prefix(2).flatMap {
                    [
                        try digitCells(codeRow(.linear, $0)),
                        try digitCells(codeRow(.spherical, $0)),
                    ]
                },
                rowLabels: ["line", "arc", "line", "arc"], imageSize: 56)
        }
        // snippet.show
        /*:
         On digits the difference is small: their codes are means $g(x)$, which lie inside the shell anyway. For codes drawn
         from $F_Z$ itself, and for larger models, the arc is the safer way.
         */
    }
}

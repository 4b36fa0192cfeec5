import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Plotting
import Tensors
import Workbook

struct OneNumberOfTwo: Section {
    static let title = "Two numbers, of which one may stay"

    func run(on page: Page) throws {
        /*:
         A classifier reduces 784 numbers to one of ten names. An *autoencoder*, which the rest of this workbook is about,
         reduces them to a few numbers from which the 784 can be had again, nearly. What is the least that gets lost?
         Begin with the smallest case: points with two numbers each, of which one may stay.

         The obvious answer: keep the first number, forget the second, and put its mean in its place. Or the other way
         round. Or, since the points lie along a slanted line, turn the axes first and keep how far along that line each
         point is.
         */
        let cloud = Cloud.tilted(60, seed: page.seed)
        let pca = try PCA(cloud, components: 1)
        let codes = try pca.transform(cloud)  // 60 × 1: one number a point
        let decoded = try pca.inverse(codes)  // 60 × 2 again
        // snippet.hide
        let mean = (Double(pca.mean[flat: 0]), Double(pca.mean[flat: 1]))
        let flat = replacing(column: 1, of: cloud, by: mean.1)
        let upright = replacing(column: 0, of: cloud, by: mean.0)
        // snippet.show
        let lost = reconstructionError(decoded, of: cloud)
        // snippet.hide
        let errors = [reconstructionError(flat, of: cloud), reconstructionError(upright, of: cloud), lost]
        page.figure(
            "one-number-of-two",
            caption:
                "Sixty points, and what is left of them if each may keep one number: (a) its first, (b) its second, (c) its "
                + "place along the first principal axis. The grey lines are what is lost; their mean square stands above.",
            slide: "Principal Component Analysis (PCA)",
            alternativeText:
                "Three times the same slanted cloud. In the first each point is joined by a vertical line to a horizontal axis, "
                + "in the second by a horizontal line to a vertical axis, in the third by a short line at right angles to an axis "
                + "along the cloud."
        ) {
            Panels(columns: 3) {
                for (title, image, direction, error) in [
                    ("keep x₁", flat, [1, 0], errors[0]), ("keep x₂", upright, [0, 1], errors[1]),
                    ("keep the place along u", decoded, pca.preciseComponents, errors[2]),
                ] {
                    Panels.Panel(
                        "\(title): error \(error.formatted(.fixed(2)))",
                        picture(of: cloud, image, along: direction, through: mean))
                }
            }
        }
        page.value("plane.error.first", errors[0])
        page.value("plane.error.second", errors[1])
        page.value("plane.error.component", lost)
        // snippet.show
        /*:
         Keeping $x_1$ costs {{plane.error.first, fixed 2}} a point, the mean square of the lines in the figure; keeping
         the place along the cloud costs {{plane.error.component, fixed 2}}. That direction is the first *principal
         component*. The method is older than computers: Pearson looked for lines and planes "of closest fit"
         [@pearson1901], Hotelling for the combinations of exam marks that tell most [@hotelling1933]. The lecture follows
         @ng2008 and @shlens2014.

         The code of a point is how far it lies from the mean along each component; its reconstruction is the mean, and so
         much of each component. That is all there is to using it:

         @Excerpt(Sources/Autoencoders/PCA/PCA.swift, slice: transform)
         @Excerpt(Sources/Autoencoders/PCA/PCA.swift, slice: inverse)

         ## What is to be maximised

         Take the points as centred, $\sum_i x_i = 0$, and a direction $u$ of length 1. Then $x_i \cdot u$ is how far
         point $i$ lies along $u$. "Most of the variation" means: the mean square of that should be as large as possible.
         */
        page.show(Derivation.projectedVariance)
        /*:
         The points enter only through one matrix $\Sigma$, their *covariance*. With many points of few numbers that is a
         great saving: all that follows needs $d \times d$ numbers, however many points there are. (This workbook divides
         by $n$, as the lecture does, not by $n - 1$: it describes the points at hand. The components are the same.)
         */
        let Σ = try Covariance(cloud)
        let projections = codes.column(0)
        page.check(
            "the mean squared projection is uᵀΣu", squaredNorm(projections) / 60,
            equals: Σ.variance(along: pca.preciseComponents), within: 1e-5)
        page.check(
            "what is kept and what is lost add up to all: trΣ", pca.variances[0] + lost, equals: Σ.total,
            within: 1e-5)
    }

    private func replacing(column: Int, of x: Tensor, by value: Double) -> Tensor {
        var result = x
        for i in 0..<x.rows { result[i, column] = Float(value) }
        return result
    }

    /// Points, their images on a line, and what lies between.
    private func picture(
        of points: Tensor, _ images: Tensor, along u: [Double], through mean: (Double, Double)
    ) -> Chart {
        let (x, y, p, q) = (points.column(0), points.column(1), images.column(0), images.column(1))
        // NaN interrupts a line.
        let gapsX = x.indices.flatMap { [x[$0], p[$0], .nan] }
        let gapsY = x.indices.flatMap { [y[$0], q[$0], .nan] }
        let reach = 4.4
        return Chart(
            x: Axis("x₁", domain: -3...5), y: Axis("x₂", domain: 0...6), legend: .hidden, equalUnits: true,
            size: .init(300, 250)
        ) {
            LineMark(x: gapsX, y: gapsY).foregroundStyle(.init(grey: 0.62)).lineStyle(width: 0.9)
            LineMark(
                x: [mean.0 - reach * u[0], mean.0 + reach * u[0]], y: [mean.1 - reach * u[1], mean.1 + reach * u[1]],
                series: "axis"
            ).foregroundStyle(Palette.color(1)).lineStyle(width: 1.2)
            PointMark(x: x, y: y, series: "points").foregroundStyle(Palette.color(0)).symbolSize(4.5)
            PointMark(x: p, y: q, series: "images").foregroundStyle(Palette.color(1)).symbolSize(3)
        }
    }
}

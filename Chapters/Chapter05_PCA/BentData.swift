import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct BentData: Section {
    static let title = "What no line can follow"

    func run(on page: Page) throws {
        /*:
         Points that need one number, and no doubt about it: each lies on an arc, at some angle, with a little noise
         across. Give PCA one number.
         */
        let noise: Float = 0.04
        let arc = try points(on: 1.5 * .pi, noise: noise, seed: page.seed)
        let bow = try points(on: 0.5 * .pi, noise: noise, seed: page.seed)
        let cases = [("a slight bend", bow), ("three quarters of a circle", arc)]
        let results = try cases.map { _, x in
            let line = try PCA(x, components: 1)
            let image = try line.reconstruct(x)
            return (image: image, error: reconstructionError(image, of: x), share: line.cumulativeShares[0])
        }
        // snippet.hide
        page.figure(
            "bent",
            caption:
                "Points on an arc with noise across it (blue), and their images on the first principal axis (vermilion). A slight bend does little "
                + "harm; around a circle no line can go, and points from opposite sides get the same code.",
            alternativeText:
                "Two charts. In the first a shallow arc with a line through it. In the second most of a circle, with all images on a line through "
                + "its middle."
        ) {
            Panels(columns: 2) {
                for (index, item) in cases.enumerated() {
                    Panels.Panel(
                        "\(item.0): \(results[index].share.formatted(.percent(0))) kept",
                        Chart(
                            x: Axis("x₁", domain: -1.4...1.4), y: Axis("x₂", domain: -1.4...1.4), legend: .hidden,
                            equalUnits: true,
                            size: .init(300, 290)
                        ) {
                            PointMark(x: item.1.column(0), y: item.1.column(1)).symbolSize(3.2)
                            PointMark(x: results[index].image.column(0), y: results[index].image.column(1))
                                .foregroundStyle(Palette.color(1)).symbolSize(3.2)
                        })
                }
            }
        }
        page.value("arc.error", results[1].error)
        page.value("arc.share", results[1].share)
        page.value("arc.noise", Double(noise * noise))
        page.value("arc.factor", results[1].error / Double(noise * noise))
        // snippet.show
        page.check(
            "on the arc the line loses at least a hundred times what the noise would", results[1].error,
            atLeast: 100 * Double(noise * noise))
        /*:
         On the wide arc the line keeps {{arc.share, percent 0}} of the variance and loses {{arc.error, fixed 2}} a point.
         A code that followed the arc would lose no more than the noise across it, {{arc.noise, fixed 4}},
         {{arc.factor, integer}} times less. More data do not help, and no better algorithm: among *linear* codes this is
         the best there is, and that was proved above.

         Digits are such points. Tilt a seven by degrees, and its picture moves through 784 dimensions along a bent line;
         every linear mixture of two tilted sevens is two pale sevens on top of each other, and no seven. A code that can
         follow bends has to be made of something that is not linear. We have had it since Chapter 1. The next chapter
         puts it to work.
         */
    }

    /// 300 points around the origin at angles up to `angle`, symmetric about the upward direction, at a distance of 1 plus noise.
    private func points(on angle: Double, noise: Float, seed: UInt64) throws -> Tensor {
        var random = RandomGenerator(seed: seed)
        let radii = Tensor.normal([300], mean: 1, standardDeviation: noise, using: &random)
        return Tensor(shape: [300, 2]) { x in
            for i in 0..<300 {
                let θ = .pi / 2 + angle * (random.uniform() - 0.5)
                x[2 * i] = radii[flat: i] * Float(cos(θ))
                x[2 * i + 1] = radii[flat: i] * Float(sin(θ))
            }
        }
    }
}

import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct MeasuringImages: Section {
    static let title = "How good is a restored image?"

    func run(on page: Page) throws {
        /*:
         From the plane to pictures. To compare denoisers one needs a number, and there are two customary ones. The *peak
         signal-to-noise ratio* is the squared error on a logarithmic scale, 1 being the largest value of a pixel:

         @Excerpt(Sources/Autoencoders/ImageQuality/PeakSignalToNoiseRatio.swift, slice: psnr)

         It does not care where the error sits. The eye does. *Structural similarity* [@wang2004] slides a window of 11 × 11 pixels,
         weighted by a bell of standard deviation 1.5, over both images and compares means, spreads and what varies together:

         @Excerpt(Sources/Autoencoders/ImageQuality/StructuralSimilarity.swift, slice: ssim)

         It is 1 for equal images and about 0 for unrelated ones. To see what it adds, damage one digit in four ways
         and go on with each until it costs the same squared error, a PSNR of 15 dB:
         */
        let x = try Digits.load(on: page).examples.rows(4..<5)
        var random = RandomGenerator(seed: page.seed)
        let offset = Tensor(repeating: 1, shape: x.shape)
        let noise = Tensor.normal(x.shape, using: &random)
        let blurred = try GaussianBlur(standardDeviation: 2)(x, width: 28, height: 28)
        let damages: [(name: String, direction: Tensor)] = [
            ("grey", offset), ("noise", noise), ("blur", try blurred - x), ("shift", try shifted(x) - x),
        ]
        let rows = try damages.map { name, direction in
            let damaged = try MeasuringImages.moved(x, along: direction, to: 15)
            return (
                name: name, image: damaged, psnr: peakSignalToNoiseRatio(damaged, of: x),
                ssim: structuralSimilarity(damaged, of: x, width: 28, height: 28)
            )
        }
        // snippet.hide
        page.figure(
            "same-error",
            caption:
                "One digit, damaged in four ways of exactly the same squared error (15 dB). The structural similarity "
                + "below each tells them apart.",
            alternativeText:
                "Five images of a four: clean, on grey paper, with noise, blurred, and shifted by a pixel, with "
                + "structural similarities below."
        ) {
            try ImageGrid(
                rows: [
                    [try ImageGrid.Cell.digit(x, caption: "SSIM 1")]
                        + rows.map {
                            try ImageGrid.Cell.digit($0.image, caption: "SSIM \($0.ssim.formatted(.fixed(2)))")
                        }
                ], columnLabels: ["clean"] + rows.map(\.name), imageSize: 112, spacing: 10)
        }
        for row in rows { page.value("similarity.\(row.name)", row.ssim) }
        // snippet.show
        page.check("all have the same PSNR", rows.allSatisfy { abs($0.psnr - 15) < 1e-3 })
        /*:
         The same error in decibels, and yet SSIM ranks them, by how much of the local pattern is left: {{similarity.noise, fixed 2}}
         for noise, {{similarity.grey, fixed 2}} for grey paper, {{similarity.shift, fixed 2}} for a shift to the right, and
         {{similarity.blur, fixed 2}} for blur, which leaves the stroke's place and takes its shape. Whether your eye agrees is for
         you to say. Neither number is the truth. Quote both.
         */
    }

    // The image moved along a direction until its PSNR is the one wanted; not clipped, so that the error is exact.
    private static func moved(_ x: Tensor, along direction: Tensor, to decibels: Double) throws -> Tensor {
        let meanSquare = direction.sumOfSquares / Double(x.count)
        return try x + Float((pow(10, -decibels / 10) / meanSquare).squareRoot()) * direction
    }

    // One pixel to the right.
    private func shifted(_ x: Tensor) -> Tensor {
        Tensor(shape: x.shape) { y in for i in y.indices { y[i] = i % 28 == 0 ? 0 : x[flat: i - 1] } }
    }
}

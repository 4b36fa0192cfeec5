import Autoencoders
import ChapterSupport
import Graphics
import Plotting
import Tensors
import Workbook

struct FiltersWithoutLearning: Section {
    static let title = "How far does one get without learning?"

    func run(on page: Page) throws {
        /*:
         Denoisers are older than networks. Two classics: replace each pixel by a weighted mean of its neighbourhood, or by the
         median. The mean takes away grain and edges alike. The median does not care how wrong a wrong pixel is: made for salt
         and pepper.

         Both have a constant, the size of the neighbourhood, and which is best depends on the noise. An honest comparison chooses it
         anew for every strength, on training digits:
         */
        let digits = try Digits.load(on: page)
        let x = digits.tuning
        func decibels(_ family: [Restorer.Candidate], _ noisy: Tensor, corrected: Bool = false) throws -> [Double] {
            try family.map {
                let y = try $0.restore(noisy)
                return peakSignalToNoiseRatio(corrected ? Restorer.Correction(from: y, to: x)(y) : y, of: x)
            }
        }
        let noisy = try GaussianCorruption(0.5)(x, seed: page.seed)
        let blurs = try decibels(Restorer.blurs, noisy)
        let corrected = try decibels(Restorer.blurs, noisy, corrected: true)
        let medians = try decibels(Restorer.medians, noisy)
        let correctedMedians = try decibels(Restorer.medians, noisy, corrected: true)
        // snippet.hide
        let widths = stride(from: 0.4, through: 2.01, by: 0.2).map { $0 }
        page.figure(
            "filter-constants",
            caption:
                "Blur and median at σ = 0.5, by the size of their neighbourhood. Dashed: with brightness and contrast put "
                + "right afterwards.",
            alternativeText:
                "Two panels. Left, the blur's PSNR by its width: a flat curve with its top near one pixel, and "
                + "three decibels above it the corrected one. Right, the median's by its window: 3 × 3 is best.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart(
                    "blur", x: "standard deviation s in pixels", y: Axis("PSNR in dB", domain: 8...17),
                    size: Size(340, 260)
                ) {
                    LineMark(x: widths, y: blurs, series: "plain")
                    LineMark(x: widths, y: corrected, series: "corrected").lineStyle(.dashed)
                }
                Chart(
                    "median", x: Axis("side of the window in pixels", domain: 2.6...7.4, ticks: [3, 5, 7]),
                    y: Axis("PSNR in dB", domain: 8...17),
                    size: Size(340, 260)
                ) {
                    LineMark(x: [3, 5, 7], y: medians, series: "plain")
                    PointMark(x: [3, 5, 7], y: medians, series: "plain")
                    LineMark(x: [3, 5, 7], y: correctedMedians, series: "corrected").lineStyle(.dashed)
                    PointMark(x: [3, 5, 7], y: correctedMedians, series: "corrected")
                }
            }
        }
        page.value("filters.noisy", peakSignalToNoiseRatio(noisy, of: x))
        page.value("filters.blur", blurs.max()!)
        page.value("filters.blurCorrected", corrected.max()!)
        page.value("filters.median", medians.max()!)
        page.value("filters.medianCorrected", correctedMedians.max()!)
        // snippet.show
        /*:
         The noisy digits have {{filters.noisy, fixed 1}} dB; a blur makes {{filters.blur, fixed 1}} dB of them at best, a
         median {{filters.median, fixed 1}} dB. Now remember the paper that clipping has turned grey. A mean keeps
         the grey, and most of what looks like the blur's failure is this offset. It needs no knowledge of digits to put that
         right; two numbers do, brightness and contrast, fitted on training digits:

         @Excerpt(Chapters/Chapter07_DenoisingAutoencoder/Restorer.swift, slice: correction)

         With them the blur reaches {{filters.blurCorrected, fixed 1}} dB, the median {{filters.medianCorrected, fixed 1}}. Two
         fitted numbers are a little learning, so what follows compares with the filters as they are *and* corrected.
         */
    }
}

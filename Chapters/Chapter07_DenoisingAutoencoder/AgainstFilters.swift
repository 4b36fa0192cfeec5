import Autoencoders
import ChapterSupport
import Graphics
import Plotting
import Tensors
import Workbook

struct AgainstFilters: Section {
    static let title = "Is learning worth it?"

    func run(on page: Page) throws {
        /*:
         Now all together, on half of the test digits: the denoising autoencoder of $\sigma = 0.5$, the same network trained without
         noise, the projection on principal components, a median filter and a blur. The last three are tuned for every strength
         and corrected for brightness and contrast; the networks stay as they are.
         */
        let digits = try Digits.load(on: page)
        let test = digits.testImages
        let half = test.rows(0..<test.rows / 2)
        let denoiser = try Denoisers.gaussian(on: page)
        let ordinary = try Denoisers.ordinary(on: page)
        let families = [
            ("PCA projection", try Restorer.projections(on: page)), ("median filter", Restorer.medians),
            ("Gaussian blur", Restorer.blurs),
        ]
        let strengths: [Float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]
        var psnr: [String: [Double]] = [:]
        var ssim: [String: [Double]] = [:]
        var choices: [[String]] = []
        for σ in strengths {
            let noise = GaussianCorruption(σ)
            let noisy = try noise(half, seed: page.seed)
            func record(_ name: String, _ y: Tensor) {
                psnr[name, default: []].append(peakSignalToNoiseRatio(y, of: half))
                ssim[name, default: []].append(structuralSimilarity(y, of: half, width: 28, height: 28))
            }
            record("not denoised", noisy)
            record("denoising autoencoder", try denoiser.denoise(noisy))
            record("ordinary autoencoder", try ordinary.denoise(noisy))
            var chosen = ["\(σ)"]
            for (name, family) in families {
                let best = try Restorer.best(
                    of: name, family, corrected: true, on: digits, noise: noise, seed: page.seed)
                record(name, try best.restore(noisy))
                chosen.append(best.choice)
            }
            choices.append(chosen)
        }
        // snippet.hide
        let names = [
            "denoising autoencoder", "ordinary autoencoder", "PCA projection", "median filter", "Gaussian blur",
        ]
        func chart(_ title: String, _ values: [String: [Double]], _ axis: Axis) -> Chart {
            Chart(title, x: "σ", y: axis, size: Size(380, 320)) {
                for name in names { LineMark(x: strengths.map(Double.init), y: values[name] ?? [], series: name) }
                LineMark(x: strengths.map(Double.init), y: values["not denoised"] ?? [], series: "not denoised")
                    .foregroundStyle(.init(grey: 0.5)).lineStyle(.dashed)
            }
        }
        page.figure(
            "against-filters",
            caption:
                "Restored test digits by the strength of the noise. The denoising autoencoder was trained at σ = 0.5 "
                + "only; PCA, median and blur are tuned and corrected at every strength.",
            slide: "Denoising Autoencoder",
            alternativeText:
                "Two panels over σ from 0.1 to 1, PSNR and SSIM. From σ = 0.3 to 0.7 the denoising autoencoder is "
                + "far above all others; for weak noise the filters win.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                chart("PSNR", psnr, Axis("PSNR in dB", domain: 4...26))
                chart("SSIM", ssim, Axis("SSIM", domain: 0...1))
            }
        }
        page.table(
            "choices", caption: "The constants that training digits have chosen.",
            columns: ["σ", "PCA", "median", "blur"], rows: choices)
        // snippet.show
        /*:
         Where it was trained to be, the denoising autoencoder is far ahead. At $\sigma = 0.1$ it is the worst of all,
         {{denoising.psnr.gaussian10, fixed 1}} dB against {{denoising.psnr.blur10, fixed 1}} dB of a narrow blur, for the reason of
         [](#sec:UnknownStrength). PCA gives up ever more components as the noise grows ([](#tab:choices)), as the factor
         $\lambda/(\lambda + \sigma^2)$ says it should.

         The ordinary autoencoder is a surprise. It has never seen noise and could copy most of it with a code of 500 numbers; yet it
         takes away so much that it keeps up with the filters, untuned. Its decoder has only ever learnt to draw digits. That
         is a by-product, though. The same network, the same training and the same beginning, with noise:
         {{denoising.psnr.gaussian50, fixed 1}} dB at $\sigma = 0.5$; without: {{denoising.psnr.ordinary50, fixed 1}}.

         At $\sigma = 0.5$ in numbers, with the filters once as they are and once corrected, each with the best constant:
         */
        let noise = GaussianCorruption(0.5)
        let noisy = try noise(test, seed: page.seed)
        var rows: [(name: String, psnr: Double, ssim: Double)] = []
        func measure(_ name: String, _ y: Tensor) {
            rows.append(
                (name, peakSignalToNoiseRatio(y, of: test), structuralSimilarity(y, of: test, width: 28, height: 28)))
        }
        measure("noisy", noisy)
        for (name, family) in families {
            for corrected in [false, true] {
                let best = try Restorer.best(
                    of: name, family, corrected: corrected, on: digits, noise: noise, seed: page.seed)
                measure("\(name), \(best.choice)\(corrected ? ", corrected" : "")", try best.restore(noisy))
            }
        }
        measure("ordinary autoencoder", try ordinary.denoise(noisy))
        measure("denoising autoencoder", try denoiser.denoise(noisy))
        let learnt = rows.last!.psnr
        func best(corrected: Bool) -> Double {
            rows.filter { !$0.name.hasPrefix("PCA") && ($0.name.hasPrefix("median") || $0.name.hasPrefix("Gaussian")) }
                .filter { $0.name.hasSuffix("corrected") == corrected }.map(\.psnr).max()!
        }
        page.table(
            "gaussian50", caption: "Normal noise, σ = 0.5, clipped: all test digits, in the mean.",
            columns: ["", "PSNR in dB", "SSIM"],
            rows: rows.map { [$0.name, $0.psnr.formatted(.fixed(2)), $0.ssim.formatted(.fixed(3))] })
        // snippet.hide
        page.value("denoising.psnr.gaussian50", learnt)
        page.value("denoising.ssim.gaussian50", rows.last!.ssim)
        page.value("denoising.psnr.ordinary50", rows[rows.count - 2].psnr)
        page.value("denoising.psnr.pca50", rows[2].psnr)
        page.value("denoising.psnr.ordinary10", psnr["ordinary autoencoder"]?[0] ?? 0)
        page.value("denoising.psnr.gaussian10", psnr["denoising autoencoder"]?[0] ?? 0)
        page.value("denoising.psnr.blur10", psnr["Gaussian blur"]?[0] ?? 0)
        page.value("denoising.psnrGain.gaussian50", learnt - best(corrected: false))
        page.value("denoising.psnrGain.gaussian50.corrected", learnt - best(corrected: true))
        // snippet.show
        page.check(
            "gain over the best filter without learning, in dB", learnt - best(corrected: false), atLeast: 5,
            from: .lecture)
        page.check(
            "gain over the best filter with fitted brightness and contrast", learnt - best(corrected: true), atLeast: 3,
            from: .lecture)
        /*:
         The denoising autoencoder is {{denoising.psnrGain.gaussian50, fixed 1}} dB above the best of the filters as they are,
         and still {{denoising.psnrGain.gaussian50.corrected, fixed 1}} dB when these get the two fitted numbers. A gain of
         3 dB is half the squared error. The filters know that neighbours are alike. The network knows digits.
         */
    }
}

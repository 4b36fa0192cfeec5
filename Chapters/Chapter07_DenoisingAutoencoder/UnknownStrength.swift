import Autoencoders
import ChapterSupport
import Graphics
import Plotting
import Tensors
import Workbook

struct UnknownStrength: Section {
    static let title = "And if nobody tells how strong the noise is?"

    func run(on page: Page) throws {
        /*:
         A denoiser trained at $\sigma = 0.5$ has learnt the conditional mean *for that noise*. At another strength it is the answer
         to another question. The cure costs one line. Let each sample draw its own strength:

         @Excerpt(Chapters/Chapter07_DenoisingAutoencoder/Denoisers.swift, slice: several)
         */
        let test = try Digits.load(on: page).testImages
        let specialist = try Denoisers.gaussian(on: page)
        let generalist = try Denoisers.ofUnknownStrength(on: page)
        let strengths: [Float] = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
        let decibels = try strengths.map { σ in
            let noisy = try GaussianCorruption(σ)(test, seed: page.seed)
            return (
                noisy: σ == 0 ? .infinity : peakSignalToNoiseRatio(noisy, of: test),
                specialist: peakSignalToNoiseRatio(try specialist.denoise(noisy), of: test),
                generalist: peakSignalToNoiseRatio(try generalist.denoise(noisy), of: test)
            )
        }
        // snippet.hide
        page.figure(
            "unknown-strength",
            caption: "Two denoisers of the same size by the strength of the noise: one trained at σ = 0.5 only, one at "
                + "0.1, 0.3, 0.5, 0.7 and 0.9 in turn.",
            alternativeText: "PSNR over σ. The specialist's curve is highest near 0.4 and falls to both sides; the "
                + "generalist's falls from the left and is nearly as good at 0.5.", trained: true,
            x: "σ", y: Axis("PSNR in dB", domain: 5...26), size: Size(460, 300)
        ) {
            LineMark(x: strengths.map(Double.init), y: decibels.map(\.specialist), series: "trained at σ = 0.5")
            LineMark(x: strengths.map(Double.init), y: decibels.map(\.generalist), series: "trained at five strengths")
            LineMark(x: strengths.map(Double.init), y: decibels.map(\.noisy), series: "not denoised")
                .foregroundStyle(.init(grey: 0.5)).lineStyle(.dashed)
        }
        page.value("unknown.specialist.clean", decibels[0].specialist)
        page.value("unknown.generalist.clean", decibels[0].generalist)
        page.value("unknown.specialist.gaussian10", decibels[2].specialist)
        page.value("unknown.generalist.gaussian10", decibels[2].generalist)
        page.value("unknown.specialist.gaussian50", decibels[6].specialist)
        page.value("unknown.generalist.gaussian50", decibels[6].generalist)
        page.value("unknown.specialist.gaussian100", decibels[11].specialist)
        page.value("unknown.generalist.gaussian100", decibels[11].generalist)
        // snippet.show
        page.check(
            "weak noise: the generalist is the better one", decibels[2].generalist - decibels[2].specialist, atLeast: 1,
            from: .lecture)
        page.check(
            "its own noise: the specialist is", decibels[6].specialist, atLeast: decibels[6].generalist, from: .lecture)
        /*:
         Asked about clean digits, the specialist answers with {{unknown.specialist.clean, fixed 1}} dB: it makes up for noise that
         is not there. The generalist, {{unknown.generalist.clean, fixed 1}} dB, can see how noisy its input is, for the empty
         margin shows it, and acts accordingly. At $\sigma = 0.5$ it pays for that: {{unknown.generalist.gaussian50, fixed 1}}
         against {{unknown.specialist.gaussian50, fixed 1}} dB, though part of the difference is its shorter training. At
         $\sigma = 1$ it is ahead again, {{unknown.generalist.gaussian100, fixed 1}} against
         {{unknown.specialist.gaussian100, fixed 1}}. And below $\sigma = 0.1$ the best denoiser of the three is to do nothing.
         */
    }
}

import Autoencoders
import ChapterSupport
import Plotting
import Tensors
import Workbook

struct NoisyDenoisedClean: Section {
    static let title = "Noisy, denoised, clean"

    func run(on page: Page) throws {
        /*:
         One network for each kind of noise, with a code of 500 numbers:

         @Excerpt(Chapters/Chapter07_DenoisingAutoencoder/Denoisers.swift, slice: network)

         Each is trained at one strength. Shown are that strength and others that it has never met.
         */
        let x = try Digits.load(on: page).examples
        func rows(
            _ denoiser: DenoisingAutoencoder, _ noises: [(name: String, noise: any Corruption)]
        ) throws -> ImageGrid {
            var (images, labels): ([[ImageGrid.Cell]], [String]) = ([], [])
            for (name, noise) in noises {
                let noisy = try noise(x, seed: page.seed(for: 1))
                images += [try digitCells(noisy), try digitCells(denoiser.denoise(noisy))]
                labels += [name, "denoised"]
            }
            return ImageGrid(
                rows: images + [try digitCells(x)], rowLabels: labels + ["clean"], imageSize: 42)
        }
        let gaussian = try Denoisers.gaussian(on: page)
        let gaussianNoises: [(String, any Corruption)] = [0.25, 0.5, 0.75, 1].map {
            ("σ = \($0)" + ($0 == 0.5 ? " (trained)" : ""), GaussianCorruption(Float($0)))
        }
        // snippet.hide
        page.figure(
            "rows-gaussian", caption: "Normal noise, by a network trained at σ = 0.5.", slide: "Denoising Autoencoder",
            alternativeText:
                "Ten digits in nine rows: noisy and denoised at σ = 0.25, 0.5, 0.75 and 1, then clean. At 0.5 "
                + "the answers are crisp, at 1 they are faint.", trained: true
        ) { try rows(gaussian, gaussianNoises) }
        // snippet.show
        /*:
         At the trained strength the digits come back, even where one would hardly have read them. Weaker noise makes the strokes
         bold: clipping has dimmed ink as it has greyed paper, and the network puts back what $\sigma = 0.5$ would have taken.
         Stronger noise makes them faint: so much grey, it has learnt, is paper. Yet even at $\sigma = 1$ what it answers is made
         of strokes.

         Salt and pepper, where 40 % of all pixels were replaced in training:
         */
        let saltAndPepper = try Denoisers.saltAndPepper(on: page)
        let saltNoises: [(String, any Corruption)] = [0.2, 0.4, 0.6, 0.8].map {
            ("\(Int(100 * $0)) %" + ($0 == 0.4 ? " (trained)" : ""), SaltAndPepper($0))
        }
        // snippet.hide
        page.figure(
            "rows-salt-and-pepper", caption: "Salt and pepper, by a network trained with 40 % of the pixels replaced.",
            slide: "Denoising Autoencoder",
            alternativeText:
                "Ten digits in nine rows: noisy and denoised with 20, 40, 60 and 80 % of pixels replaced, then "
                + "clean. Up to 40 % the answers are right.", trained: true
        ) { try rows(saltAndPepper, saltNoises) }
        // snippet.show
        //: And masking, where it was half of the pixels:
        let masking = try Denoisers.masking(on: page)
        let maskingNoises: [(String, any Corruption)] = [0.25, 0.5, 0.75, 0.9].map {
            ("\(Int(100 * $0)) %" + ($0 == 0.5 ? " (trained)" : ""), Masking($0))
        }
        // snippet.hide
        page.figure(
            "rows-masking", caption: "Masking, by a network trained with half of the pixels blanked.",
            slide: "Denoising Autoencoder",
            alternativeText:
                "Ten digits in nine rows: masked and restored with 25, 50, 75 and 90 % of pixels blanked, then "
                + "clean. At 90 % the answers are faint, on a grey margin.", trained: true
        ) { try rows(masking, maskingNoises) }
        // snippet.show
        let test = try Digits.load(on: page).testImages
        var table: [[String]] = []
        for (kind, denoiser, noises) in [
            ("Gaussian", gaussian, gaussianNoises), ("salt and pepper", saltAndPepper, saltNoises),
            ("masking", masking, maskingNoises),
        ] {
            for (name, noise) in noises {
                let noisy = try noise(test, seed: page.seed)
                let answer = try denoiser.denoise(noisy)
                table.append(
                    [kind, name]
                        + [noisy, answer].map { peakSignalToNoiseRatio($0, of: test).formatted(.fixed(2)) }
                        + [noisy, answer].map {
                            structuralSimilarity($0, of: test, width: 28, height: 28).formatted(.fixed(3))
                        })
            }
        }
        page.table(
            "kinds", caption: "The three denoisers on the test digits, in the mean.",
            columns: ["noise", "strength", "PSNR noisy", "denoised", "SSIM noisy", "denoised"], rows: table)
        /*:
         Each network is at its best near the noise that it knows. Weaker noise is no great gift: with a quarter of the pixels
         masked ([](#tab:kinds)) the answer is about as good as with half, for the network is sure that every second pixel is
         missing and paints ink where none was lost. Nearly blank input, on the other hand, is something training never showed.
         What the network makes of it, grey margins and all, means nothing.
         */
    }
}

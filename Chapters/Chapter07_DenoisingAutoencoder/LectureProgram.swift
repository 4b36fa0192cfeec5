import Autoencoders
import ChapterSupport
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LectureProgram: Section {
    static let title = "The lecture's program"

    func run(on page: Page) throws {
        /*:
         The lecture trains 784–50–784 with normal noise of $\sigma = 0.1$, in batches of ten, for twenty epochs of Adam
         [@roth2020]. Here it is; ReLU and sigmoid are our choice, the step size too.
         */
        let digits = try Digits.load(on: page)
        let program = try DenoisingAutoencoder(input: 28 * 28, corruption: .gaussian(0.1), seed: page.seed) {
            Dense(50, .relu)
        } decoder: {
            Dense(28 * 28, .sigmoid)
        }
        page.show(program)
        let epochs = page.epochs(quick: 2, lecture: 20, full: 20)
        let history = try program.fit(
            digits.training, validation: digits.test.prefix(1_000), optimizer: .adam(learningRate: 0.001),
            epochs: epochs,
            batchSize: 10, callbacks: [.progressBar])
        // snippet.hide
        page.figure(
            "lecture-curves",
            caption:
                "The lecture's program: half the squared error of a denoised image, in training and on test digits "
                + "with noise of their own.",
            slide: "Denoising Autoencoder",
            alternativeText: "Two falling curves over twenty epochs that level off close to each other.", trained: true,
            x: "epoch", y: .log("½ ‖r(x̃) − x‖²")
        ) {
            LineMark(
                x: history.epochs.dropFirst().map { $0 }, y: Array(history.training(.loss).dropFirst()),
                series: "training")
            LineMark(
                x: history.epochs.dropFirst().map { $0 }, y: Array(history.validation(.loss).dropFirst()),
                series: "test")
        }
        let noisy = try GaussianCorruption(0.1)(digits.testImages, seed: page.seed)
        let answer = try program.denoise(noisy)
        page.value("lecture.epochs", epochs)
        page.value("lecture.noisy", peakSignalToNoiseRatio(noisy, of: digits.testImages))
        page.value("lecture.denoised", peakSignalToNoiseRatio(answer, of: digits.testImages))
        page.value(
            "lecture.clean", peakSignalToNoiseRatio(try program.denoise(digits.testImages), of: digits.testImages))
        page.value("lecture.noisySimilarity", structuralSimilarity(noisy, of: digits.testImages, width: 28, height: 28))
        page.value(
            "lecture.denoisedSimilarity", structuralSimilarity(answer, of: digits.testImages, width: 28, height: 28))
        let examples = try GaussianCorruption(0.1)(digits.examples, seed: page.seed)
        page.figure(
            "lecture-rows", caption: "The lecture's program at work, at its own strength of noise.",
            slide: "Denoising Autoencoder",
            alternativeText: "Three rows of ten digits: slightly grainy, denoised and a little blurred, clean.",
            trained: true
        ) {
            ImageGrid(
                rows: [
                    try digitCells(examples), try digitCells(program.denoise(examples)),
                    try digitCells(digits.examples),
                ], rowLabels: ["noisy, σ = 0.1", "denoised", "clean"], imageSize: 42)
        }
        // snippet.show
        /*:
         Is it a good denoiser? After {{lecture.epochs}} epochs its answers have {{lecture.denoised, fixed 1}} dB (SSIM
         {{lecture.denoisedSimilarity, fixed 2}}). But the noisy images themselves have {{lecture.noisy, fixed 1}} dB (SSIM
         {{lecture.noisySimilarity, fixed 2}}). Counted in squared errors, one does about as well to leave the noise where it is:
         noise of 0.1 takes little from an image, and a code of 50 numbers takes as much. SSIM, which minds grain on empty paper,
         sees a gain. Clean digits come back with {{lecture.clean, fixed 1}} dB, worse than noisy ones: a clean image is
         one that the network has never seen.

         A denoiser needs no narrow code. The noise already forbids copying. So let the code be wide, and the noise strong.

         ## What the thrown-away copy costs

         The lecture's program clips the noisy image, and trains on the unclipped one ([](#sec:ThreeNoises)). Images come
         clipped. How bad is it to be trained on others? Two networks of the lecture's size, at $\sigma = 0.1$ and $0.5$, one
         trained on clipped noise and one not, all asked about clipped images:
         */
        let short = page.epochs(quick: 1, lecture: 2, full: 10)
        func decibels(_ σ: Float, clippedInTraining: Bool, _ callbacks: [any Callback] = []) throws -> Double {
            let network = try Autoencoder(input: 28 * 28, seed: page.seed) {
                if clippedInTraining { Corrupting(.gaussian(σ)) } else { GaussianNoise(σ) }
                Dense(50, .relu)
            } decoder: {
                Dense(28 * 28, .sigmoid)
            }
            try network.fit(
                digits.training, optimizer: .adam(learningRate: 0.002), epochs: short, batchSize: 50,
                callbacks: callbacks)
            return peakSignalToNoiseRatio(
                try network.reconstruct(GaussianCorruption(σ)(digits.testImages, seed: page.seed)),
                of: digits.testImages)
        }
        let results = try [Float(0.1), 0.5].map { σ in
            let (right, wrong) = try concurrently {
                try decibels(σ, clippedInTraining: true, [.progressBar])
            } _: {
                try decibels(σ, clippedInTraining: false)
            }
            return (σ: σ, right: right, wrong: wrong)
        }
        // snippet.hide
        page.table(
            "clipping", caption: "PSNR in dB on clipped noisy test digits, by the noise of training.",
            columns: ["σ", "trained on clipped noise", "trained on unclipped noise", "lost"],
            rows: results.map {
                [
                    "\($0.σ)", $0.right.formatted(.fixed(2)), $0.wrong.formatted(.fixed(2)),
                    ($0.right - $0.wrong).formatted(.fixed(2)),
                ]
            })
        page.value("clipping.lost.gaussian10", results[0].right - results[0].wrong)
        page.value("clipping.lost.gaussian50", results[1].right - results[1].wrong)
        // snippet.show
        page.check(
            "at σ = 0.5 the thrown-away copy costs decibels", results[1].right - results[1].wrong, atLeast: 0.5,
            from: .lecture)
        /*:
         At the lecture's strength the loss is {{clipping.lost.gaussian10, signed 2}} dB, if anything a gain, and nobody would notice. At
         $\sigma = 0.5$ it costs {{clipping.lost.gaussian50, fixed 1}} dB: the network has learnt to expect as much below paper
         white as above, and takes the grey of clipped noise for ink. A bug that stays silent until the setting changes is the
         commonest kind.
         */
    }
}

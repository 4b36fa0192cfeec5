import Autoencoders
import ChapterSupport
import Derivations
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct TrainingOnDigits: Section {
    static let title = "Sixty thousand digits"

    func run(on page: Page) throws {
        /*:
         All parts are there. Networks for $f$, $g$ and $h$, stochastic gradient descent on [](#eq:loss), and the
         expectation estimated by one draw a picture:

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/DigitModels.swift, slice: program)
         */
        let digits = try Digits.load(on: page)
        let trained = try DigitModels.variational(on: page)
        let model = trained.model
        page.show(model)
        // snippet.hide
        page.figure(
            "model",
            caption:
                "The model of the digits: 784 pixels, 400 units, the two heads with 20 numbers each, a code of 20 numbers, "
                + "400 units, 784 probabilities.",
            slide: "VAE Model",
            alternativeText:
                "Boxes from left to right: 784 pixels, Dense 400 with ReLU, then two boxes of 20, mean and "
                + "logarithm of the variance; with noise they make the code z of 20; Dense 400 with ReLU, Dense 784 with sigmoid.",
            BlockDiagram(
                nodes: [
                    .init("x\n784", column: 0, row: 1, shape: .circle, color: Palette.series[6]),
                    .init("Dense 400\nReLU", column: 1, row: 1),
                    .init("μ\nDense 20", column: 2.1, row: 0.4),
                    .init("λ = ln σ²\nDense 20", column: 2.1, row: 1.6),
                    .init("ε", column: 3.2, row: 2.1, shape: .circle, color: Palette.series[4]),
                    .init("z = μ + σ ⊙ ε\n20", column: 3.4, row: 1, color: Palette.series[2]),
                    .init("Dense 400\nReLU", column: 4.7, row: 1, color: Palette.series[1], id: "hidden"),
                    .init("Dense 784\nsigmoid", column: 5.8, row: 1, color: Palette.series[1]),
                    .init("x̂\n784", column: 6.8, row: 1, shape: .circle, color: Palette.series[6]),
                ],
                edges: [
                    .init("x\n784", "Dense 400\nReLU"), .init("Dense 400\nReLU", "μ\nDense 20"),
                    .init("Dense 400\nReLU", "λ = ln σ²\nDense 20"), .init("μ\nDense 20", "z = μ + σ ⊙ ε\n20"),
                    .init("λ = ln σ²\nDense 20", "z = μ + σ ⊙ ε\n20"), .init("ε", "z = μ + σ ⊙ ε\n20", dashed: true),
                    .init("z = μ + σ ⊙ ε\n20", "hidden"), .init("hidden", "Dense 784\nsigmoid"),
                    .init("Dense 784\nsigmoid", "x̂\n784"),
                ], columnPitch: 92))
        // snippet.show
        /*:
         A training step reads like the last three sections in reverse. Forward,

         @Excerpt(Sources/Autoencoders/EvidenceLowerBound.swift, slice: forward)

         and back, where each part adds the gradient of its own term:

         @Excerpt(Sources/Autoencoders/EvidenceLowerBound.swift, slice: backward)

         Pixels are grey values from 0 to 1, taken as the probabilities of ink, so the reconstruction term is the binary
         cross-entropy of [](#chapter:2), **summed over the 784 pixels**; the relative entropy is summed over the 20
         components of the code. Both are sums for one picture, and only then averaged over the batch. Divide one of them by its
         number of terms, as is easily done, and the exchange rate between them changes ([](#ex:8.5) finds such a bug).
         */
        let measures = VariationalAutoencoder.Measure.self
        let history = trained.history
        let bound = try model.evaluate(digits.test, seed: page.seed)
        // snippet.hide
        page.value("mnist.negativeElbo", -bound.value)
        page.value("mnist.reconstruction", bound.reconstruction)
        page.value("mnist.divergence", bound.divergence)
        page.value("mnist.epochs", history.records.count - 1)
        page.value("mnist.trainingNegativeElbo", history.training(measures.negativeBound).last ?? 0)
        page.figure(
            "training",
            caption:
                "The negative ELBO and its two terms over the epochs, in nats a picture, on training and test digits. "
                + "Before training all pixels cost about 784 ln 2 = 543, off the scale.",
            slide: "Loss Function",
            alternativeText:
                "Three panels. The negative ELBO falls from 120 to 106 on the test digits. The reconstruction term falls "
                + "from 96 to 80. The relative entropy rises from 20 to about 26 and stays there.",
            trained: true,
            panels {
                func panel(_ title: String, _ name: String, _ domain: ClosedRange<Double>) -> Panels.Panel {
                    let epochs = history.epochs.dropFirst()
                    return Panels.Panel(
                        title,
                        Chart(x: "epoch", y: Axis("nats a picture", domain: domain), size: Size(270, 250)) {
                            LineMark(x: Array(epochs), y: Array(history.training(name).dropFirst()), series: "training")
                            LineMark(x: Array(epochs), y: Array(history.validation(name).dropFirst()), series: "test")
                        })
                }
                return Panels(columns: 3, sharedLegend: true) {
                    panel("negative ELBO", measures.negativeBound, 100...150)
                    panel("reconstruction", measures.reconstruction, 75...130)
                    panel("relative entropy", measures.divergence, 15...30)
                }
            })
        // snippet.show
        page.check(
            "the negative ELBO of the test digits, in nats a picture", -bound.value, atMost: 106.5, from: .lecture)
        /*:
         After {{mnist.epochs}} epochs a test digit costs {{mnist.negativeElbo, fixed 1}} nats:
         {{mnist.reconstruction, fixed 1}} for its pixels given the code, {{mnist.divergence, fixed 1}} for the code. The
         well-known example program, this network in PyTorch, gave 105.4, 105.7 and 105.9 with three seeds on the machine that
         ran this chapter.

         The relative entropy *rises* at first. At the start the encoder says nothing, its law is nearly the same for all digits, and costs
         next to nothing. It learns to spend: {{mnist.divergence, fixed 0}} nats on telling pictures apart, because they save more than
         that on pixels.
         */
        // snippet.hide
        let sample = digits.test.inputs(0..<10)
        let reconstructed = try model.reconstruct(sample)
        page.figure(
            "reconstructions",
            caption: "Test digits and their reconstructions, decoded from the mean of the code's law.",
            slide: "VAE Overview",
            alternativeText: "A row of ten handwritten digits, and below it the same digits, a little smoother.",
            trained: true
        ) {
            try ImageGrid(
                rows: [digitCells(sample), digitCells(reconstructed)], rowLabels: ["x", "f(g(x))"], imageSize: 56)
        }
        // snippet.show
        let error = reconstructionError(
            try model.reconstruct(digits.testImages), of: digits.testImages)
        let plain = try DigitModels.plain(on: page).reconstructionError(on: digits.test)
        // snippet.hide
        page.value("mnist.squaredError", error)
        page.value("mnist.plainSquaredError", plain)
        // snippet.show
        /*:
         The reconstructions' squared error is {{mnist.squaredError, fixed 1}} a picture; that of the ordinary autoencoder of the first
         section, which may use its 20 numbers as it pleases, is {{mnist.plainSquaredError, fixed 1}}. That is the price of order. What
         it buys is the subject of the next sections.
         */
    }
}

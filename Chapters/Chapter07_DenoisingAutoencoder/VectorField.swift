import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct VectorField: Section {
    static let title = "Where does a denoiser push?"

    func run(on page: Page) throws {
        /*:
         For normal noise that is not clipped, the conditional mean can be written without mentioning the clean samples at all.
         The density $p$ of the *noisy* ones suffices:
         */
        page.show(Derivation.tweedie)
        /*:
         The formula goes by the name of Tweedie [@efron2011]. The denoiser's correction $r(\tilde x) - \tilde x$ is the slope of
         $\ln p$, times $\sigma^2$: it pushes uphill, to where samples are likelier. Turned around, whoever trains a denoiser has
         learnt the slope of a density without ever having seen a density [@alain2014]. Diffusion models are built on this line.

         On a mixture of normal laws everything is known exactly:
         */
        page.show(Derivation.tweedieMixture)
        /*:
         The library computes both sides, from the density's slope and from the parts' means:

         @Excerpt(Sources/Autoencoders/GaussianMixture.swift, slice: score)

         @Excerpt(Sources/Autoencoders/GaussianMixture.swift, slice: denoise)
         */
        let mixture = try GaussianMixture(
            weights: [3, 2, 2], means: [[-1.5, -0.8], [1.6, -0.6], [0.1, 1.6]], deviations: [0.35, 0.2, 0.3])
        let σ = 0.6
        let noisyLaw = mixture.noisy(σ)
        var random = RandomGenerator(seed: page.seed)
        let places = noisyLaw.sample(10_000, using: &random)
        let points = zip(places.column(0), places.column(1)).map { [$0, $1] }
        let exact = points.map { mixture.conditionalMean(given: $0, noise: σ) }
        let gap = zip(points, exact).map { x̃, m in
            zip(zip(x̃, noisyLaw.score(x̃)), m).map { abs($0.0 + σ * σ * $0.1 - $1) }.max()!
        }.max()!
        page.check("Tweedie: x̃ + σ² ∇ ln p(x̃) is the conditional mean", gap, atMost: 1e-12)
        /*:
         Now a network that is told nothing of mixtures. It sees points and their noisy copies, new noise in every epoch; its code
         is larger than its input, and it still does not copy. (The library's layer `GaussianNoise` does not clip, and a plane
         has no black and white.)
         */
        let clean = mixture.sample(page.choose(quick: 5_000, lecture: 20_000, full: 50_000), using: &random)
        let denoiser = try Autoencoder(input: 2, seed: page.seed) {
            GaussianNoise(Float(σ))
            Dense(64, .tanh)
            Dense(64, .tanh)
        } decoder: {
            Dense(2)
        }
        let epochs = page.epochs(quick: 8, lecture: 40, full: 100)
        try denoiser.fit(
            Samples(inputs: clean, targets: clean),
            optimizer: .adam(learningRate: .cosine(from: 0.005, over: Double(epochs))), epochs: epochs, batchSize: 200,
            callbacks: [.progressBar])
        let learnt = try denoiser.reconstruct(places)
        let fields = points.indices.flatMap { row in
            (0..<2).map { i in
                (exact: exact[row][i] - points[row][i], learnt: Double(learnt[row, i]) - points[row][i])
            }
        }
        let correlation = Moments(fields.map(\.exact), fields.map(\.learnt)).correlation
        // snippet.hide
        let error = squaredNorm(fields.map { $0.learnt - $0.exact }) / Double(points.count)
        let push = squaredNorm(fields.map(\.exact)) / Double(points.count)
        page.value("tweedie.correlation", correlation)
        page.value("tweedie.error", error)
        page.value("tweedie.push", push)
        let side = stride(from: -3.0, through: 3.0, by: 0.375).map { $0 }
        let grid = side.flatMap { y in side.map { x in [x, y] } }
        let answers = try denoiser.reconstruct(Tensor(rows: grid.map { $0.map { Float($0) } }))
        func field(_ title: String, _ arrows: [[Double]]) -> Chart {
            Chart(
                title, x: Axis("x̃_1", domain: -3.2...3.2, grid: false), y: Axis("x̃_2", domain: -3.2...3.2, grid: false),
                equalUnits: true, size: Size(390, 370)
            ) {
                ContourMark(x: -3.2...3.2, y: -3.2...3.2, levels: [-6, -5, -4, -3, -2.4]) {
                    noisyLaw.logDensity([$0, $1])
                }
                ArrowMark(
                    x: grid.map { $0[0] }, y: grid.map { $0[1] }, u: arrows.map { $0[0] }, v: arrows.map { $0[1] },
                    scale: 0.35
                ).foregroundStyle(Palette.color(0))
                PointMark(x: mixture.means.map { $0[0] }, y: mixture.means.map { $0[1] })
                    .foregroundStyle(Palette.color(1)).symbol(.cross, size: 9)
            }
        }
        page.figure(
            "vector-field",
            caption:
                "What the denoiser does to a noisy point, r(x̃) − x̃, drawn at 0.35 of its length; crosses are the means "
                + "of the clean law's three parts, grey lines levels of ln p of the noisy one. Left Tweedie's exact field, "
                + "right the one that was learnt from samples.",
            slide: "Denoising Autoencoder",
            alternativeText:
                "Two square panels of arrows that all point towards three crosses; between the crosses they "
                + "part along curved lines. The panels are hard to tell apart, except in the corners.",
            trained: true
        ) {
            Panels(columns: 2) {
                field(
                    "exact: σ² ∇ ln p",
                    grid.map { zip(mixture.conditionalMean(given: $0, noise: σ), $0).map { $0 - $1 } })
                field(
                    "learnt: r(x̃) − x̃",
                    grid.enumerated().map { row, x̃ in (0..<2).map { Double(answers[row, $0]) - x̃[$0] } })
            }
        }
        // snippet.show
        page.check("learnt and exact field agree: their correlation", correlation, atLeast: 0.98, from: .lecture)
        /*:
         The correlation of the two fields is {{tweedie.correlation, fixed 4}}. It is taken over both components of the arrows
         at 10 000 points drawn from the noisy law $p$ itself, so places count as much as samples come there. The mean
         square of the difference is {{tweedie.error, significant 2}}, beside {{tweedie.push, fixed 2}} for the arrows themselves.

         Look at the corners. Few samples ever come there, so nothing has told the network what to do, and the arrows begin
         to differ. A denoiser knows the slope of the density where there is density.
         */
    }
}

import Autoencoders
import Datasets
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct FaceGenerator: Section {
    static let title = "Faces that never were"

    func run(on page: Page) throws {
        /*:
         Draw 64 numbers from $F_Z$ and decode them. Beside the three stands an ordinary autoencoder of the same layers, whose
         random codes have the mean and the variance, component by component, of real ones.

         To count what succeeds we need a criterion that noise and rubbish fail. The judge's last hidden layer describes a picture
         by 32 numbers $\varphi$. Real faces have a mean $m$ and a covariance $\Sigma$ there; a picture is a **plausible face** if
         its distance $(\varphi - m)^T \Sigma^{-1} (\varphi - m)$ is at most that of 98 % of other real faces.
         */
        let faces = try FaceSets.load(on: page)
        let models = try FaceModels.three(on: page)
        let plain = try FaceModels.plain(on: page)
        let judge = try FaceModels.judge(on: page)
        let plausible = try Plausibility(
            judge: judge, depth: FaceModels.judgeFeatures, faces: faces.reference.samples.inputTensor)
        let count = page.choose(quick: 100, lecture: 1_000, full: 1_000)
        let samples = try models.map { try $0.sample(count, seed: page.seed &+ 50) }
        let cloud = try CodeCloud(plain.encode(faces.training.samples.inputs(0..<min(2_000, faces.training.count))))
        let invented = try plain.decode(cloud.draw(count, seed: page.seed &+ 51))
        var random = RandomGenerator(seed: page.seed &+ 52)
        let noise = Tensor.uniform([200, Faces.side, Faces.side, 3], using: &random)
        let shares = samples.map { plausible.share(of: $0) }
        // snippet.hide
        page.figure(
            "face-generator",
            caption: "Random codes decoded: by an ordinary autoencoder, and by the three variational ones.",
            slide: "Applications: generator",
            alternativeText:
                "Four grids of faces. The autoencoder's are smeared and torn; the others are faces, softest for "
                + "the first.",
            trained: true
        ) {
            try Panels(columns: 2, lettered: false) {
                Panels.Panel(
                    "AE", ImageGrid("", try faceCells(invented.rows(0..<24)), columns: 6, imageSize: 64, spacing: 2))
                for (name, pictures) in zip(FaceModels.names, samples) {
                    Panels.Panel(
                        name, ImageGrid("", try faceCells(pictures.rows(0..<24)), columns: 6, imageSize: 64, spacing: 2)
                    )
                }
            }
        }
        page.value("faces.generator.pvae", shares[0])
        page.value("faces.generator.vae123", shares[1])
        page.value("faces.generator.vae345", shares[2])
        page.value("faces.generator.plausible", shares.max()!)
        page.value("faces.generator.autoencoder", plausible.share(of: invented))
        page.value("faces.generator.real", plausible.share(of: faces.scored.samples.inputTensor))
        page.value("faces.generator.noise", plausible.share(of: noise))
        // snippet.show
        page.check("the criterion refuses noise", plausible.share(of: noise), atMost: 0.05, from: .lecture)
        page.check(
            "the criterion takes real faces", plausible.share(of: faces.scored.samples.inputTensor), atLeast: 0.9,
            from: .lecture)
        /*:
         By this measure {{faces.generator.real, percent 1}} of real faces that were held out are plausible,
         {{faces.generator.noise, percent 1}} of noise, and {{faces.generator.autoencoder, percent 1}} of what the autoencoder
         invents. Of a thousand samples, {{faces.generator.pvae, percent 1}} of PVAE's are,
         {{faces.generator.vae123, percent 1}} of VAE-123's and {{faces.generator.vae345, percent 1}} of VAE-345's.

         ## From face to face

         The lecture's interpolation again, $\alpha z_{\text{left}} + (1 - \alpha) z_{\text{right}}$:
         */
        let x = faces.scored.samples.inputTensor
        let model = models[2]
        let codes = try model.encode(x).mean
        let ways = try (0..<5).map { pair in
            try model.decode(
                LatentInterpolation.linear.path(
                    left: codes.row(2 * pair).values, right: codes.row(2 * pair + 1).values, count: 9))
        }
        // snippet.hide
        page.figure(
            "face-interpolation",
            caption:
                "Between the outer pictures, which are held-out faces, the decoded codes of VAE-345 on the straight line.",
            slide: "Applications: linear interpolation",
            alternativeText: "Five rows; in each a face turns step by step into another, through faces.",
            trained: true
        ) {
            ImageGrid(
                rows: try ways.enumerated().map { i, way in
                    try faceCells(x.rows(2 * i..<2 * i + 1)) + faceCells(way) + faceCells(x.rows(2 * i + 1..<2 * i + 2))
                }, columnLabels: ["left", "α = 1"] + [String](repeating: "", count: 7) + ["0", "right"], imageSize: 64,
                spacing: 3)
        }
        let between = ways.map { plausible.share(of: $0) }.reduce(0, +) / Double(ways.count)
        page.value("faces.interpolation.plausible", between)
        // snippet.show
        /*:
         Of these pictures, {{faces.interpolation.plausible, percent 0}} are plausible faces.
         */
    }
}

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
         Draw 64 numbers from $F_Z = N(0, I)$ and decode them. Beside the three stands an ordinary autoencoder of the same
         layers, twice: decoding codes from the same law, and decoding codes that have the mean and the variance, component by
         component, of real ones.

         To count what succeeds we need a criterion that noise fails. A layer of the judge describes a picture by
         $\varphi$, the means and the standard deviations of its channels. Over real faces, $\varphi$ has a mean $m$ and a
         covariance $\Sigma$; a picture is a **plausible face** if its distance
         $(\varphi - m)^T \Sigma^{-1} (\varphi - m)$ is at most that of 99 % of other real faces, in the second layer, which
         sees textures, and in the fifth.
         */
        let faces = try FaceSets.load(on: page)
        let autoencoders = try FaceAutoencoders.trained(on: page)
        let (models, plain) = (autoencoders.variational, autoencoders.plain)
        let judge = try FaceJudges.trained(on: page).judge
        let plausible = try Plausibility(
            judge: judge, layers: [FaceModels.early[1], FaceModels.late[2]], faces: faces.reference.samples.inputTensor)
        let count = page.choose(quick: 100, lecture: 1_000, full: 1_000)
        let samples = try models.map { try $0.sample(count, seed: page.seed &+ 50) }
        var random = RandomGenerator(seed: page.seed &+ 52)
        let standard = try plain.decode(Tensor.normal([count, FaceModels.codeSize], using: &random))
        let cloud = try CodeCloud(plain.encode(faces.training.samples.inputs(0..<min(2_000, faces.training.count))))
        let fitted = try plain.decode(cloud.draw(count, seed: page.seed &+ 51))
        let noise = Tensor.uniform([200, Faces.side, Faces.side, 3], using: &random)
        let shares = try samples.map { try plausible.share(of: $0) }
        let real = try plausible.share(of: faces.scored.samples.inputTensor)
        // snippet.hide
        page.figure(
            "face-generator",
            caption: "Random codes decoded: by an ordinary autoencoder in two ways, and by the three variational ones.",
            slide: "Applications: generator",
            alternativeText:
                "Five grids of faces. The autoencoder's first are garish with hard shadows, its second soft faces with "
                + "blotches; those of the variational ones are soft faces, some of them blotched.",
            trained: true
        ) {
            try Panels(columns: 2, lettered: false) {
                for (name, pictures) in zip(
                    ["AE, codes from N(0, I)", "AE, codes like real ones"] + FaceAutoencoders.names,
                    [standard, fitted] + samples)
                {
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
        page.value("faces.generator.autoencoder", try plausible.share(of: standard))
        page.value("faces.generator.autoencoderFitted", try plausible.share(of: fitted))
        page.value("faces.generator.real", real)
        page.value("faces.generator.noise", try plausible.share(of: noise))
        if page.dataDirectory == nil {
            page.check(
                "the criterion refuses noise", try plausible.share(of: noise), atMost: 0.01, from: .lecture)
            page.check("the criterion takes real faces", real, atLeast: 0.95, from: .lecture)
        }
        // snippet.show
        /*:
         By this measure {{faces.generator.real, percent 1}} of real faces that were held out are plausible,
         {{faces.generator.noise, percent 1}} of noise, and {{faces.generator.autoencoder, percent 1}} of what the autoencoder
         makes of codes from $N(0, I)$. Of a thousand samples, {{faces.generator.pvae, percent 1}} of PVAE's are,
         {{faces.generator.vae123, percent 1}} of VAE-123's and {{faces.generator.vae345, percent 1}} of VAE-345's.

         This contradicts the story of the digits. Of what the autoencoder makes of codes with the spread of its own,
         {{faces.generator.autoencoderFitted, percent 1}} pass, and of the garish pictures it makes of $N(0, I)$ still
         {{faces.generator.autoencoder, percent 1}}. Two reasons. Decoder and faces are smooth: nearly every code is *some*
         face, and there are few holes to fall into; what the relative entropy buys here is that the law of the codes is known
         beforehand, not better faces. And the criterion is a weak one: it sees textures and features, not whether two halves
         belong to one person, nor that nobody is green. Look at the grids, where all this passes. A criterion that sees as
         much as you do is itself a network that must be trained, against the generator: the idea of adversarial networks.

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
        let between = try ways.map { try plausible.share(of: $0) }.reduce(0, +) / Double(ways.count)
        page.value("faces.interpolation.plausible", between)
        // snippet.show
        /*:
         Of these pictures, {{faces.interpolation.plausible, percent 0}} are plausible faces.
         */
    }
}

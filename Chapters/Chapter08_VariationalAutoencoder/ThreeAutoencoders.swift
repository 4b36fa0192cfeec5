import Autoencoders
import ChapterSupport
import Datasets
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

/// The autoencoders of faces, which differ in nothing but their loss.
struct FaceAutoencoders {
    static let names = ["PVAE", "VAE-123", "VAE-345"]
    /// In the order of the names.
    let variational: [VariationalAutoencoder]
    /// An ordinary autoencoder of the same layers, trained on the pixels.
    let plain: Autoencoder

    /// All of them, trained once a run.
    static func trained(on page: Page) throws -> FaceAutoencoders {
        try page.once("autoencoders of faces") {
            let faces = try FaceSets.load(on: page).training.samples
            let networks = try FaceJudges.trained(on: page)
            let Φ = networks.perceptual
            let some = faces.inputs(0..<min(256, faces.count))
            // snippet.three
            let early = try FeaturePerceptualLoss.calibrated(
                Φ, layers: FaceModels.early, nats: 300, on: some, pixelVariance: 0.4, name: "VAE-123")
            let late = try FeaturePerceptualLoss.calibrated(
                Φ, layers: FaceModels.late, nats: 300, on: some, pixelVariance: 0.4, name: "VAE-345")
            // snippet.end
            let (epochs, optimizer) = FaceModels.ending(on: page)
            func trained(_ loss: any Loss, _ callbacks: [any Callback] = []) throws
                -> VariationalAutoencoder
            {
                // snippet.ending
                let model = try networks.begun.copy(reconstruction: loss)
                try model.fit(
                    faces, optimizer: optimizer, epochs: epochs, batchSize: 16, callbacks: callbacks,
                    checkpoint: Checkpoint(try page.checkpoint(loss.name)))
                // snippet.end
                return model
            }
            let (vae345, vae123) = try concurrently {
                try trained(late, [.progressBar])
            } _: {
                try trained(early)
            }
            return FaceAutoencoders(variational: [networks.pvae, vae123, vae345], plain: networks.plain)
        }
    }
}

struct ThreeAutoencoders: Section {
    static let title = "Three autoencoders that differ only in what they compare"

    func run(on page: Page) throws {
        /*:
         The three share every layer; a code has {{faces.codeSize}} numbers. The encoder convolves, because what it looks for may
         be anywhere. In the decoder a dense layer says what is where: all faces have their eyes at one place. It gives 32 small
         maps, empty at first, which are enlarged twice, and after each time a convolution draws the outlines anew.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: halves)

         Both kinds of layers are needed. In a trial with dense layers alone the decoder could but mix the few hundred pictures of
         its last layer, and where hair or shoulders may end here or there, it drew both. With convolutions and weights that do
         not begin at zero, a texture like cloth from those first weights was left in every background.

         **PVAE** compares pixels: $\|x - f(z)\|^2 / 2c$. The other two compare features of the network $\Phi$ of the last
         section. With $\Phi(x)^l$ the output of its layer $l$, $C^l$ channels of $W^l \times H^l$ pixels,

         $$\mathcal{L}^l(x, \hat x) = \frac{1}{2 C^l W^l H^l} \, \bigl\| \Phi(x)^l - \Phi(\hat x)^l \bigr\|^2 ,$$

         summed over layers 1, 2 and 3 for **VAE-123**, over 3, 4 and 5 for **VAE-345** [@hou2017].

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: loss)

         The gradient runs back through $\Phi$, whose weights stay as they are, to the pixels of $\hat x$:

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: gradient)

         Features have no natural scale, and against the relative entropy the scale decides everything. So it is stated: the
         features of two different faces shall be 300 nats apart. For PVAE, $c = 0.4$.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/ThreeAutoencoders.swift, slice: three)

         PVAE's term in the pixels stands beside the features. The paper has none; why we do, the end of this section shows.

         To look through $\Phi$ takes as long as all the rest of a training step, and where the head is and what colour the wall
         has, pixels teach as well. So all three begin as one, by pixels, and part for the last passes:

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/ThreeAutoencoders.swift, slice: ending)
         */
        let faces = try FaceSets.load(on: page)
        let models = try FaceAutoencoders.trained(on: page).variational
        let x = faces.scored.samples.inputTensor
        let reconstructions = try models.map { try $0.reconstruct(x) }
        // snippet.hide
        page.value("faces.codeSize", FaceModels.codeSize)
        page.figure(
            "face-reconstructions",
            caption: "Held-out faces, and what the three make of their codes.",
            slide: "Applications: autoencoder",
            alternativeText:
                "Four rows of ten faces: the input, then three reconstructions, softer than the input, with the same pose, "
                + "hair and glasses; hats lose their brims; eyes, glasses and mouths are clearer in the last row.",
            trained: true
        ) {
            ImageGrid(
                rows: try [faceCells(x.rows(0..<10))]
                    + reconstructions.map { try faceCells($0.rows(0..<10)) },
                rowLabels: ["input"] + FaceAutoencoders.names, imageSize: 96, spacing: 3)
        }
        let networks = try FaceJudges.trained(on: page)
        let truth = FaceVerdicts(faces.scored.samples.targetTensor)
        var rows: [[String]] = []
        var kept: [Double] = []
        for (name, reconstruction) in zip(FaceAutoencoders.names, reconstructions) {
            let pixels = reconstructionError(reconstruction, of: x)
            let features = try [FaceModels.early, FaceModels.late].map { layers in
                let loss = try FeaturePerceptualLoss.calibrated(
                    networks.perceptual, layers: layers, nats: 100,
                    on: faces.reference.samples.inputs(0..<min(256, faces.reference.count)))
                let part = min(256, x.rows)
                return try loss.value(reconstruction.rows(0..<part), targets: x.rows(0..<part))
            }
            let agreement = try FaceVerdicts(networks.judge, reconstruction).agreement(with: truth)
            let mean = agreement.mean
            kept.append(mean)
            rows.append([
                name, tenth(pixels), tenth(features[0]), tenth(features[1]), share(mean), share(agreement.min()!),
            ])
            let key = name.replacing("-", with: "").lowercased()
            page.value("faces.\(key).pixelError", pixels)
            page.value("faces.\(key).features123", features[0])
            page.value("faces.\(key).features345", features[1])
            page.value("faces.\(key).attributes", mean)
        }
        if page.hasItsOwnData {
            page.check(
                "features keep attributes better than pixels do", kept[2], atLeast: kept[0],
                from: .lecture)
        }
        page.table(
            "face-errors",
            caption:
                "Reconstructions of held-out faces: squared pixel error ‖x − x̂‖²; error in the features of layers 1 to 3 "
                + "and 3 to 5, where two different faces are 100 apart; share of attributes that the judge finds as they were, "
                + "in the mean and for the worst.",
            columns: ["model", "pixels", "features 1–3", "features 3–5", "attributes", "worst"], rows: rows)
        // snippet.show
        /*:
         In pixels PVAE and VAE-345 differ little, {{faces.pvae.pixelError, fixed 1}} and {{faces.vae345.pixelError, fixed 1}} of squared
         error; but the judge finds {{faces.vae345.attributes, percent 1}} of the attributes in the reconstructions of VAE-345 as
         they were, and {{faces.pvae.attributes, percent 1}} in those of PVAE. A smile is a handful of pixels: to the pixel loss it
         is cheap to forget, to the features it is not. That VAE-123 comes nearer even in pixels,
         {{faces.vae123.pixelError, fixed 1}}, is no magic: pixels and features together weigh more against the relative entropy,
         and so its code may say more.

         ## What the coach asks for

         The gradient of a feature loss is itself a picture: what the network $\Phi$ would have painted otherwise. Here it is for
         the reconstructions of PVAE, asked of two networks of the same layers: the judge, which learnt from faces as they are,
         and $\Phi$, which learnt from faces under noise of $\sigma = 0.07$.
         */
        let (some, painted) = (x.rows(0..<8), reconstructions[0].rows(0..<8))
        let asked = try [networks.judge, networks.perceptual].map {
            try request(of: $0, for: painted, instead: some)
        }
        let fine = asked.map(shareOfFineStructure)
        // snippet.hide
        page.value("faces.judge.fine", fine[0])
        page.value("faces.coach.fine", fine[1])
        page.figure(
            "coach-gradients",
            caption:
                "Faces, their reconstructions by PVAE, and the descent −∂L/∂x̂ of layers 3 to 5 about gray, for a network "
                + "that learnt from clean faces and for one that learnt through noise.",
            alternativeText:
                "Four rows of eight pictures. The third and fourth show eyes, glasses and mouths in bright false colours, overlaid "
                + "with a regular grid of dots, which is a little fainter in the fourth.",
            trained: true
        ) {
            ImageGrid(
                rows: try [some, painted].map(faceCells)
                    + asked.map { try faceCells(picture(of: $0)) },
                rowLabels: ["input", "PVAE", "clean", "through noise"], imageSize: 96, spacing: 3)
        }
        if page.hasItsOwnData {
            page.check("a coach that learnt through noise asks for less dust", fine[1], atMost: fine[0], from: .lecture)
        }
        // snippet.show
        /*:
         Both ask for more than a face: for dots of colour, in a grid. Their convolutions move by two pixels at a time, so that
         neighbouring pixels have different weights, and no face in their training ever told them that dots mean nothing. A
         decoder obeys. In a trial with a last layer that paints each pixel for itself it made faces of the right attributes and
         with speckled skin: it painted for its coach. (VGG-19, which has seen a million photographs, is harder to fool.)

         Three things help. A decoder that enlarges smaller maps can hardly draw a grid of single pixels. Noise in its training
         tells the coach what not to see: of the sum of squares of its gradient, {{faces.coach.fine, percent 0}} is detail within
         squares of two by two pixels, where the other's has {{faces.judge.fine, percent 0}}. And the term in the pixels holds the
         colours.
         */
    }

    /// −∂ℒ/∂x̂ for the features of the last three layers.
    private func request(of network: Network, for y: Tensor, instead x: Tensor) throws -> Tensor {
        -(try FeaturePerceptualLoss(network: network, layers: FaceModels.late).gradient(y, targets: x))
    }

    /// How much of ‖g‖² is left when each square of 2 × 2 pixels has lost its mean.
    private func shareOfFineStructure(_ g: Tensor) -> Double {
        let (side, row) = (Faces.side, Faces.side * 3)
        var coarse = 0.0
        for sample in 0..<g.rows {
            let v = g.row(sample).values
            for i in stride(from: 0, to: side, by: 2) {
                for j in stride(from: 0, to: row, by: 6) {
                    for k in (i * row + j)..<(i * row + j + 3) {
                        let mean = Double(v[k] + v[k + 3] + v[k + row] + v[k + row + 3]) / 4
                        coarse += 4 * mean * mean
                    }
                }
            }
        }
        return 1 - coarse / g.sumOfSquares
    }

    /// A gradient about middle gray, each sample on a scale of its own.
    private func picture(of g: Tensor) throws -> Tensor {
        try Tensor(
            (0..<g.rows).flatMap { i in
                let v = g.row(i).values
                let scale = 0.15 / Float(g.row(i).norm / Double(v.count).squareRoot())
                return v.map { 0.5 + scale * $0 }
            }, shape: g.shape)
    }

    private func tenth(_ x: Double) -> String { x.formatted(.fixed(1)) }
}

import Autoencoders
import Datasets
import NeuralNetworks
import Graphics
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
    /// PVAE with a decoder of transposed convolutions.
    let transposed: VariationalAutoencoder

    /// All five, trained once a run.
    static func trained(on page: Page) throws -> FaceAutoencoders {
        try page.once("autoencoders of faces") {
            let faces = try FaceSets.load(on: page).training.samples
            let Φ = try FaceJudges.trained(on: page).perceptual
            let some = faces.inputs(0..<min(256, faces.count))
            let seed = page.seed
            // snippet.three
            let pixels = GaussianDecoder(variance: 0.12)
            let early = try FeaturePerceptualLoss.calibrated(
                Φ, layers: FaceModels.early, nats: 1_200, on: some, pixelVariance: 0.25, name: "VAE-123")
            let late = try FeaturePerceptualLoss.calibrated(
                Φ, layers: FaceModels.late, nats: 1_200, on: some, pixelVariance: 0.25, name: "VAE-345")
            // snippet.end
            let epochs = page.epochs(quick: 1, lecture: 4, full: 20)
            let optimizer = Adam(learningRate: .cosine(from: 0.0015, over: Double(epochs)))
            func trained(_ model: VariationalAutoencoder, _ callbacks: [any Callback] = []) throws
                -> VariationalAutoencoder
            {
                try model.fit(faces, optimizer: optimizer, epochs: epochs, batchSize: 16, callbacks: callbacks)
                return model
            }
            // Φ belongs to one training at a time.
            let (vae123, pvae) = try concurrently {
                try trained(FaceModels.variational(early, seed: seed), [.progressBar])
            } _: {
                try trained(FaceModels.variational(pixels, seed: seed))
            }
            let (vae345, (plain, transposed)) = try concurrently {
                try trained(FaceModels.variational(late, seed: seed), [.progressBar])
            } _: {
                let plain = try FaceModels.plain(seed: seed)
                try plain.fit(faces, optimizer: optimizer, epochs: epochs, batchSize: 16)
                let transposed = try FaceModels.variational(
                    pixels, decoder: FaceModels.transposedDecoder, seed: seed)
                return (plain, try trained(transposed))
            }
            return FaceAutoencoders(variational: [pvae, vae123, vae345], plain: plain, transposed: transposed)
        }
    }
}

struct ThreeAutoencoders: Section {
    static let title = "Three autoencoders that differ only in what they compare"

    func run(on page: Page) throws {
        /*:
         The three share every layer and every first weight; a code has 32 numbers. Where to look in a picture is the encoder's
         business, and it convolves; the decoder does not.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: halves)

         **PVAE** compares pixels: $\|x - f(z)\|^2 / 2c$. The other two compare features of the network $\Phi$ of the last
         section. With $\Phi(x)^l$ the output of its layer $l$, $C^l$ channels of $W^l \times H^l$ pixels,

         $$\mathcal{L}^l(x, \hat x) = \frac{1}{2 C^l W^l H^l} \, \bigl\| \Phi(x)^l - \Phi(\hat x)^l \bigr\|^2 ,$$

         summed over layers 1, 2 and 3 for **VAE-123**, over 3, 4 and 5 for **VAE-345** [@hou2017].

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: loss)

         The gradient runs back through $\Phi$, whose weights stay as they are, to the pixels of $\hat x$:

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: gradient)

         Features have no natural scale, and against the relative entropy the scale decides everything. So it is stated: the
         features of two different faces shall be 1 200 nats apart. For PVAE, $c = 0.12$.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/ThreeAutoencoders.swift, slice: three)

         One thing differs from the paper. Trained on the features of our small network alone, a decoder draws grids of
         colour that $\Phi$ does not see, over faces whose attributes are right: it paints for its coach. VGG-19, which
         has seen a million photographs, is harder to fool. So a weak term in the pixels, $\|x - \hat x\|^2 / 2c$ with
         $c = 0.25$, stands beside the features here.
         */
        let faces = try FaceSets.load(on: page)
        let models = try FaceAutoencoders.trained(on: page).variational
        let x = faces.scored.samples.inputTensor
        let reconstructions = try models.map { try $0.reconstruct(x) }
        // snippet.hide
        page.figure(
            "face-reconstructions",
            caption: "Held-out faces, and what the three make of their codes.",
            slide: "Applications: autoencoder",
            alternativeText:
                "Four rows of ten faces: the input, then three reconstructions with the same pose and hair; the "
                + "first is soft, the others are sharper in some features and off in colour.",
            trained: true
        ) {
            ImageGrid(
                rows: try [faceCells(x.rows(0..<10))] + reconstructions.map { try faceCells($0.rows(0..<10)) },
                rowLabels: ["input"] + FaceAutoencoders.names, imageSize: 96, spacing: 3)
        }
        let networks = try FaceJudges.trained(on: page)
        let truth = FaceVerdicts(faces.scored.samples.targetTensor)
        var rows: [[String]] = []
        var kept: [Double] = []
        for (name, reconstruction) in zip(FaceAutoencoders.names, reconstructions) {
            let pixels = reconstructionError(reconstruction, of: x)
            let features = try [FaceModels.early, FaceModels.late].map { layers in
                var loss = try FeaturePerceptualLoss.calibrated(
                    networks.perceptual, layers: layers, nats: 100,
                    on: faces.reference.samples.inputs(0..<min(256, faces.reference.count)))
                let part = min(256, x.rows)
                return try loss.evaluate(reconstruction.rows(0..<part), of: x.rows(0..<part), gradient: nil)
                    / Double(part)
            }
            let agreement = try FaceVerdicts(networks.judge, reconstruction).agreement(with: truth)
            let mean = agreement.reduce(0, +) / Double(agreement.count)
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
        if page.dataDirectory == nil {
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
         PVAE has {{faces.pvae.pixelError, fixed 0}} of squared error, VAE-345 {{faces.vae345.pixelError, fixed 0}}; but the judge
         finds {{faces.vae345.attributes, percent 1}} of the attributes in the reconstructions of VAE-345 as they were, and
         {{faces.pvae.attributes, percent 1}} in those of PVAE. A smile is a handful of pixels: to the pixel loss it is cheap
         to forget, to the features it is not.

         ## Why not back through convolutions?

         The paper's decoder is the encoder's mirror image, transposed convolutions and all. So was ours, at first:

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: transposed)

         A convolution knows that a picture's parts may be anywhere. Our faces are all in the middle, so that there is nothing
         to be gained by that; and what it costs shows in the samples. Its kernels begin random and rough, each step of Adam
         moves each weight about as far, whether its gradient is signal or noise, and {{faces.epochs}} passes do not smooth
         them. The last layer of the other decoder begins at zero, so that its pictures are sums of faces from the first step on.
         */
        let pvae = models[0]
        let transposed = try FaceAutoencoders.trained(on: page).transposed
        let twins = [transposed, pvae]
        let errors = try twins.map { try reconstructionError($0.reconstruct(x), of: x) }
        // snippet.hide
        page.value("faces.epochs", page.epochs(quick: 1, lecture: 4, full: 20))
        page.value("faces.transposed.pixelError", errors[0])
        page.figure(
            "face-decoders",
            caption: "Samples of PVAE with two decoders, after the same training.",
            slide: "Applications: generator",
            alternativeText:
                "Two grids of faces. Those on the left have skin and background like coarse cloth; those on the right are "
                + "smooth and soft.",
            trained: true
        ) {
            try Panels(columns: 2, lettered: false) {
                for (name, model) in zip(["transposed convolutions", "dense layers"], twins) {
                    Panels.Panel(
                        name,
                        ImageGrid(
                            "", try faceCells(model.sample(24, seed: page.seed &+ 50)), columns: 6, imageSize: 64,
                            spacing: 2))
                }
            }
        }
        // snippet.show
        /*:
         By the squared error of reconstructions there is little between them, {{faces.transposed.pixelError, fixed 1}} and
         {{faces.pvae.pixelError, fixed 1}}. One does not see that from the error; one has to look.
         */
    }

    private func tenth(_ x: Double) -> String { x.formatted(.fixed(1)) }
}

/// Pictures of faces, one a row of the tensor, as cells of a grid.
func faceCells(_ pictures: Tensor) throws -> [ImageGrid.Cell] {
    try (0..<pictures.rows).map { i in
        let bytes = pictures.row(i).values.map { UInt8(min(max($0, 0), 1) * 255 + 0.5) }
        return ImageGrid.Cell(try Image(width: Faces.side, height: Faces.side, format: .rgb, bytes: bytes))
    }
}

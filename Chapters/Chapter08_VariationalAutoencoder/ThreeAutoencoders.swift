import Autoencoders
import Datasets
import NeuralNetworks
import Graphics
import Plotting
import Tensors
import Workbook

extension FaceModels {
    static let names = ["PVAE", "VAE-123", "VAE-345"]

    /// The three variational autoencoders, each trained once a run.
    static func three(on page: Page) throws -> [VariationalAutoencoder] {
        try page.once("three autoencoders of faces") {
            let faces = try FaceSets.load(on: page)
            let Φ = try classifier(on: page)
            let some = faces.training.samples.inputs(0..<min(256, faces.training.count))
            // snippet.three
            let losses: [any ReconstructionLoss] = [
                .gaussian(variance: 0.03),
                try FeaturePerceptualLoss.calibrated(Φ, layers: early, nats: 3_000, on: some, name: "VAE-123"),
                try FeaturePerceptualLoss.calibrated(Φ, layers: late, nats: 3_000, on: some, name: "VAE-345"),
            ]
            let epochs = page.epochs(quick: 1, lecture: 5, full: 40)
            return try losses.map { loss in
                let model = try variational(loss, seed: page.seed)
                try model.fit(
                    faces.training.samples, optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))),
                    epochs: epochs, batchSize: 32, callbacks: [.progressBar])
                return model
            }
            // snippet.end
        }
    }

    /// An ordinary autoencoder of the same layers, trained on the pixels.
    static func plain(on page: Page) throws -> Autoencoder {
        try page.once("autoencoder of faces") {
            let faces = try FaceSets.load(on: page)
            let model = try plain(seed: page.seed)
            let epochs = page.epochs(quick: 1, lecture: 4, full: 40)
            try model.fit(
                faces.training.samples, loss: .meanSquaredError,
                optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))), epochs: epochs,
                batchSize: 32,
                callbacks: [.progressBar])
            return model
        }
    }
}

struct ThreeAutoencoders: Section {
    static let title = "Three autoencoders that differ only in what they compare"

    func run(on page: Page) throws {
        /*:
         The three share every layer and every first weight; a code has 64 numbers.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: halves)

         **PVAE** compares pixels: $\|x - f(z)\|^2 / 2c$. The other two compare features of the network $\Phi$ of the last
         section. With $\Phi(x)^l$ the output of its layer $l$, $C^l$ channels of $W^l \times H^l$ pixels,

         $$\mathcal{L}^l(x, \hat x) = \frac{1}{2 C^l W^l H^l} \, \bigl\| \Phi(x)^l - \Phi(\hat x)^l \bigr\|^2 ,$$

         summed over layers 1, 2 and 3 for **VAE-123**, over 3, 4 and 5 for **VAE-345** [@hou2017].

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: loss)

         The gradient runs back through $\Phi$, whose weights stay as they are, to the pixels of $\hat x$:

         @Excerpt(Sources/Autoencoders/FeaturePerceptualLoss.swift, slice: gradient)

         Features have no natural scale, and against the relative entropy the scale decides everything. So it is stated: the
         features of two different faces shall be 3 000 nats apart. For PVAE, $c = 0.03$.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/ThreeAutoencoders.swift, slice: three)
         */
        let faces = try FaceSets.load(on: page)
        let models = try FaceModels.three(on: page)
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
                rowLabels: ["input"] + FaceModels.names, imageSize: 96, spacing: 3)
        }
        let Φ = try FaceModels.classifier(on: page)
        let judge = try FaceModels.judge(on: page)
        let truth = FaceVerdicts(faces.scored.samples.targetTensor)
        var rows: [[String]] = []
        for (name, reconstruction) in zip(FaceModels.names, reconstructions) {
            let pixels = reconstructionError(reconstruction, of: x)
            let features = try [FaceModels.early, FaceModels.late].map { layers in
                var loss = try FeaturePerceptualLoss.calibrated(
                    Φ, layers: layers, nats: 100,
                    on: faces.reference.samples.inputs(0..<min(256, faces.reference.count)))
                let part = min(256, x.rows)
                return try loss.evaluate(reconstruction.rows(0..<part), of: x.rows(0..<part), gradient: nil)
                    / Double(part)
            }
            let agreement = try FaceVerdicts(judge, reconstruction).agreement(with: truth)
            let mean = agreement.reduce(0, +) / Double(agreement.count)
            rows.append([
                name, tenth(pixels), tenth(features[0]), tenth(features[1]), share(mean), share(agreement.min()!),
            ])
            let key = name.replacing("-", with: "").lowercased()
            page.value("faces.\(key).pixelError", pixels)
            page.value("faces.\(key).features123", features[0])
            page.value("faces.\(key).features345", features[1])
            page.value("faces.\(key).attributes", mean)
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
         Each is best in what it was trained for. PVAE has {{faces.pvae.pixelError, fixed 0}} of squared error, VAE-345
         {{faces.vae345.pixelError, fixed 0}}; but the judge still finds {{faces.vae345.attributes, percent 1}} of the attributes
         in the reconstructions of VAE-345, {{faces.pvae.attributes, percent 1}} in those of PVAE.
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

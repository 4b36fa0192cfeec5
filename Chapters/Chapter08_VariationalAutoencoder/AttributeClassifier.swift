import Datasets
import NeuralNetworks
import Tensors
import Workbook

extension FaceModels {
    /// The perceptual network Φ, trained once a run.
    static func classifier(on page: Page) throws -> Network {
        try page.once("attribute classifier") {
            let faces = try FaceSets.load(on: page)
            // snippet.training
            let network = try classifier(attributes: faces.attributes.count, seed: page.seed)
            let epochs = page.epochs(quick: 1, lecture: 7, full: 12)
            try network.fit(
                faces.training.samples, loss: .binaryCrossEntropy,
                optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))), epochs: epochs,
                batchSize: 32,
                callbacks: [.progressBar])
            // snippet.end
            return network
        }
    }

    /// The judge, trained once a run on faces of its own.
    static func judge(on page: Page) throws -> Network {
        try page.once("judge of faces") {
            let faces = try FaceSets.load(on: page)
            let network = try judge(attributes: faces.attributes.count, seed: page.seed &+ 100)
            let epochs = page.epochs(quick: 1, lecture: 7, full: 12)
            try network.fit(
                faces.judging.samples, loss: .binaryCrossEntropy,
                optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))), epochs: epochs,
                batchSize: 32,
                callbacks: [.progressBar])
            return network
        }
    }
}

struct AttributeClassifier: Section {
    static let title = "A network that knows faces, and a judge"

    func run(on page: Page) throws {
        /*:
         Two pictures of one face, one of them shifted by a pixel, differ in thousands of pixels and in nothing that matters.
         What matters is what a network finds that has learnt to *see* faces. The paper takes VGG-19, trained on a million
         photographs. Ours is small and learns here: from a face, it tells the twelve attributes.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: classifier)

         Each output is a probability of its own, so the loss is the binary cross-entropy, summed over the attributes.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/AttributeClassifier.swift, slice: training)
         */
        let faces = try FaceSets.load(on: page)
        let network = try FaceModels.classifier(on: page)
        let judge = try FaceModels.judge(on: page)
        let truth = FaceVerdicts(faces.scored.samples.targetTensor)
        let pictures = faces.scored.samples.inputTensor
        let right = try FaceVerdicts(network, pictures).agreement(with: truth)
        let judged = try FaceVerdicts(judge, pictures).agreement(with: truth)
        // snippet.hide
        page.table(
            "classifier-accuracy", caption: "Share of right answers on faces that were held out.",
            columns: ["attribute", "perceptual network", "judge"],
            rows: faces.attributes.indices.map { [faces.attributes[$0], share(right[$0]), share(judged[$0])] })
        page.value("faces.attributeClassifier.accuracy", right.min()!)
        page.value("faces.judge.accuracy", judged.min()!)
        page.value("faces.attributeClassifier.meanAccuracy", right.reduce(0, +) / Double(right.count))
        // snippet.show
        page.check("the network knows its attributes", right.min()!, atLeast: 0.9, from: .lecture)
        /*:
         The worst attribute is right in {{faces.attributeClassifier.accuracy, percent 1}} of the held-out faces, the mean in
         {{faces.attributeClassifier.meanAccuracy, percent 1}}. This network will coach two autoencoders, so it may not grade
         them: an autoencoder could learn to please its coach instead of making faces. The **judge** is another network,
         begun from other weights and trained on other faces (worst attribute {{faces.judge.accuracy, percent 1}}).
         */
    }
}

/// A share with three digits.
func share(_ x: Double) -> String { x.formatted(.fixed(3)) }

import Autoencoders
import ChapterSupport
import Datasets
import NeuralNetworks
import Tensors
import Workbook

/// The networks that look at faces: one that others learn from, and two that grade them; and the autoencoders that need none
/// of these and are trained meanwhile.
struct FaceJudges {
    /// The perceptual network Φ.
    let perceptual: Network
    /// The same layers from other weights, trained on other faces.
    let judge: Network
    let detector: FaceDetector
    /// The three variational autoencoders' common beginning, and the one that goes on by pixels.
    let begun, pvae: VariationalAutoencoder
    /// An ordinary autoencoder.
    let plain: Autoencoder

    /// All of them, trained once a run.
    static func trained(on page: Page) throws -> FaceJudges {
        try page.once("networks that know faces") {
            let faces = try FaceSets.load(on: page)
            let passes = page.epochs(quick: 1, lecture: 5, full: 12)
            let batchSize = page.choose(quick: 16, lecture: 24, full: 32)
            let count = faces.attributes.count
            // snippet.training
            func trained(_ faces: Faces, noise: Float, seed: UInt64, _ callbacks: [any Callback] = []) throws -> Network
            {
                let network = try FaceModels.classifier(attributes: count, noise: noise, seed: seed)
                try network.fit(
                    faces.samples, loss: .binaryCrossEntropy,
                    optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(passes))), epochs: passes,
                    batchSize: batchSize, callbacks: callbacks)
                return network
            }
            // snippet.end
            let seed = page.seed
            let learning = faces.training.samples
            let ((begun, pvae, plain), (Φ, judge, detector)) = try concurrently {
                let begun = try FaceModels.variational(seed: seed)
                let (first, optimizer) = FaceModels.beginning(on: page)
                try begun.fit(
                    learning, optimizer: optimizer, epochs: first, batchSize: 16, callbacks: [.progressBar],
                    checkpoint: Checkpoint(try page.checkpoint("faces")))
                let pvae = try begun.copy()
                let (then, slower) = FaceModels.ending(on: page)
                try pvae.fit(
                    learning, optimizer: slower, epochs: then, batchSize: 16, callbacks: [.progressBar],
                    checkpoint: Checkpoint(try page.checkpoint("PVAE")))
                let plain = try FaceModels.plain(seed: seed)
                // On the size of the steps and the width of the codes, Section 8.15.
                let epochs = page.epochs(quick: 1, lecture: 3, full: 10)
                try plain.fit(
                    learning, optimizer: .adam(learningRate: .cosine(from: 0.005, over: Double(epochs))),
                    epochs: epochs, batchSize: 16, callbacks: [.progressBar])
                return (begun, pvae, plain)
            } _: {
                let Φ = try trained(faces.training, noise: 0.07, seed: seed)
                let judge = try trained(faces.judging, noise: 0, seed: seed &+ 100)
                let detector = try FaceDetector.trained(
                    on: faces.judging.samples, epochs: passes, seed: seed &+ 200)
                return (Φ, judge, detector)
            }
            return FaceJudges(
                perceptual: Φ, judge: judge, detector: detector, begun: begun, pvae: pvae, plain: plain)
        }
    }
}

struct AttributeClassifier: Section {
    static let title = "A network that knows faces, and a judge"

    func run(on page: Page) throws {
        /*:
         Two pictures of one face, one of them shifted by a pixel, differ in thousands of pixels and in nothing that matters.
         What matters is what a network finds that has learnt to *see* faces. The paper takes VGG-19, trained on a million
         photographs. Ours is small and learns here: from a face, it tells the attributes.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/FaceModels.swift, slice: classifier)

         Each output is a probability of its own, so the loss is the binary cross-entropy, summed over the attributes.

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/AttributeClassifier.swift, slice: training)
         */
        let faces = try FaceSets.load(on: page)
        let networks = try FaceJudges.trained(on: page)
        let truth = FaceVerdicts(faces.heldOut.samples.targetTensor)
        let right = try FaceVerdicts(networks.perceptual, faces.heldOut).agreement(with: truth)
        let judged = try FaceVerdicts(networks.judge, faces.heldOut).agreement(with: truth)
        // snippet.hide
        page.table(
            "classifier-accuracy", caption: "Share of right answers on faces that were held out.",
            columns: ["attribute", "perceptual network", "judge"],
            rows: faces.attributes.indices.map { [faces.attributes[$0], share(right[$0]), share(judged[$0])] })
        page.value("faces.heldOut", faces.heldOut.count)
        page.value("faces.attributeClassifier.accuracy", right.min()!)
        page.value("faces.judge.accuracy", judged.min()!)
        page.value("faces.attributeClassifier.meanAccuracy", right.mean)
        if page.hasItsOwnData {
            page.check("the network knows every attribute", right.min()!, atLeast: 0.99, from: .lecture)
            page.check("so does the judge", judged.min()!, atLeast: 0.985, from: .lecture)
        }
        // snippet.show
        /*:
         The worst attribute is right in {{faces.attributeClassifier.accuracy, percent 1}} of {{faces.heldOut}} held-out faces,
         the mean in {{faces.attributeClassifier.meanAccuracy, percent 1}}. This network will coach two autoencoders, so it may
         not grade them: an autoencoder could learn to please its coach instead of making faces. The **judge** is another
         network of the same layers, begun from other weights and trained on other faces (worst attribute
         {{faces.judge.accuracy, percent 1}}).
         */
    }
}

/// A share with three digits.
func share(_ x: Double) -> String { x.formatted(.fixed(3)) }

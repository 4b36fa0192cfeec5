import ChapterSupport
import Datasets
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

/// The faces of a run, three sets apart: to learn from, for the judge to learn from, and held out.
struct FaceSets {
    let training, judging, heldOut: Faces
    var attributes: [String] { training.attributes }

    static func load(on page: Page) throws -> FaceSets {
        try page.once("faces") {
            let learn = page.choose(quick: 300, lecture: 9_000, full: 40_000)
            let judge = page.choose(quick: 300, lecture: 6_000, full: 20_000)
            let held = page.choose(quick: 300, lecture: 3_000, full: 6_000)
            if let folder = page.dataDirectory, FaceFolder.isOne(folder) {
                let all = try Faces(directory: folder, limit: learn + judge + held)
                // As many for each purpose as there are, in the same proportions.
                let (n, whole) = (all.count, learn + judge + held)
                let (a, b) = (n * learn / whole, n * (learn + judge) / whole)
                guard n >= 300 else {
                    throw DatasetError(
                        path: folder.path,
                        problem: .wrongAttributeList(line: 1, reason: "should promise 300 pictures or more"))
                }
                return FaceSets(training: all[0..<a], judging: all[a..<b], heldOut: all[b..<n])
            }
            let seed = page.seed
            return FaceSets(
                training: Faces.drawn(learn, seed: seed), judging: Faces.drawn(judge, seed: seed, from: 100_000),
                heldOut: Faces.drawn(held, seed: seed, from: 200_000))
        }
    }

    /// The faces on which results are scored, and those that tell what is plausible.
    var scored: Faces { heldOut[0..<heldOut.count / 3] }
    var reference: Faces { heldOut[heldOut.count / 3..<heldOut.count] }
}

struct FacesData: Section {
    static let title = "Faces of which everything is known"

    func run(on page: Page) throws {
        /*:
         The lecture's last applications are faces: reconstructed, invented, blended into one another, made to smile. To say
         whether a face smiles *more* after a change, one must know what a smile is. So our faces are drawn by a program, from a
         description that holds every property as a number: pose, shape, skin, light, hair, features, and what is worn. They are
         cut out as CelebA's photographs are, so that the eyes are level and, but for small errors, at one place.
         */
        let ann = FaceDescription(seed: 1, index: 6)
        // snippet.hide
        let painter = FacePainter()
        page.figure(
            "faces",
            caption: "A hundred drawn faces, 64 × 64 pixels each.",
            slide: "Applications",
            alternativeText: "Ten rows of ten faces of many kinds: dark and light skin, long and short hair in four "
                + "colours, bald heads, beards, hats, glasses and sunglasses, earnest and smiling, before soft backgrounds."
        ) {
            ImageGrid(
                "", (0..<100).map { ImageGrid.Cell(painter.image(of: FaceDescription(seed: 1, index: $0))) },
                columns: 10,
                imageSize: 64, spacing: 2)
        }
        let changes: [(String, FaceDescription)] = [
            ("as drawn", ann), (ann[.smiling] ? "not Smiling" : "Smiling", ann.with(.smiling, !ann[.smiling])),
            ("Sunglasses", ann.with(.sunglasses)),
            ("Eyeglasses", ann.with(.eyeglasses)), ("Wearing_Hat", ann.with(.wearingHat)), ("Bald", ann.with(.bald)),
            ("not No_Beard", ann.with(.noBeard, false)), ("Gray_Hair", ann.with(.grayHair)),
        ]
        page.figure(
            "one-attribute",
            caption: "One face, drawn again with one attribute changed.",
            alternativeText:
                "Eight pictures of the same woman; she smiles or not, wears sunglasses, glasses, a hat, is bald, "
                + "has a beard, has gray hair."
        ) {
            ImageGrid(
                rows: [changes.map { ImageGrid.Cell(painter.image(of: $0.1)) }], columnLabels: changes.map(\.0),
                imageSize: 96, spacing: 4)
        }
        // snippet.show
        /*:
         Twelve attributes are recorded, in the names of CelebA, the collection of photographs that the paper uses [@hou2017];
         only `Sunglasses` is not in CelebA's list and named in its style. They are drawn independently, but that hair has
         one colour, that a bald head has none and no bangs, and that nobody wears eyeglasses and sunglasses at once. What
         varies by degrees leaves a gap: a smile is below 0.3 or above 0.7.
         */
        let faces = try FaceSets.load(on: page)
        let targets = faces.training.samples.targetTensor.columnMeans
        // snippet.hide
        page.table(
            "face-attributes", caption: "The attributes, and the share of the training faces that have them.",
            columns: ["attribute", "share"],
            rows: faces.attributes.enumerated().map { [$0.element, targets[flat: $0.offset].formatted(.fixed(2))] })
        page.value("faces.training", faces.training.count)
        page.value("faces.judging", faces.judging.count)
        page.value("faces.scored", faces.scored.count)
        // snippet.show
        if page.hasItsOwnData {
            page.check(
                "every attribute is there in one face out of twenty at least", targets.values.min()!, atLeast: 0.05)
        }
        /*:
         {{faces.training}} faces serve to learn from; {{faces.judging}} others, which no autoencoder sees, train a judge; and what
         follows is scored on {{faces.scored}} faces that none of them has seen.

         Photographs can take the place of the drawings: a folder of PNG files with CelebA's `list_attr_celeba.txt`, of
         which the square of 150 pixels in the middle is scaled to 64 × 64 as in the paper.

         ```
         swift run Chapter08_VariationalAutoencoder --data celeba
         ```
         */
    }
}

import Autoencoders
import ChapterSupport
import Datasets
import Derivations
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

/// An attribute put into held-out faces, or taken out, and what a judge says of it.
struct AttributeChange {
    /// The share of faces whose attribute is now as wanted.
    let flipped: Double
    /// The share of verdicts about all other attributes that are as on the plain reconstruction.
    let kept: Double
    /// The first faces for growing α.
    let pictures: [Tensor]

    /// - Parameters:
    ///   - step: α at which the change is scored.
    ///   - adding: whether faces without the attribute get it, or those with it lose it.
    init(
        _ attribute: String, in faces: Faces, by v: [Float], step: Double, adding: Bool, excluding: [String],
        model: VariationalAutoencoder, judge: Network
    ) throws {
        let column = faces.attributes.firstIndex(of: attribute)!
        let excluded = Set(excluding.flatMap { faces.places($0) })
        let places = faces.places(attribute, !adding).filter { !excluded.contains($0) }
        let codes = try model.encode(faces.samples.choosing(places).inputTensor).mean
        // snippet.change
        /// f(z ± α v)
        func changed(_ α: Double, _ codes: Tensor) throws -> Tensor {
            try model.decode(
                Tensor(shape: codes.shape) { z in
                    for i in z.indices {
                        z[i] = codes[flat: i] + Float(adding ? α : -α) * v[i % v.count]
                    }
                })
        }
        // snippet.end
        let before = try FaceVerdicts(judge, model.decode(codes))
        let after = try FaceVerdicts(judge, changed(step, codes))
        flipped = Double(after.holds.count { $0[column] == adding }) / Double(places.count)
        kept = after.kept(except: column, against: before)
        pictures = try [0, 0.25, 0.5, 0.75, 1, 1.25].map { try changed($0 * step, codes.rows(0..<min(3, codes.rows))) }
    }
}

struct AttributeVectors: Section {
    static let title = "Putting on a smile, and sunglasses"

    func run(on page: Page) throws {
        /*:
         Is there a direction in the space of codes that means *smile*? Take the mean code of the faces that smile, subtract the
         mean code of those that do not. What has nothing to do with smiling is equally frequent on both sides and cancels:

         @Excerpt(Sources/Autoencoders/AttributeVector.swift, slice: attribute)

         Add the vector to a code, and a smile should appear; subtract it, and it should vanish. How far to go, α, is chosen on
         training faces.
         */
        let faces = try FaceSets.load(on: page)
        let judge = try FaceJudges.trained(on: page).judge
        let models = try FaceAutoencoders.trained(on: page).variational
        let wanted: [(name: String, excluding: [String])] = [("Smiling", []), ("Sunglasses", ["Eyeglasses"])]
        let attributes = wanted.filter { faces.attributes.contains($0.name) }
        var rows: [[String]] = []
        var figures: [(String, [AttributeChange])] = []
        // Some thousands of faces give the vector, some hundreds the step.
        let known = faces.training[0..<min(faces.training.count, 6_000)]
        let choosing = faces.training[0..<min(faces.training.count, 400)]
        for (name, excluding) in attributes {
            var best: (score: Double, model: String, add: AttributeChange, remove: AttributeChange)?
            for (modelName, model) in zip(FaceAutoencoders.names, models) {
                let excluded = Set(excluding.flatMap { known.places($0) })
                let v = try model.attributeVector(
                    with: known.samples.choosing(known.places(name)),
                    without: known.samples.choosing(
                        known.places(name, false).filter { !excluded.contains($0) }))
                func change(_ part: Faces, _ α: Double, _ adding: Bool) throws -> AttributeChange {
                    try AttributeChange(
                        name, in: part, by: v, step: α, adding: adding, excluding: excluding, model: model, judge: judge
                    )
                }
                func bestStep(_ adding: Bool) throws -> Double {
                    try [0.75, 1, 1.25, 1.5, 2, 2.5].map { α in (α, try change(choosing, α, adding)) }
                        .max { min($0.1.flipped, $0.1.kept) < min($1.1.flipped, $1.1.kept) }!.0
                }
                let steps = (try bestStep(true), try bestStep(false))
                let add = try change(faces.scored, steps.0, true)
                let remove = try change(faces.scored, steps.1, false)
                rows.append(["\(name), added", modelName, "\(steps.0)", share(add.flipped), share(add.kept)])
                rows.append(["\(name), subtracted", modelName, "\(steps.1)", share(remove.flipped), share(remove.kept)])
                let score = min(add.flipped, add.kept, remove.flipped, remove.kept)
                if best.map({ score > $0.score }) ?? true { best = (score, modelName, add, remove) }
            }
            guard let best else { continue }
            figures.append((name, [best.add, best.remove]))
            // snippet.hide
            page.value("faces.\(name.lowercased()).model", best.model)
            page.value("faces.\(name.lowercased()).flipped", min(best.add.flipped, best.remove.flipped))
            page.value("faces.\(name.lowercased()).othersKept", min(best.add.kept, best.remove.kept))
            if page.hasItsOwnData {
                page.check(
                    "\(name) comes and goes", min(best.add.flipped, best.remove.flipped), atLeast: 0.95, from: .lecture)
                page.check(
                    "and leaves the other attributes alone", min(best.add.kept, best.remove.kept), atLeast: 0.95,
                    from: .lecture)
            }
            // snippet.show
        }
        // snippet.hide
        for (name, changes) in figures {
            page.figure(
                "attribute-\(name.lowercased())",
                caption:
                    "\(name): three held-out faces to which it is added, three from which it is subtracted, with growing α; "
                    + "by the best of the three models.",
                slide: "Applications: attribute vectors",
                alternativeText:
                    "Six rows of one face each. From left to right the attribute appears in the first three and "
                    + "vanishes from the last three.",
                trained: true
            ) {
                ImageGrid(
                    rows: try changes.flatMap { change in
                        try (0..<change.pictures[0].rows).map { row in
                            try change.pictures.flatMap { try faceCells($0.rows(row..<row + 1)) }
                        }
                    }, rowLabels: (0..<6).map { $0 < 3 ? "added" : "subtracted" },
                    columnLabels: ["0", "¼ α", "½ α", "¾ α", "α", "1¼ α"], imageSize: 96, spacing: 3)
            }
        }
        page.table(
            "attribute-vectors",
            caption:
                "By the judge, on held-out faces: share of faces whose attribute is as wanted, and share of the verdicts on "
                + "all other attributes that stay.",
            columns: ["change", "model", "α", "flipped", "others kept"], rows: rows)
        // snippet.show
        /*:
         The best of the three, {{faces.smiling.model}}, makes {{faces.smiling.flipped, percent 1}} of the faces smile or stop
         smiling (the worse of adding and subtracting) and leaves {{faces.smiling.othersKept, percent 1}} of the other
         attributes as they were. Sunglasses come and go as readily. (Faces with eyeglasses are left out
         there: nobody wears both.)
         */
    }
}

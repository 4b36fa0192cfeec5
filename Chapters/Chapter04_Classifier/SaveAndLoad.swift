import ChapterSupport
import Foundation
import NeuralNetworks
import Tensors
import Workbook

struct SaveAndLoad: Section {
    static let title = "A network in a file"

    func run(on page: Page) throws {
        /*:
         What was learnt should outlive the program. A network's file holds its architecture and its weights; the reader gets a
         network without knowing what to build. Is it the same one? Not nearly: exactly.
         */
        let digits = try Digits.load(on: page)
        let classifier = try TrainedClassifier.trained(on: page, seed: page.seed)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "classifier-\(UUID().uuidString).network")
        defer { try? FileManager.default.removeItem(at: file) }

        try classifier.network.write(to: file)
        let restored = try Network(contentsOf: file)
        let predictions = try restored.predict(digits.test.inputTensor)

        page.show(restored)
        page.check(
            "the restored network gives bit for bit the same probabilities", predictions == classifier.probabilities)
        let bytes = try Data(contentsOf: file)
        // snippet.hide
        page.value("file.bytes", bytes.count)
        page.value("file.overhead", bytes.count - 4 * classifier.network.parameterCount)
        // snippet.show
        /*:
         The file has {{file.bytes}} bytes: four for each of {{classifier.parameters}} weights, and {{file.overhead}} for the
         architecture and a checksum.

         Why a checksum? Because a damaged network looks like any other. It computes something, and only its predictions would
         tell, if somebody knew the right ones. So change a single bit of a single weight, cut the file off, or offer another:
         */
        var flipped = bytes
        flipped[bytes.count / 2] ^= 0b0001_0000
        var foreign = bytes
        foreign.replaceSubrange(0..<8, with: Data("%PDF-1.7".utf8))
        var rows: [[String]] = []
        for (damage, content) in [
            ("one bit changed", flipped), ("cut off in the middle", bytes.prefix(bytes.count / 2)),
            ("another file", foreign),
        ] {
            try content.write(to: file)
            do {
                _ = try Network(contentsOf: file)
                rows.append([damage, "read without complaint"])
            } catch {
                // Where the file lies differs from run to run.
                rows.append([damage, "\(error)".replacing(file.path, with: "classifier.network")])
            }
        }
        // snippet.hide
        page.table(
            "damage", caption: "What the library says to damaged files.", columns: ["file", "answer"], rows: rows)
        // snippet.show
        page.check(
            "no damaged file is taken for a network", rows.allSatisfy { $0[1].hasPrefix("classifier.network: ") })
    }
}

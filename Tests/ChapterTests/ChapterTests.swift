import Foundation
import Graphics
import Testing
import Workbook

/// Every chapter with the folder of its figures.
private let chapters = [
    ("Chapter01_ActivationFunctions", "Chapter01"), ("Chapter02_LossFunctions", "Chapter02"),
    ("Chapter03_Optimizers", "Chapter03"), ("Chapter04_Classifier", "Chapter04"),
    ("Chapter05_PCA", "Chapter05"),
    ("Chapter06_Autoencoder", "Chapter06"),
    ("Chapter07_DenoisingAutoencoder", "Chapter07"),
    ("Chapter08_VariationalAutoencoder", "Chapter08"),
]

/// The chapters are run as a user runs them. One after another, as each keeps both processors busy.
@Suite(.serialized) struct ChapterTests {
    @Test(arguments: chapters) func theQuickPresetRunsThrough(name: String, folder: String) throws {
        let figures = try TemporaryFolder()
        let outcome = try Program(name: name).run(
            ["--preset", "quick", "--no-progress", "--figures", figures.url.path])
        #expect(outcome.ending == .exited(0), "\(outcome.errors)")
        #expect(outcome.errors.isEmpty)
        let transcript = try Transcript.read(from: figures.url.appendingPathComponent("\(folder)/transcript.json"))
        let results = try ChapterResults.read(from: figures.url.appendingPathComponent("\(folder)/results.json"))
        #expect(transcript.preset == .quick)
        #expect(results.values == transcript.values)
        for case .figure(let figure) in transcript.records.map(\.content) {
            let image = try PNG.decode(figures.data("\(folder)/\(figure.file)"))
            // Two pixels a point, and the last one whole.
            #expect(Double(image.width) == (2 * figure.width).rounded(.up), "\(figure.file)")
        }
        // What the quick preset makes, the committed page shows, and nothing else.
        let root = try PackageRoot.find()
        let committed = root.appending("Figures/\(folder)")
        let file = committed.appendingPathComponent(Transcript.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let page = try Transcript.read(from: file)
        #expect(
            transcript.sections.map { $0.records.map(\.outline) } == page.sections.map { $0.records.map(\.outline) })
        // Figures that do not depend on training are what they were.
        for case .figure(let figure) in page.records.map(\.content) where !figure.isTrained {
            let old = try PNG.decode(Data(contentsOf: committed.appendingPathComponent(figure.file)))
            let new = try PNG.decode(figures.data("\(folder)/\(figure.file)"))
            let difference = try #require(ImageDifference(old, new), "\(figure.file) has another size")
            #expect(
                difference.isNegligible,
                "\(figure.file) differs by \(difference.mean) in the mean, at most by \(difference.maximum)")
        }
    }

    /// The first chapter is the cheapest; its code for reproducibility is all chapters' own.
    @Test func theSameSeedGivesTheSameNumbersAndBytes() throws {
        let folders = [try TemporaryFolder(), try TemporaryFolder()]
        for folder in folders {
            let outcome = try Program(name: chapters[0].0).run(
                ["--preset", "quick", "--no-progress", "--seed", "7", "--figures", folder.url.path])
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
        }
        #expect(folders[0].files(in: "Chapter01") == folders[1].files(in: "Chapter01"))
        for file in folders[0].files(in: "Chapter01") where file != "results.json" {
            #expect(try folders[0].data("Chapter01/\(file)") == folders[1].data("Chapter01/\(file)"), "\(file)")
        }
        let results = try folders.map {
            try ChapterResults.read(from: $0.url.appendingPathComponent("Chapter01/results.json"))
        }
        #expect(results[0].values == results[1].values)
    }

    @Test(
        arguments: [
            (["--epochs", "0"], 64, "Error: --epochs must be at least 1, not 0.\n"),
            (["--threads", "0"], 64, "Error: --threads must be from 1 to 256, not 0.\n"),
            (["--seed", "abc"], 64, "Error: The value 'abc' is invalid for '--seed <seed>'.\n"),
            (["--section", "nowhere"], 64, "Error: Chapter 1 has no section “nowhere”. "),
            (["--preset", "huge"], 64, "Error: The value 'huge' is invalid for '--preset <preset>'. "),
            (["--volume"], 64, "Error: Unknown option '--volume'.\n"),
            (["--data", "/no/such/folder"], 1, "Error: the data folder /no/such/folder does not exist.\n"),
            (
                ["--figures", "/dev/null/x"], 1,
                "Error: cannot make the folder /dev/null/x/Chapter01: Not a directory.\n"
            ),
            (["exercises", "--hint", "1.99"], 64, "Error: Chapter 1 has no exercise “1.99”. "),
            (["exercises", "--time-limit", "0"], 64, "Error: --time-limit must be a number of seconds"),
        ] as [([String], Int32, String)])
    func badInputIsAnsweredByOneSentence(arguments: [String], code: Int32, message: String) throws {
        let outcome = try Program(name: chapters[0].0).run(arguments)
        #expect(outcome.ending == .exited(code))
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    /// Whatever a run has written when it is killed is whole, and no transcript claims more than there is.
    @Test(arguments: [0.05, 0.2, 0.5]) func aStoppedRunLeavesWholeFiles(seconds: Double) throws {
        let folder = try TemporaryFolder()
        _ = try Program(name: chapters[0].0).run(
            ["--preset", "quick", "--no-progress", "--figures", folder.url.path], timeLimit: seconds)
        for file in folder.files(in: "Chapter01") where file.hasSuffix(".png") && !file.hasPrefix(".") {
            #expect(throws: Never.self) { try PNG.decode(folder.data("Chapter01/\(file)")) }
        }
        let transcript = folder.url.appendingPathComponent("Chapter01/transcript.json")
        if FileManager.default.fileExists(atPath: transcript.path) { _ = try Transcript.read(from: transcript) }
    }

    @Test func theListNamesEveryChapter() throws {
        let outcome = try Program(name: "workbook").run(["list"])
        #expect(outcome.ending == .exited(0), "\(outcome.errors)")
        for (name, _) in chapters { #expect(outcome.output.contains("swift run \(name)")) }
    }

    @Test(
        arguments: [
            (["--section", "x"], 64, "Error: --section belongs to a chapter's own command"),
            (["--chapters", "one"], 64, "Error: --chapters takes numbers separated by commas, not “one”.\n"),
            (["--chapters", "77"], 64, "Error: There is no Chapter 77.\n"),
            (["--data", "/no/such/folder"], 1, "Error: the data folder /no/such/folder does not exist.\n"),
            (
                ["--chapters", "1", "--figures", "/dev/null/x"], 1,
                "Error: cannot make the folder /dev/null/x/Chapter01: "
            ),
            (["verify", "--trials", "0"], 64, "Error: --trials must be from 1 to 100000, not 0.\n"),
        ] as [([String], Int32, String)])
    func theWorkbookCommandAnswersBadInputByOneSentence(arguments: [String], code: Int32, message: String) throws {
        let outcome = try Program(name: "workbook").run(arguments)
        #expect(outcome.ending == .exited(code))
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}

extension Record {
    /// What kind of output this is and how it is called: the same for every preset.
    fileprivate var outline: String {
        switch content {
        case .text: "text"
        case .derivation(let record): "derivation \(record.title)"
        case .table(let record): "table \(record.name)"
        case .figure(let record): "figure \(record.name)"
        case .value(let record): "value \(record.key)"
        case .check(let record): "check \(record.claim)"
        }
    }
}

import Foundation
import Graphics
import Plotting
import Testing

@testable import Workbook

private struct Drawing: Section {
    static let title = "Drawing"

    func run(on page: Page) throws {
        let height = Double(page.seed)
        page.value("height", height)
        page.figure("curve", caption: "c") { LineMark(y: [0, height], series: "s") }
        page.check("is no witch's number", Int(page.seed % 1000), atMost: 98)
        if page.seed == 98 { throw WorkbookError("the machine is on fire") }
    }
}

private struct Counting: Section {
    static let title = "Counting to three"

    func run(on page: Page) throws { page.value("three", 3) }
}

/// The module of this type is the test target: its "chapter folder" is Chapters/WorkbookTests.
private enum TrialChapter: Chapter {
    static let number = 8
    static let title = "A trial"
    static let sections: [any Section] = [Drawing(), Counting()]
}

@Suite struct ChapterRunTests {
    let package: TemporaryPackage

    init() throws {
        package = try TemporaryPackage()
        try package.write("// drawing", to: "Chapters/WorkbookTests/Drawing.swift")
        try package.write("// counting", to: "Chapters/WorkbookTests/Counting.swift")
        try package.write("let shared = 1", to: "Chapters/WorkbookTests/Shared.swift")
    }

    private func run(_ change: (inout RunOptions) -> Void = { _ in }, lines: Lines = Lines()) throws {
        var options = RunOptions()
        change(&options)
        try ChapterRun<TrialChapter>(options: options, root: package.root, terminal: lines.terminal, weaves: false)
            .run()
    }

    private var committed: [String] { package.files(in: "Figures/Chapter08") }

    @Test func aWholeRunByDefaultPublishes() throws {
        try run()
        #expect(Set(committed).isSuperset(of: ["curve.png", "results.json", "transcript.json"]))
        let transcript = try Transcript.read(
            from: package.url.appendingPathComponent("Figures/Chapter08/transcript.json"))
        #expect(transcript.isWhole)
        #expect(transcript.sections.map(\.name) == ["Drawing", "Counting"])
        #expect(transcript.sharedCode.keys.sorted() == ["Chapters/WorkbookTests/Shared.swift"])
        #expect(transcript.values == ["height": .integer(1), "three": .integer(3)])
        let results = try ChapterResults.read(
            from: package.url.appendingPathComponent("Figures/Chapter08/results.json"))
        #expect(results.values == transcript.values)
        // Seconds differ from run to run.
        #expect(results.run.isEmpty)
    }

    @Test(arguments: [
        "a preset", "a seed", "a section", "epochs", "a format", "figures elsewhere", "data",
    ])
    func anyOtherRunLeavesTheCommittedFilesAlone(what: String) throws {
        try run {
            switch what {
            case "a preset": $0.preset = .quick
            case "a seed": $0.seed = 2
            case "a section": $0.sections = ["counting"]
            case "epochs": $0.epochs = 3
            case "a format": $0.format = .svg
            case "data": $0.data = package.url
            default: $0.figures = package.url.appendingPathComponent("slides")
            }
        }
        #expect(committed.isEmpty)
        if what == "figures elsewhere" {
            #expect(package.files(in: "slides/Chapter08") == ["curve.png", "results.json", "transcript.json"])
        } else {
            #expect(!package.files(in: ".build/workbook").isEmpty)
        }
    }

    /// A file that is a folder cannot be replaced: the run fails where it publishes, after everything was made.
    @Test func aRunThatCannotPublishLeavesTheCommittedFilesAlone() throws {
        try package.write("old", to: "Figures/Chapter08/curve.png")
        try package.write("in the way", to: "Figures/Chapter08/transcript.json/file")
        let lines = Lines()
        #expect(throws: (any Error).self) { try run(lines: lines) }
        #expect(try package.text(of: "Figures/Chapter08/curve.png") == "old")
        #expect(committed == ["curve.png", "transcript.json"])
        #expect(lines.all.last?.hasPrefix("\nFigures/Chapter08 is as it was; what this run has drawn is in ") == true)
    }

    @Test func theCommittedRunFailsWithItsPageAtAFailedCheck() throws {
        let page = try Page.forTests(in: package)
        page.check("six is at most five", 6, atMost: 5)
        #expect(page.problems.map(\.message) == ["the check “six is at most five” failed: 6 is not at most 5"])
        #expect(page.records.isEmpty)
        #expect(page.refuted.isEmpty)
    }

    @Test func aReadersOwnRunTellsAFailedCheckAndGoesOn() throws {
        let lines = Lines()
        try run({ $0.seed = 99 }, lines: lines)
        let folder = package.url.appendingPathComponent(".build/workbook/lecture-seed-99/Chapter08")
        let transcript = try Transcript.read(from: folder.appendingPathComponent("transcript.json"))
        let checks = transcript.records.compactMap { if case .check(let check) = $0.content { check } else { nil } }
        #expect(
            checks == [CheckRecord(claim: "is no witch's number", comparison: "99 is not at most 98", isRefuted: true)])
        let results = try ChapterResults.read(from: folder.appendingPathComponent("results.json"))
        #expect(results.run[ChapterResults.refutedChecks] == .integer(1))
        let told = lines.all.joined(separator: "\n")
        #expect(told.contains("✗ is no witch's number: 99 is not at most 98"))
        #expect(
            told.contains(
                "1 check does not hold in this run:\n  ✗ Tests/WorkbookTests/RunTests.swift:15: "
                    + "the check “is no witch's number” failed: 99 is not at most 98"))
    }

    @Test func anExportOfOneSectionLeavesThePageOfAWholeRun() throws {
        try run { $0.preset = .quick }
        try run {
            $0.preset = .quick
            $0.sections = ["2"]
        }
        #expect(package.files(in: ".build/workbook/quick/Chapter08").contains("curve.png"))
        #expect(package.files(in: ".build/workbook/quick-sections/Chapter08") == ["results.json", "transcript.json"])
    }

    @Test func whatAKilledRunLeftIsRemoved() throws {
        for folder in ["slides/Chapter08", "Figures/Chapter08"] {
            try package.write("half a file", to: "\(folder)/.curve.png.0F7C.tmp")
        }
        try run { $0.figures = package.url.appendingPathComponent("slides") }
        try run()
        let files = ["curve.png", "results.json", "transcript.json"]
        #expect(package.files(in: "slides/Chapter08") == files)
        #expect(committed == files)
    }

    @Test func checkpointsAreThereOnlyForARunThatResumes() throws {
        var options = RunOptions()
        let first = try Page.forTests(in: package, options: options).checkpoint("denoiser")
        #expect(
            first.path == package.url.path + "/.build/workbook/checkpoints/Chapter07/lecture/denoiser")
        try Data("weights".utf8).write(to: first)
        options.resumes = true
        #expect(try Data(contentsOf: Page.forTests(in: package, options: options).checkpoint("denoiser")).count == 7)
        options.seed = 2
        let other = try Page.forTests(in: package, options: options).checkpoint("denoiser")
        #expect(!FileManager.default.fileExists(atPath: other.path))
        let fresh = try Page.forTests(in: package).checkpoint("denoiser")
        #expect(fresh == first)
        #expect(!FileManager.default.fileExists(atPath: fresh.path))
        #expect(throws: WorkbookError.self) { try Page.forTests(in: package).checkpoint("../x") }
    }

    @Test func failuresNameThePlace() throws {
        #expect {
            try run { $0.seed = 98 }
        } throws: {
            "\($0)" == "section Drawing (Chapters/WorkbookTests/Drawing.swift): the machine is on fire"
        }
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        try run { $0.figures = package.url.appendingPathComponent("a") }
        try run { $0.figures = package.url.appendingPathComponent("b") }
        for file in ["curve.png", "transcript.json"] {
            let (a, b) = ("a/Chapter08/\(file)", "b/Chapter08/\(file)")
            #expect(
                try Data(contentsOf: package.url.appendingPathComponent(a))
                    == Data(contentsOf: package.url.appendingPathComponent(b)))
        }
    }

    @Test func figuresThatAreNoLongerDrawnGo() throws {
        try run()
        let folder = package.url.appendingPathComponent("Figures/Chapter08")
        var old = try Transcript.read(from: folder.appendingPathComponent("transcript.json"))
        old.sections[0].records[1].content = .figure(
            FigureRecord(
                name: "old", caption: "", alternativeText: "", slide: nil, isTrained: false, file: "old.png", width: 1,
                height: 1, fingerprint: ""))
        try old.json().write(to: folder.appendingPathComponent("transcript.json"))
        try package.write("pixels", to: "Figures/Chapter08/old.png")
        try package.write("the author's own", to: "Figures/Chapter08/notes.txt")
        try run()
        #expect(!committed.contains("old.png"))
        #expect(committed.contains("notes.txt"))
    }

    @Test func twoRunsDoNotWriteToOneFolder() throws {
        var options = RunOptions()
        options.figures = package.url.appendingPathComponent("slides")
        let first = try RunOutput(chapter: 8, options: options, root: package.root)
        #expect {
            try RunOutput(chapter: 8, options: options, root: package.root)
        } throws: {
            "\($0)".hasPrefix("another run is writing to \(first.folder.path)")
        }
    }

    @Test func aResultsFileIsWrittenToo() throws {
        try run {
            $0.preset = .quick
            $0.results = package.url.appendingPathComponent("new/folder/r.json")
        }
        let results = try ChapterResults.read(from: package.url.appendingPathComponent("new/folder/r.json"))
        #expect((results.chapter, results.preset, results.seed) == (8, .quick, 1))
        #expect {
            try run {
                $0.preset = .quick
                $0.results = package.url.appendingPathComponent("Package.swift/r.json")
            }
        } throws: {
            "\($0)".contains("Package.swift")
        }
    }

    @Test(arguments: ["2", "8.2", "Counting", "counting", "Counting to three", "counting-to-three"])
    func sectionsAreChosenByNumberNameOrTitle(name: String) throws {
        #expect(try SectionChoice<TrialChapter>([name]).chosen.map(\.number) == [2])
    }

    @Test func severalSectionsAreRunInTheChaptersOrder() throws {
        #expect(try SectionChoice<TrialChapter>(["2", "drawing", "counting"]).chosen.map(\.number) == [1, 2])
        #expect(try SectionChoice<TrialChapter>([]).chosen.map(\.number) == [1, 2])
    }

    @Test(arguments: ["", "3", "0", "9.2", "Count"])
    func anUnknownSectionIsNamed(name: String) {
        #expect(
            throws: WorkbookError("Chapter 8 has no section “\(name)”. Its sections are Drawing, Counting.")
        ) { try SectionChoice<TrialChapter>([name]) }
    }

    @Test func aSectionWithoutItsFileIsNamed() throws {
        try FileManager.default.removeItem(
            at: package.url.appendingPathComponent("Chapters/WorkbookTests/Counting.swift"))
        #expect {
            try run()
        } throws: {
            "\($0)".hasPrefix("cannot read Chapters/WorkbookTests/Counting.swift: there is no such file")
        }
    }
}

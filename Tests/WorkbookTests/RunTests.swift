import ArgumentParser
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
        #expect(results.run["seconds"] != nil)
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
                "1 check does not hold in this run:\n  ✗ Tests/WorkbookTests/RunTests.swift:16: "
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

@Suite struct RunArgumentsTests {
    @Test func theDefaultsAreTheCommittedRun() throws {
        let options = try RunArguments.parse([]).options()
        #expect(options == RunOptions())
        #expect(options.isCommitted)
    }

    @Test func everyOptionIsUnderstoodAndForwarded() throws {
        let words = [
            "--preset", "full", "--seed", "18446744073709551615", "--format", "pdf", "--threads", "3", "--section", "2",
            "--section", "1", "--epochs", "4", "--data", "/", "--figures", "/tmp/x", "--no-progress", "--resume",
        ]
        let arguments = try RunArguments.parse(words + ["--results", "/tmp/r.json"])
        #expect(Set(arguments.forwarded) == Set(words))
        let options = try arguments.options()
        #expect(options.preset == .full)
        #expect(options.seed == UInt64.max)
        #expect(options.format == .pdf)
        #expect(options.threads == 3)
        #expect(options.sections == ["2", "1"])
        #expect(options.resumes)
        #expect(options.epochs == 4)
        #expect(options.data?.path == "/")
        #expect(options.figures?.path == "/tmp/x")
        #expect(options.results?.path == "/tmp/r.json")
        #expect(!options.showsProgress)
        #expect(try RunArguments.parse(arguments.forwarded).forwarded == arguments.forwarded)
    }

    @Test(arguments: [
        (["--epochs", "0"], "--epochs must be at least 1, not 0."),
        (["--epochs=-3"], "--epochs must be at least 1, not -3."),
        (["--threads", "0"], "--threads must be from 1 to 256, not 0."),
        (["--threads", "1000000"], "--threads must be from 1 to 256, not 1000000."),
        (["--seed", "abc"], "The value 'abc' is invalid for '--seed <seed>'"),
        (["--seed=-1"], "The value '-1' is invalid for '--seed <seed>'"),
        (["--preset", "huge"], "The value 'huge' is invalid for '--preset <preset>'."),
        (["--format", "gif"], "The value 'gif' is invalid for '--format <format>'."),
        (["--colour"], "Unknown option '--colour'"),
        (["--figures", ""], "--figures must not be empty."),
        (["--data", ""], "--data must not be empty."),
        (["--results", ""], "--results must not be empty."),
    ])
    func aWrongOptionIsAnsweredByOneSentence(words: [String], message: String) {
        #expect {
            try RunArguments.parse(words)
        } throws: {
            RunArguments.message(for: $0).hasPrefix(message) && RunArguments.exitCode(for: $0) == .validationFailure
        }
    }

    @Test func resultsThatCannotBeWrittenAreNoticedAtOnce() throws {
        let package = try TemporaryPackage()
        let folder = package.url.appendingPathComponent("Chapters").path
        #expect(throws: WorkbookError("cannot write \(folder): it is a folder")) {
            try RunArguments.parse(["--results", folder]).options()
        }
        let file = package.url.appendingPathComponent("Package.swift/r.json").path
        #expect(throws: WorkbookError("cannot write \(file): Not a directory")) {
            try RunArguments.parse(["--results", file]).options()
        }
        #expect(throws: WorkbookError("cannot write /dev/null: it is not a regular file")) {
            try RunArguments.parse(["--results", "/dev/null"]).options()
        }
    }

    @Test func theDataFolderMustBeAFolder() throws {
        #expect(throws: WorkbookError("the data folder /nowhere does not exist.")) {
            try RunArguments.parse(["--data", "/nowhere"]).options()
        }
        #expect(throws: WorkbookError("the data folder \(#filePath) is a file.")) {
            try RunArguments.parse(["--data", #filePath]).options()
        }
    }
}

@Suite struct PackageRootTests {
    @Test func isFoundFromDeepInside() throws {
        let package = try TemporaryPackage()
        let deep = package.url.appendingPathComponent("Chapters/a/b/c")
        try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
        #expect(try PackageRoot.find(from: deep).url.path == package.url.path)
    }

    @Test func isWhereItWasBuiltFromAnywhereElse() throws {
        let root = try PackageRoot.find(from: URL(fileURLWithPath: "/"))
        #expect(FileManager.default.fileExists(atPath: root.appending("Sources/Workbook/PackageRoot.swift").path))
    }

    @Test func anotherPackageIsPassedOver() throws {
        let package = try TemporaryPackage()
        try package.write("let package = Package(name: \"Other\")", to: "Chapters/inner/Package.swift")
        let inner = package.url.appendingPathComponent("Chapters/inner")
        #expect(try PackageRoot.find(from: inner).url.path == package.url.path)
    }

    @Test func pathsAreRelativeToTheRoot() {
        #expect(PackageRoot.relativePath(of: #filePath) == "Tests/WorkbookTests/RunTests.swift")
        #expect(PackageRoot.relativePath(of: "/elsewhere/x.swift") == "/elsewhere/x.swift")
        let root = PackageRoot(url: URL(fileURLWithPath: "/a/b"))
        #expect(root.display(URL(fileURLWithPath: "/a/b/c/d.png")) == "c/d.png")
        #expect(root.display(URL(fileURLWithPath: "/a/bc/d.png")) == "/a/bc/d.png")
    }
}

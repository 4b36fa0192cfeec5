import Foundation
import Graphics
import Testing

@testable import Workbook

/// Every chapter with the folder of its figures, as the package's folder has them.
private let chapters: [(name: String, folder: String)] = {
    let folder = try? PackageRoot.find().appending("Chapters").path
    let names = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    return names.filter { $0.hasPrefix("Chapter") }.sorted().map { ($0, String($0.prefix { $0 != "_" })) }
}()

/// The chapter that takes the least time; the code for options and files is all chapters' own.
private let small = (name: "Chapter02_LossFunctions", folder: "Chapter02")

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
        for case .check(let check) in transcript.records.map(\.content) where check.isRefuted {
            Issue.record("“\(check.claim)” does not hold: \(check.comparison ?? "")")
        }
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

    @Test func theSameSeedGivesTheSameNumbersAndBytes() throws {
        let folders = [try TemporaryFolder(), try TemporaryFolder()]
        for folder in folders {
            let outcome = try Program(name: small.name).run(
                ["--preset", "quick", "--no-progress", "--seed", "7", "--figures", folder.url.path])
            #expect(outcome.ending == .exited(0), "\(outcome.errors)")
        }
        #expect(folders[0].files(in: small.folder) == folders[1].files(in: small.folder))
        for file in folders[0].files(in: small.folder) where file != "results.json" {
            let path = "\(small.folder)/\(file)"
            #expect(try folders[0].data(path) == folders[1].data(path), "\(file)")
        }
        let results = try folders.map {
            try ChapterResults.read(from: $0.url.appendingPathComponent("\(small.folder)/results.json"))
        }
        #expect(results[0].values == results[1].values)
    }

    @Test(
        arguments: [
            (["--epochs", "0"], 64, "Error: --epochs must be at least 1, not 0.\n"),
            (["--threads", "0"], 64, "Error: --threads must be from 1 to 256, not 0.\n"),
            (["--seed", "abc"], 64, "Error: The value 'abc' is invalid for '--seed <seed>'.\n"),
            (["--section", "nowhere"], 64, "Error: Chapter 2 has no section “nowhere”. "),
            (["--preset", "huge"], 64, "Error: The value 'huge' is invalid for '--preset <preset>'. "),
            (["--colour"], 64, "Error: Unknown option '--colour'.\n"),
            (["--data", "/no/such/folder"], 1, "Error: the data folder /no/such/folder does not exist.\n"),
            (
                ["--figures", "/dev/null/x"], 1,
                "Error: cannot make the folder /dev/null/x/Chapter02: Not a directory.\n"
            ),
            (["exercises", "--hint", "2.99"], 64, "Error: Chapter 2 has no exercise “2.99”. "),
            (["exercises", "2.99"], 64, "Error: Chapter 2 has no exercise “2.99”. "),
            (["exercises", "--judge", "2.1"], 1, "Error: --judge is for the check itself"),
            (["--figures", ""], 64, "Error: --figures must not be empty.\n"),
            (["--results", "/dev/null"], 1, "Error: cannot write /dev/null: it is not a regular file.\n"),
            (["exercises", "--time-limit", "0"], 64, "Error: --time-limit must be a number of seconds"),
        ] as [([String], Int32, String)])
    func badInputIsAnsweredByOneSentence(arguments: [String], code: Int32, message: String) throws {
        let outcome = try Program(name: small.name).run(arguments)
        #expect(outcome.ending == .exited(code))
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    /// Whatever a run has written when it is killed is whole, and what is not is not called so. Killed when it has drawn
    /// so many figures, so that there is something to look at.
    @Test(arguments: [1, 3, 6]) func aKilledRunLeavesWholeFiles(count: Int) throws {
        let folder = try TemporaryFolder()
        var child = ChildProcess(
            try BuiltProgram.locate(small.name), ["--preset", "quick", "--no-progress", "--figures", folder.url.path])
        child.output = folder.url.appendingPathComponent("output")
        let run = try child.start()
        func figures() -> [String] {
            folder.files(in: small.folder).filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }
        }
        while figures().count < count, run.ending == nil { usleep(500) }
        run.send(SIGKILL)
        _ = run.wait()
        let drawn = figures()
        #expect(drawn.count >= count)
        for file in drawn { #expect(throws: Never.self) { try PNG.decode(folder.data("\(small.folder)/\(file)")) } }
        let transcript = folder.url.appendingPathComponent("\(small.folder)/transcript.json")
        if FileManager.default.fileExists(atPath: transcript.path) {
            for case .figure(let figure) in try Transcript.read(from: transcript).records.map(\.content) {
                #expect(
                    try Fingerprint(folder.data("\(small.folder)/\(figure.file)")).description == figure.fingerprint)
            }
        }
        // The next run takes away what was left half written.
        try Data("half".utf8).write(to: folder.url.appendingPathComponent("\(small.folder)/.x.png.0F7C.tmp"))
        let again = try Program(name: small.name).run(
            ["--preset", "quick", "--no-progress", "--section", "1", "--figures", folder.url.path])
        #expect(again.ending == .exited(0), "\(again.errors)")
        #expect(!folder.files(in: small.folder).contains { $0.hasPrefix(".") })
    }

    /// Ctrl-C ends the chapters too: nothing holds their folders any more.
    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptEndsAllChapters(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let some = chapters.prefix(2)
        let numbers = some.compactMap { Int($0.folder.suffix(2)) }.map(String.init).joined(separator: ",")
        var child = ChildProcess(
            try BuiltProgram.locate("workbook"),
            ["--seed", "5", "--chapters", numbers, "--jobs", "2", "--no-progress", "--figures", folder.url.path])
        child.output = folder.url.appendingPathComponent("output")
        child.errors = folder.url.appendingPathComponent("errors")
        let run = try child.start()
        while !some.allSatisfy({ !folder.files(in: $0.folder).isEmpty }), run.ending == nil { usleep(1000) }
        run.send(signal)
        #expect(run.wait() == .killed(signal: signal))
        for chapter in some {
            let descriptor = open(folder.url.appendingPathComponent(chapter.folder).path, O_RDONLY)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            #expect(!folder.files(in: chapter.folder).contains("transcript.json"))
        }
    }

    /// A pipe that nobody reads ends a program quietly; a disk that is full, or nothing at all, with a sentence.
    @Test(
        arguments: [
            (">/dev/full", 1, "Error: cannot write to standard output: No space left on device.\n"),
            (">&-", 1, "Error: cannot write to standard output: Bad file descriptor.\n"),
            (">&- 2>&-", 1, ""), ("2>&- >/dev/full", 1, ""), ("2>/dev/full >/dev/null", 0, ""),
            ("<&- >/dev/null", 0, ""),
            ("| true", 0, ""),
        ] as [(String, Int32, String)])
    func outputThatCannotBeWrittenIsNoCrash(redirection: String, code: Int32, message: String) throws {
        let folder = try TemporaryFolder()
        let program = try BuiltProgram.locate(small.name).path
        var child = ChildProcess(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", "'\(program)' --preset quick --section 1 --figures . \(redirection)"])
        child.errors = folder.url.appendingPathComponent("errors")
        child.arguments[1] = "cd '\(folder.url.path)' && " + child.arguments[1]
        #expect(try child.run(timeLimit: 60) == .exited(code))
        #expect(try String(decoding: folder.data("errors"), as: UTF8.self).hasPrefix(message))
        #expect(try !String(decoding: folder.data("errors"), as: UTF8.self).contains("Fatal"))
    }

    @Test func aCurrentFolderThatIsGoneIsNoEndlessSearch() throws {
        let folder = try TemporaryFolder()
        let program = try BuiltProgram.locate(small.name).path
        func run(_ arguments: String) throws -> (ChildProcess.Ending, String) {
            var child = ChildProcess(
                URL(fileURLWithPath: "/bin/sh"),
                ["-c", "mkdir gone && cd gone && rmdir ../gone && '\(program)' \(arguments)"])
            child.arguments[1] = "cd '\(folder.url.path)' && " + child.arguments[1]
            child.output = folder.url.appendingPathComponent("output")
            child.errors = folder.url.appendingPathComponent("errors")
            return (try child.run(timeLimit: 30), String(decoding: try folder.data("errors"), as: UTF8.self))
        }
        #expect(try run("exercises --hint 2.1").0 == .exited(0))
        let (ending, errors) = try run("--preset quick --section 1 --figures here")
        #expect(ending == .exited(1))
        #expect(errors.hasPrefix("Error: --figures here cannot be found: the current folder is gone"))
    }

    @Test func aPathThatIsNotUTF8IsRefused() throws {
        let program = try BuiltProgram.locate(small.name).path
        let folder = try TemporaryFolder()
        var child = ChildProcess(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "'\(program)' --figures \"$(printf '/tmp/\\377x')\""])
        child.errors = folder.url.appendingPathComponent("errors")
        #expect(try child.run(timeLimit: 30) == .exited(64))
        #expect(
            try String(decoding: folder.data("errors"), as: UTF8.self)
                == "Error: The argument “/tmp/�x” is not UTF-8.\n")
    }

    @Test func theListNamesEveryChapter() throws {
        let outcome = try Program(name: "workbook").run(["list"])
        #expect(outcome.ending == .exited(0), "\(outcome.errors)")
        #expect(chapters.count > 0)
        for (name, _) in chapters { #expect(outcome.output.contains("swift run \(name)")) }
    }

    @Test(
        arguments: [
            (["--section", "x"], 64, "Error: --section belongs to a chapter's own command"),
            (["--chapters", "one"], 64, "Error: --chapters takes numbers separated by commas, not “one”.\n"),
            (["--chapters", "77"], 64, "Error: There is no Chapter 77.\n"),
            (["--data", "/no/such/folder"], 1, "Error: the data folder /no/such/folder does not exist.\n"),
            (
                ["--chapters", "2", "--figures", "/dev/null/x"], 1,
                "Error: cannot make the folder /dev/null/x/Chapter02: "
            ),
            (["--jobs", "0"], 64, "Error: --jobs must be from 1 to 256, not 0.\n"),
            (["--chapters", ""], 64, "Error: --chapters must not be empty.\n"),
            (["book", "--output", ""], 64, "Error: --output must not be empty.\n"),
            (["benchmark", "--json", ""], 64, "Error: --json must not be empty.\n"),
            (
                ["benchmark", "--json", "/dev/null/x.json"], 1,
                "Error: cannot write /dev/null/x.json: Not a directory.\n"
            ),
            (["--results", "/dev/null"], 1, "Error: cannot write /dev/null: it is not a regular file.\n"),
            (["verify", "--trials", "0"], 64, "Error: --trials must be from 1 to 100000, not 0.\n"),
        ] as [([String], Int32, String)])
    func theWorkbookCommandAnswersBadInputByOneSentence(arguments: [String], code: Int32, message: String) throws {
        let outcome = try Program(name: "workbook").run(arguments)
        #expect(outcome.ending == .exited(code))
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}

/// The program that needs no chapter.
@Suite struct ExercisesProgramTests {
    @Test(
        arguments: [
            (["--hint", "2.99"], 1, "Error: there is no exercise “2.99”; those of Chapter 2 are 2.1, 2.2"),
            (["99.1"], 1, "Error: there is no exercise “99.1”; they are numbered like 3.1"),
            (["--hint", "2.1", "--reset", "2.1"], 64, "Error: Give only one of "),
            (["--time-limit", "0"], 64, "Error: --time-limit must be a number of seconds"),
        ] as [([String], Int32, String)])
    func badInputIsAnsweredByOneSentence(arguments: [String], code: Int32, message: String) throws {
        let outcome = try Program(name: "exercises").run(arguments)
        #expect(outcome.ending == .exited(code))
        #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    /// The catalogue read from the sources is the one that the compiled chapter has.
    @Test func itKnowsWhatTheChapterKnows() throws {
        let listed = try Program(name: small.name).run(["list"]).output
        let entries = ExerciseCatalogue(root: try PackageRoot.find()).entries.filter { $0.program == small.name }
        #expect(!entries.isEmpty)
        #expect(listed.contains("Exercises: " + entries.map { "\($0.id) \($0.title)" }.joined(separator: ", ")))
        #expect(entries.allSatisfy { $0.hints.count >= 3 })
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

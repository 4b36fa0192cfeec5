import Foundation
import Testing

@testable import Workbook

@Suite struct ExerciseCatalogueTests {
    let package: TemporaryPackage

    private static func source(_ id: String, _ title: String, body: String = "throw NotYetSolved(\"1.1\")") -> String {
        """
        /// static let id = "9.9" in a comment is none.
        func swish(_ x: Double) throws -> Double { \(body) }

        enum SwishExercise: Exercise {
            static let id = "\(id)"
            static let title = "\(title)"
            static let hints = [
                "One, with “commas”, ] and \\"quotes\\".",
                "Two, " // in
                    + "in two pieces.",
                #"Three: \\sigma"#,
            ]
            static var attempt: (Double) throws -> Double { swish }
            static func check(_ solution: (Double) throws -> Double) throws { try require(true, "[not a hint]") }
        }
        """
    }

    private static let folder = "Chapters/Chapter01_A/Exercises"

    init() throws {
        package = try TemporaryPackage()
        try package.write(Self.source("1.1", "Swish"), to: "\(Self.folder)/Swish.swift")
        try package.write(Self.source("1.1", "Swish"), to: "\(Self.folder)/.shipped/Swish.swift")
        try package.write(Self.source("10.2", "Later"), to: "Chapters/Chapter10_B/Exercises/Later.swift")
        try package.write("struct Helper {}", to: "\(Self.folder)/Helper.swift")
    }

    private var catalogue: ExerciseCatalogue { ExerciseCatalogue(root: package.root) }

    @Test func exercisesAreReadWithoutACompiler() throws {
        #expect(catalogue.entries.map(\.id) == ["1.1", "10.2"])
        let entry = try catalogue.entry("1.1")
        #expect(entry.title == "Swish")
        #expect(entry.program == "Chapter01_A")
        #expect(entry.file == "\(Self.folder)/Swish.swift")
        #expect(
            entry.hints == [
                "One, with “commas”, ] and \"quotes\".", "Two, in two pieces.", "Three: \\sigma",
            ])
    }

    /// The three ways in which a chapter stops compiling just when its stub is wanted.
    @Test(arguments: ["an open brace", "a deleted file", "a copy beside it"])
    func aStubComesBackWhateverWasWritten(what: String) throws {
        let file = "\(Self.folder)/Swish.swift"
        switch what {
        case "an open brace": try package.write(Self.source("1.1", "Swish", body: "{ \"open"), to: file)
        case "a deleted file": try FileManager.default.removeItem(at: package.url.appendingPathComponent(file))
        default:
            try package.write(Self.source("1.1", "Swish"), to: "\(Self.folder)/Swish copy.swift")
            try package.write("my answer", to: file)
        }
        let entry = try catalogue.entry("1.1")
        #expect(entry.file == file)
        #expect(entry.hints.count == 3)
        let lines = Lines()
        try ExerciseDesk(root: package.root, terminal: lines.terminal).reset("1.1", file: entry.file)
        #expect(try package.text(of: file) == Self.source("1.1", "Swish"))
        #expect(lines.all.first?.hasPrefix("\(file) is as it was shipped") == true)
    }

    @Test func anUnknownNumberIsAnsweredWithTheKnown() {
        #expect(throws: WorkbookError("there is no exercise “1.7”; those of Chapter 1 are 1.1")) {
            try catalogue.entry("1.7")
        }
        #expect(throws: WorkbookError("there is no exercise “x”; they are numbered like 3.1, Chapter and exercise")) {
            try catalogue.entry("x")
        }
    }

    @Test func hintsComeOneByOne() throws {
        let entry = try catalogue.entry("1.1")
        let lines = Lines()
        let desk = ExerciseDesk(root: package.root, terminal: lines.terminal)
        try desk.showHint(of: "1.1", title: entry.title, hints: entry.hints)
        #expect(lines.all == ["1.1 Swish", "  Hint 1 of 3: One, with “commas”, ] and \"quotes\"."])
    }
}

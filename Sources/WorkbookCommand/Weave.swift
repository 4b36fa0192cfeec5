import ArgumentParser
import Foundation
import Workbook

/// `workbook weave`: the pages, from the sources and the committed transcripts. Nothing is run.
struct Weave: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Weave the chapters' pages from their sources and the transcripts of their last runs.",
        discussion: "Changed prose needs no new run. Changed code does: the message says which chapter to run.")

    @Option(help: ArgumentHelp("Weave only these chapters, by their numbers, e.g. 1,3.", valueName: "numbers"))
    var chapters: String?

    @Flag(help: "Write nothing, and fail if a committed page, transcript or figure does not fit its source.")
    var check = false

    func validate() throws {
        if check, chapters != nil { throw ValidationError("--check examines all chapters: leave --chapters out.") }
        _ = try chosenNumbers()
    }

    func run() throws {
        let root = try PackageRoot.find()
        if check {
            try Weaver(root: root).check()
            Terminal.standard.print("Every page, transcript and figure fits its source.")
            return
        }
        let changed = try Weaver(root: root).weaveCommitted(only: try chosenNumbers())
        for path in changed { Terminal.standard.print("Wove \(path).") }
        if changed.isEmpty { Terminal.standard.print("All pages are up to date.") }
    }

    private func chosenNumbers() throws -> Set<Int>? { try chapters.map { Set(try ChapterProgram.numbers($0)) } }
}

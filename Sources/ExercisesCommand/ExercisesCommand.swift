import ArgumentParser
import Foundation
import Workbook

/// `swift run exercises`: how far the reader has come, and what comes next.
///
/// This program depends on no chapter, so that it builds whatever stands in an exercise's file. Chapters are built only
/// where something has been written.
@main
struct ExercisesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exercises",
        abstract: "Check the exercises of all chapters, give hints, put stubs back.",
        discussion: "Only chapters in whose exercises something has been written are built and checked.")

    @Argument(help: ArgumentHelp("Check only these exercises, e.g. 3.1.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("Show the next hint for an exercise.", valueName: "id"))
    var hint: String?

    @Option(help: ArgumentHelp("Put the shipped stub back; what you wrote is kept beside it.", valueName: "id"))
    var reset: String?

    @Option(help: ArgumentHelp("The time that each exercise has.", valueName: "seconds"))
    var timeLimit: Double = ExerciseRunner.defaultTimeLimit

    @Flag(help: "Keep the exercises' files as they are now as the shipped stubs (for authors).")
    var record = false

    static func main() { CommandLineTool.run(ExercisesCommand.self) }

    mutating func validate() throws {
        guard [hint, reset].compactMap({ $0 }).count + (ids.isEmpty ? 0 : 1) + (record ? 1 : 0) <= 1 else {
            throw ValidationError("Give only one of --hint, --reset, --record and exercises to check.")
        }
        guard timeLimit > 0, timeLimit <= 86_400 else {
            throw ValidationError("--time-limit must be a number of seconds from above 0 to 86400.")
        }
    }

    func run() throws {
        let root = try PackageRoot.find()
        let catalogue = ExerciseCatalogue(root: root)
        if let hint {
            let entry = try catalogue.entry(hint)
            try ExerciseDesk(root: root).showHint(of: entry.id, title: entry.title, hints: entry.hints)
        } else if let reset {
            let entry = try catalogue.entry(reset)
            try ExerciseDesk(root: root).reset(entry.id, file: entry.file)
        } else if record {
            for entry in catalogue.entries { try ShippedStub(file: entry.file, root: root).record() }
            Terminal.standard.print("\(catalogue.entries.count) exercises are recorded as they are now.")
        } else {
            let chosen = ids.isEmpty ? catalogue.entries : try ids.map(catalogue.entry)
            let progress = ExerciseProgress(root: root, timeLimit: timeLimit)
            if try !progress.show(chosen, asksForAll: ids.isEmpty) { throw ExitCode.failure }
        }
    }
}

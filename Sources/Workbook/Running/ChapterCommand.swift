import ArgumentParser
import Foundation

/// A chapter's command: runs its sections, lists them, or checks its exercises.
struct ChapterCommand<C: Chapter>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: C.moduleName, abstract: "Run Chapter \(C.number): \(C.title).",
            subcommands: [ChapterListCommand<C>.self, ExerciseCommand<C>.self])
    }

    @OptionGroup var arguments: RunArguments

    mutating func validate() throws {
        do {
            _ = try SectionChoice<C>(arguments.sections)
        } catch {
            throw ValidationError(reason(of: error))
        }
    }

    func run() throws {
        let run = ChapterRun<C>(options: try arguments.options(), root: try PackageRoot.find(), terminal: .standard)
        try run.run()
    }
}

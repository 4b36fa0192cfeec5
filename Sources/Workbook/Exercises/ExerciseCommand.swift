import ArgumentParser
import Foundation

/// `ChapterNN_Name exercises`: checks the chapter's exercises, gives hints, restores a stub.
struct ExerciseCommand<C: Chapter>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "exercises", abstract: "Check the chapter's exercises.")
    }

    @Option(help: ArgumentHelp("Show the next hint for an exercise.", valueName: "id"))
    var hint: String?

    @Option(help: ArgumentHelp("Check only this exercise.", valueName: "id"))
    var only: String?

    @Option(help: ArgumentHelp("Put the shipped stub back; what you wrote is kept beside it.", valueName: "id"))
    var reset: String?

    @Option(help: ArgumentHelp("The time that each exercise has.", valueName: "seconds"))
    var timeLimit: Double = ExerciseRunner.defaultTimeLimit

    @Option(help: .hidden) var judge: String?
    @Option(help: .hidden) var verdict: String?
    @Option(help: .hidden) var report: String?
    @Flag(help: .hidden) var record = false

    mutating func validate() throws {
        guard [hint, only, reset, judge].compactMap({ $0 }).count <= 1 else {
            throw ValidationError("Give only one of --hint, --only and --reset.")
        }
        guard timeLimit > 0, timeLimit <= 86_400 else {
            throw ValidationError("--time-limit must be a number of seconds from above 0 to 86400.")
        }
        for id in [hint, only, reset, judge] { if let id { _ = try exercise(id) } }
    }

    func run() throws {
        if let judge {
            try write(exercise(judge))
        } else if let hint {
            try show(hintsOf: exercise(hint))
        } else if let reset {
            try restore(exercise(reset))
        } else if record {
            let root = try PackageRoot.find()
            for exercise in C.exercises { try ShippedStub(of: exercise, root: root).record() }
        } else {
            try check()
        }
    }

    private func exercise(_ id: String) throws -> any Exercise.Type {
        guard let exercise = C.exercises.first(where: { $0.id == id }) else {
            let all = C.exercises.map { $0.id }.joined(separator: ", ")
            throw ValidationError(
                "Chapter \(C.number) has no exercise “\(id)”. "
                    + (all.isEmpty ? "It has none yet." : "Its exercises are \(all)."))
        }
        return exercise
    }

    /// The child's part: writes the verdict. The alarm ends it if the parent has gone.
    private func write(_ exercise: any Exercise.Type) throws {
        alarm(UInt32(timeLimit.rounded(.up)) + 1)
        // What the student prints is to be seen even if the next statement stops the program.
        StandardOutput.flushLines()
        guard let verdict else { throw ValidationError("--judge needs --verdict.") }
        try JSONFile.write(exercise.verdictOnAttempt(), to: URL(fileURLWithPath: verdict))
    }

    private func check() throws {
        let terminal = Terminal.standard
        let chosen = try only.map { [try exercise($0)] } ?? C.exercises
        terminal.print(terminal.bold("Exercises of Chapter \(C.number) · \(C.title)"))
        var result = ExerciseReport(chapter: C.number, title: C.title, entries: [])
        let runner = ExerciseRunner(executable: ChildProcess.current, timeLimit: timeLimit)
        let width = C.exercises.map { $0.title.count }.max() ?? 0
        for exercise in chosen {
            let verdict = try runner.judge(exercise.id)
            result.entries.append(ExerciseReport.Entry(exercise: ExerciseRecord(exercise), verdict: verdict))
            let space = String(repeating: " ", count: width - exercise.title.count)
            terminal.print("  \(verdict.symbol) \(exercise.id)  \(exercise.title)\(space)  \(verdict.state)")
            if let explanation = verdict.explanation { terminal.print("        \(explanation)") }
            if !verdict.isSolved { terminal.print("        \(exercise.file)") }
        }
        if let report { try JSONFile.write(result, to: URL(fileURLWithPath: report)) }
        if chosen.count > 1 { terminal.print("\(result.solved) of \(chosen.count) solved.") }
        if let next = result.next {
            terminal.print("A hint: swift run \(C.moduleName) exercises --hint \(next.exercise.id)")
        }
        if result.entries.contains(where: { $0.verdict.isRefused }) { throw ExitCode.failure }
    }

    private func show(hintsOf exercise: any Exercise.Type) throws {
        let hints = exercise.hints
        guard !hints.isEmpty else { throw WorkbookError("exercise \(exercise.id) has no hints") }
        let memory = ExerciseMemory(root: try PackageRoot.find())
        let count = try memory.showOneMore(of: exercise.id, all: hints.count)
        let terminal = Terminal.standard
        terminal.print(terminal.bold("\(exercise.id) \(exercise.title)"))
        for (index, hint) in hints.prefix(count).enumerated() {
            terminal.print("  Hint \(index + 1) of \(hints.count): \(hint)")
        }
        if count == hints.count { terminal.print("  That is all there is to say.") }
    }

    private func restore(_ exercise: any Exercise.Type) throws {
        let root = try PackageRoot.find()
        let backup = try ShippedStub(of: exercise, root: root).restore()
        try ExerciseMemory(root: root).forget(exercise.id)
        if let backup {
            Terminal.standard.print("\(exercise.file) is as it was shipped. What you had written is in \(backup).")
        } else {
            Terminal.standard.print("\(exercise.file) is as it was shipped; nothing had been changed.")
        }
    }
}

extension Exercise {
    static func verdictOnAttempt() -> Verdict { verdict(on: attempt) }
}

import ArgumentParser
import Foundation

/// `ChapterNN_Name exercises`: checks the chapter's exercises, gives hints, restores a stub.
struct ExerciseCommand<C: Chapter>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "exercises", abstract: "Check the chapter's exercises.")
    }

    @Argument(help: ArgumentHelp("Check only these exercises, e.g. \(C.number).1.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("Show the next hint for an exercise.", valueName: "id"))
    var hint: String?

    @Option(help: ArgumentHelp("Put the shipped stub back; what you wrote is kept beside it.", valueName: "id"))
    var reset: String?

    @Option(help: ArgumentHelp("The time that each exercise has.", valueName: "seconds"))
    var timeLimit: Double = ExerciseRunner.defaultTimeLimit

    @Option(help: .hidden) var judge: String?
    @Option(help: .hidden) var report: String?

    mutating func validate() throws {
        guard [hint, reset, judge].compactMap({ $0 }).count + (ids.isEmpty ? 0 : 1) <= 1 else {
            throw ValidationError("Give only one of --hint, --reset and exercises to check.")
        }
        guard timeLimit > 0, timeLimit <= 86_400 else {
            throw ValidationError("--time-limit must be a number of seconds from above 0 to 86400.")
        }
        for id in [hint, reset, judge].compactMap({ $0 }) + ids { _ = try exercise(id) }
    }

    func run() throws {
        if let judge {
            try answer(exercise(judge))
        } else if let hint {
            let exercise = try exercise(hint)
            try ExerciseDesk(root: PackageRoot.find()).showHint(
                of: exercise.id, title: exercise.title, hints: exercise.hints)
        } else if let reset {
            let exercise = try exercise(reset)
            try ExerciseDesk(root: PackageRoot.find()).reset(exercise.id, file: exercise.file)
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

    /// The child's part: judges one exercise. The alarm ends it if the parent has gone.
    private func answer(_ exercise: any Exercise.Type) throws {
        alarm(UInt32(timeLimit.rounded(.up)) + 1)
        // What the student prints is to be seen even if the next statement stops the program.
        StandardStream.flushLines()
        try ExerciseRunner.report { exercise.verdictOnAttempt() }
    }

    private func check() throws {
        let terminal = Terminal.standard
        let chosen = ids.isEmpty ? C.exercises : try ids.map(exercise)
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
        if let report { try JSONFile.write(result, to: FileArgument.url(report, of: "--report")) }
        if chosen.count != 1 { terminal.print("\(result.solved) of \(chosen.count) solved.") }
        if let next = result.next {
            terminal.print("A hint: swift run exercises --hint \(next.exercise.id)")
        }
        if result.entries.contains(where: { $0.verdict.isRefused }) { throw ExitCode.failure }
    }
}

extension Exercise {
    static func verdictOnAttempt() -> Verdict { verdict(on: attempt) }
}

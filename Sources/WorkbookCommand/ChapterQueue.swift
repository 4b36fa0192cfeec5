import Foundation
import Workbook

/// Runs chapters side by side. Ctrl-C ends all of them.
struct ChapterQueue {
    struct Outcome {
        var program: ChapterProgram
        var ending: ChildProcess.Ending
        /// Nil if the chapter failed.
        var results: ChapterResults?
        /// What it printed, unless that went to the terminal.
        var output: String
    }

    let arguments: [String]
    /// Whether several chapters share the terminal: then each one's output is gathered and printed when it is whole.
    let isShared: Bool
    let showsStatus: Bool

    private struct Job {
        let program: ChapterProgram
        let process: ChildProcess.Running
        let output: ChildOutput?
        let results: URL
        let start = ContinuousClock.now

        var seconds: Double { start.duration(to: .now).seconds }
    }

    /// - Returns: In the chapters' own order.
    /// - Throws: ``WorkbookError`` if a chapter cannot be started.
    func run(_ programs: [ChapterProgram], jobs: Int) throws -> [Outcome] {
        try DeferredSignals.during {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("workbook-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            var waiting = programs[...]
            var running: [Job] = []
            defer { stop(running) }
            var outcomes: [Outcome] = []
            let status = StatusLine(isShown: isShared && showsStatus)
            while !waiting.isEmpty || !running.isEmpty {
                while running.count < jobs, let program = waiting.popFirst() {
                    running.append(try start(program, in: folder))
                }
                if DeferredSignals.received != nil {
                    status.clear()
                    break
                }
                for (index, job) in running.enumerated().reversed() {
                    guard let ending = job.process.ending else { continue }
                    running.remove(at: index)
                    status.clear()
                    outcomes.append(
                        finish(job, ending, "\(outcomes.count + 1) of \(programs.count)"))
                }
                status.show(
                    "\(outcomes.count) of \(programs.count) chapters done, running: "
                        + running.map { "\($0.program.number) (\(Int($0.seconds)) s)" }.joined(separator: ", "))
                usleep(20_000)
            }
            status.clear()
            return outcomes.sorted { $0.program.number < $1.program.number }
        }
    }

    private func start(_ program: ChapterProgram, in folder: URL) throws -> Job {
        let results = folder.appendingPathComponent("\(program.name).json")
        var child = ChildProcess(program.executable, arguments + ["--results", results.path])
        var output: ChildOutput?
        if isShared {
            let gathered = try ChildOutput(limit: 1 << 24)
            child.arguments.append("--no-progress")
            child.pipes = [STDOUT_FILENO: gathered, STDERR_FILENO: gathered]
            output = gathered
        }
        return Job(program: program, process: try child.start(), output: output, results: results)
    }

    private func finish(_ job: Job, _ ending: ChildProcess.Ending, _ count: String) -> Outcome {
        let outcome = Outcome(
            program: job.program, ending: ending,
            results: ending == .exited(0) ? try? ChapterResults.read(from: job.results) : nil,
            output: job.output?.text ?? "")
        let terminal = Terminal.standard
        guard isShared else {
            terminal.print()
            return outcome
        }
        // The output of a chapter that failed stands at the end, where it is seen.
        if ending == .exited(0) { terminal.print(outcome.output) }
        let refuted = outcome.results?.run[ChapterResults.refutedChecks].map { ", of whose checks \($0) did not hold" }
        let seconds = job.seconds.formatted(.seconds(job.seconds < 10 ? 1 : 0))
        terminal.print(
            terminal.bold(
                "\(ending == .exited(0) ? "✓" : "✗ failed:") \(job.program.name)\(refuted ?? "") in \(seconds) (\(count))"
            ))
        return outcome
    }

    /// A chapter that is just publishing what it has made ends after that.
    private func stop(_ jobs: [Job]) {
        for job in jobs { job.process.send(SIGTERM) }
        for job in jobs { while job.process.ending == nil { usleep(10_000) } }
    }
}

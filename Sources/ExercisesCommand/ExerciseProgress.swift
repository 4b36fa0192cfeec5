import Foundation
import Workbook

/// Judges exercises, chapter by chapter, and shows what came of it.
struct ExerciseProgress {
    let root: PackageRoot
    let timeLimit: Double
    private let terminal = Terminal.standard

    init(root: PackageRoot, timeLimit: Double) {
        self.root = root
        self.timeLimit = timeLimit
    }

    private struct Judged {
        var entry: ExerciseCatalogue.Entry
        /// Nil if the chapter could not be built.
        var verdict: Verdict?
    }

    /// - Returns: Whether no answer is refused and every chapter could be checked.
    func show(_ entries: [ExerciseCatalogue.Entry], asksForAll: Bool) throws -> Bool {
        var judged: [Judged] = []
        var problems: [String] = []
        for program in Set(entries.map(\.program)).sorted() {
            let own = entries.filter { $0.program == program }
            var verdicts: [String: Verdict] = [:]
            let written = own.filter { !isUntouched($0) }
            if !written.isEmpty {
                do {
                    verdicts = try judge(written, of: program)
                } catch {
                    problems.append("\(program): \(reason(of: error))")
                }
            }
            let results = own.map { Judged(entry: $0, verdict: isUntouched($0) ? .notYetSolved : verdicts[$0.id]) }
            show(results, of: program)
            judged += results
        }
        if asksForAll { showTotal(judged) }
        for problem in problems { CommandLineTool.complain(problem) }
        return problems.isEmpty && !judged.contains { $0.verdict?.isRefused ?? true }
    }

    /// A stub as it was shipped needs no judge.
    private func isUntouched(_ entry: ExerciseCatalogue.Entry) -> Bool {
        (try? ShippedStub(file: entry.file, root: root).isUntouched()) ?? false
    }

    private func judge(_ entries: [ExerciseCatalogue.Entry], of program: String) throws -> [String: Verdict] {
        terminal.print("Building \(program) …")
        let executable = try BuiltProgram.build(program, root: root)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exercises-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.json")
        var child = ChildProcess(
            executable,
            ["exercises", "--report", file.path, "--time-limit", String(timeLimit)] + entries.map(\.id))
        child.output = URL(fileURLWithPath: "/dev/null")
        let ending = try child.run()
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw WorkbookError("the check ended with exit code \(ending.code)")
        }
        let report = try ExerciseReport.read(from: file)
        return Dictionary(report.entries.map { ($0.exercise.id, $0.verdict) }) { first, _ in first }
    }

    private func show(_ results: [Judged], of program: String) {
        let marks = results.map { $0.verdict?.symbol ?? "?" }.joined(separator: " ")
        terminal.print("\(program): \(marks)")
        for result in results {
            guard let verdict = result.verdict, let explanation = verdict.explanation else { continue }
            terminal.print("    \(result.entry.id) \(result.entry.title): \(explanation)")
        }
    }

    private func showTotal(_ judged: [Judged]) {
        let solved = judged.count { $0.verdict?.isSolved ?? false }
        terminal.print("\(Self.bar(solved, of: judged.count)) \(solved) of \(judged.count) solved")
        if let next = judged.first(where: { !($0.verdict?.isSolved ?? false) })?.entry {
            terminal.print("Next: \(next.id) \(next.title), in \(next.file)")
            terminal.print("A hint: swift run exercises --hint \(next.id)")
        } else if !judged.isEmpty {
            terminal.print("All exercises are solved.")
        }
    }

    private static func bar(_ done: Int, of all: Int) -> String {
        let width = 40
        let filled = all == 0 ? 0 : width * done / all
        return "[" + String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled) + "]"
    }
}

import ArgumentParser
import Foundation
import Workbook

/// `workbook exercises`: how far the reader has come, and what comes next.
struct Exercises: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the exercises of all chapters and show the next one.")

    @Option(help: ArgumentHelp("The time that each exercise has.", valueName: "seconds"))
    var timeLimit: Double = ExerciseRunner.defaultTimeLimit

    @Flag(help: "Keep the exercises' files as they are now as the shipped stubs (for maintainers).")
    var record = false

    func run() throws {
        let programs = try ChapterProgram.all(in: try PackageRoot.find())
        if record {
            for program in programs {
                let code = try program.run(["exercises", "--record"])
                guard code == 0 else { throw ExitCode(code) }
            }
            return
        }
        let reports = try programs.map(report).filter { !$0.entries.isEmpty }
        let all = reports.flatMap(\.entries)
        let terminal = Terminal.standard
        for report in reports {
            let marks = report.entries.map(\.verdict.symbol).joined(separator: " ")
            terminal.print("Chapter \(report.chapter) · \(report.title): \(marks)")
            for entry in report.entries {
                guard let explanation = entry.verdict.explanation else { continue }
                terminal.print("    \(entry.exercise.id) \(entry.exercise.title): \(explanation)")
            }
        }
        let solved = all.count(where: \.verdict.isSolved)
        terminal.print("\(Self.bar(solved, of: all.count)) \(solved) of \(all.count) solved")
        if let next = reports.compactMap(\.next).first {
            terminal.print("Next: \(next.exercise.id) \(next.exercise.title), in \(next.exercise.file)")
        } else if !all.isEmpty {
            terminal.print("All exercises are solved.")
        }
        if all.contains(where: \.verdict.isRefused) { throw ExitCode.failure }
    }

    private func report(_ program: ChapterProgram) throws -> ExerciseReport {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exercises-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.json")
        var child = ChildProcess(
            program.executable, ["exercises", "--report", file.path, "--time-limit", String(timeLimit)])
        child.output = folder.appendingPathComponent("output.txt")
        let ending = try child.run()
        // Exit code 1 means that an answer was refused: the report says which.
        guard ending == .exited(0) || ending == .exited(1), FileManager.default.fileExists(atPath: file.path) else {
            throw ExitCode(ending.code == 0 ? 1 : ending.code)
        }
        return try ExerciseReport.read(from: file)
    }

    private static func bar(_ done: Int, of all: Int) -> String {
        let width = 40
        let filled = all == 0 ? 0 : width * done / all
        return "[" + String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled) + "]"
    }
}

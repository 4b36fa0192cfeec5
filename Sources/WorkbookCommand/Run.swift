import ArgumentParser
import Foundation
import Workbook

/// `workbook run`: all chapters, each a process of its own, several at a time.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run all chapters (the default).",
        discussion: "A chapter that fails does not stop the others. The options are the chapters' own.")

    @OptionGroup var arguments: RunArguments

    @Option(help: ArgumentHelp("Run only these chapters, by their numbers, e.g. 1,3.", valueName: "numbers"))
    var chapters: String?

    @Option(
        help: ArgumentHelp(
            "Chapters at a time (default: as many as there are processors); 1 shows each while it runs.",
            valueName: "number"))
    var jobs: Int?

    mutating func validate() throws {
        guard arguments.sections.isEmpty else {
            throw ValidationError("--section belongs to a chapter's own command, e.g. swift run Chapter03_Optimizers.")
        }
        if let jobs, !(1...256).contains(jobs) {
            throw ValidationError("--jobs must be from 1 to 256, not \(jobs).")
        }
        _ = try chosenNumbers()
    }

    func run() throws {
        let options = try arguments.options()
        let root = try PackageRoot.find()
        let numbers = try chosenNumbers()
        let all = try ChapterProgram.all(in: root)
        if let unknown = numbers?.first(where: { number in !all.contains { $0.number == number } }) {
            throw ValidationError("There is no Chapter \(unknown).")
        }
        let programs = all.filter { numbers?.contains($0.number) ?? true }
        let jobs = min(jobs ?? ProcessInfo.processInfo.activeProcessorCount, programs.count)
        let queue = ChapterQueue(
            arguments: arguments.forwarded + (jobs > 1 && arguments.threads == nil ? ["--threads", "1"] : []),
            isShared: jobs > 1, showsStatus: !arguments.hidesProgress)
        let outcomes = try queue.run(
            programs.sorted { $0.expectedSeconds(root) > $1.expectedSeconds(root) }, jobs: jobs)

        let failed = outcomes.filter { $0.ending != .exited(0) }
        if let file = options.results { try AllResults(chapters: outcomes.compactMap(\.results)).write(to: file) }
        if programs.count == 1, let only = failed.first { throw ExitCode(only.ending.code) }
        guard failed.isEmpty else {
            for outcome in failed where queue.isShared {
                Terminal.standard.print(
                    "\n\(outcome.program.name) (exit code \(outcome.ending.code)):\n\(outcome.output)")
            }
            let names = failed.map(\.program.name).joined(separator: ", ")
            throw WorkbookError("\(failed.count) of \(programs.count) chapters failed: \(names)")
        }
        // The chapters have woven their pages; the gallery and the contents show all of them.
        if numbers == nil, options.isCommitted { try Weaver(root: root).weaveCommitted() }
    }

    private func chosenNumbers() throws -> [Int]? { try chapters.map(ChapterProgram.numbers) }
}

extension ChapterProgram {
    /// What the chapter's last run here took; one that was never run comes first, and of those the later in the book, as it may
    /// take longest.
    fileprivate func expectedSeconds(_ root: PackageRoot) -> Double {
        let folder = root.scratch.appending(path: "lecture/\(Transcript.figuresFolderName(chapter: number))")
        let results = try? ChapterResults.read(from: folder.appending(path: ChapterResults.fileName))
        return results?.run["seconds"]?.double ?? 1e6 * Double(number)
    }
}

import ArgumentParser
import Foundation
import Workbook

/// `workbook run`: all chapters in their order, each a process of its own.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run all chapters (the default).",
        discussion: "Stops at the first chapter that fails. The options are the chapters' own.")

    @OptionGroup var arguments: RunArguments

    @Option(help: ArgumentHelp("Run only these chapters, by their numbers, e.g. 1,3.", valueName: "numbers"))
    var chapters: String?

    mutating func validate() throws {
        guard arguments.section == nil else {
            throw ValidationError("--section belongs to a chapter's own command, e.g. swift run Chapter03_Optimizers.")
        }
        _ = try chosenNumbers()
    }

    func run() throws {
        _ = try arguments.options()
        let root = try PackageRoot.find()
        let numbers = try chosenNumbers()
        let all = try ChapterProgram.all(in: root)
        if let unknown = numbers?.first(where: { number in !all.contains { $0.number == number } }) {
            throw ValidationError("There is no Chapter \(unknown).")
        }
        let programs = all.filter { numbers?.contains($0.number) ?? true }
        var results: [ChapterResults] = []
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("workbook-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for program in programs {
            let file = folder.appendingPathComponent("\(program.name).json")
            let code = try program.run(arguments.forwarded + ["--results", file.path])
            guard code == 0 else { throw ExitCode(code) }
            results.append(try ChapterResults.read(from: file))
            Terminal.standard.print()
        }
        // The chapters have woven their pages; the gallery and the contents show all of them.
        if numbers == nil, try arguments.options().isCommitted { try Weaver(root: root).weaveCommitted() }
        if let file = arguments.results { try AllResults(chapters: results).write(to: URL(fileURLWithPath: file)) }
    }

    private func chosenNumbers() throws -> [Int]? {
        try chapters?.split(separator: ",").map { word in
            guard let number = Int(word.trimmingCharacters(in: .whitespaces)) else {
                throw ValidationError("--chapters takes numbers separated by commas, not “\(word)”.")
            }
            return number
        }
    }
}

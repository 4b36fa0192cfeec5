import ArgumentParser
import Workbook

/// `swift run workbook`: everything that concerns all chapters.
@main
struct WorkbookTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workbook",
        abstract: "A lecture on neural networks and autoencoders whose chapters are programs.",
        subcommands: [
            Run.self, List.self, Weave.self, MakeBook.self, Verify.self, Benchmark.self,
        ],
        defaultSubcommand: Run.self)

    static func main() { CommandLineTool.run(WorkbookTool.self) }
}

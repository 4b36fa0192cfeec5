import ArgumentParser
import Foundation
import Workbook

/// `workbook list`: the chapters, their sections and how to run them.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the chapters and their sections.")

    func run() throws {
        for program in try ChapterProgram.all(in: try PackageRoot.find()) {
            let code = try program.run(["list"])
            guard code == 0 else { throw ExitCode(code) }
        }
    }
}

import Foundation

@testable import Workbook

/// A chapter's program as a user runs it.
struct Program: Sendable {
    let name: String

    struct Outcome: Sendable {
        var ending: ChildProcess.Ending
        var output: String
        var errors: String
    }

    func run(_ arguments: [String], timeLimit: Double = 120) throws -> Outcome {
        let folder = try TemporaryFolder()
        var child = ChildProcess(try BuiltProgram.locate(name), arguments)
        child.output = folder.url.appendingPathComponent("output")
        child.errors = folder.url.appendingPathComponent("errors")
        let ending = try child.run(timeLimit: timeLimit)
        return Outcome(
            ending: ending, output: try String(contentsOf: child.output!, encoding: .utf8),
            errors: try String(contentsOf: child.errors!, encoding: .utf8))
    }
}

extension TemporaryFolder {
    func files(in path: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(path).path)) ?? []).sorted()
    }

    func data(_ path: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(path)) }
}

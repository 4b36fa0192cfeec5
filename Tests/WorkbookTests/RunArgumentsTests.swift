import ArgumentParser
import Foundation
import Testing

@testable import Workbook

@Suite struct RunArgumentsTests {
    @Test func theDefaultsAreTheCommittedRun() throws {
        let options = try RunArguments.parse([]).options()
        #expect(options == RunOptions())
        #expect(options.isCommitted)
    }

    @Test func everyOptionIsUnderstoodAndForwarded() throws {
        let words = [
            "--preset", "full", "--seed", "18446744073709551615", "--format", "pdf", "--threads", "3", "--section", "2",
            "--section", "1", "--epochs", "4", "--data", "/", "--figures", "/tmp/x", "--no-progress", "--resume",
        ]
        let arguments = try RunArguments.parse(words + ["--results", "/tmp/r.json"])
        #expect(Set(arguments.forwarded) == Set(words))
        let options = try arguments.options()
        #expect(options.preset == .full)
        #expect(options.seed == UInt64.max)
        #expect(options.format == .pdf)
        #expect(options.threads == 3)
        #expect(options.sections == ["2", "1"])
        #expect(options.resumes)
        #expect(options.epochs == 4)
        #expect(options.data?.path == "/")
        #expect(options.figures?.path == "/tmp/x")
        #expect(options.results?.path == "/tmp/r.json")
        #expect(!options.showsProgress)
        #expect(try RunArguments.parse(arguments.forwarded).forwarded == arguments.forwarded)
    }

    @Test(arguments: [
        (["--epochs", "0"], "--epochs must be at least 1, not 0."),
        (["--epochs=-3"], "--epochs must be at least 1, not -3."),
        (["--threads", "0"], "--threads must be from 1 to 256, not 0."),
        (["--threads", "1000000"], "--threads must be from 1 to 256, not 1000000."),
        (["--seed", "abc"], "The value 'abc' is invalid for '--seed <seed>'"),
        (["--seed=-1"], "The value '-1' is invalid for '--seed <seed>'"),
        (["--preset", "huge"], "The value 'huge' is invalid for '--preset <preset>'."),
        (["--format", "gif"], "The value 'gif' is invalid for '--format <format>'."),
        (["--colour"], "Unknown option '--colour'"),
        (["--figures", ""], "--figures must not be empty."),
        (["--data", ""], "--data must not be empty."),
        (["--results", ""], "--results must not be empty."),
    ])
    func aWrongOptionIsAnsweredByOneSentence(words: [String], message: String) {
        #expect {
            try RunArguments.parse(words)
        } throws: {
            RunArguments.message(for: $0).hasPrefix(message) && RunArguments.exitCode(for: $0) == .validationFailure
        }
    }

    @Test func resultsThatCannotBeWrittenAreNoticedAtOnce() throws {
        let package = try TemporaryPackage()
        let folder = package.url.appendingPathComponent("Chapters").path
        #expect(throws: WorkbookError("cannot write \(folder): it is a folder")) {
            try RunArguments.parse(["--results", folder]).options()
        }
        let file = package.url.appendingPathComponent("Package.swift/r.json").path
        #expect(throws: WorkbookError("cannot write \(file): Not a directory")) {
            try RunArguments.parse(["--results", file]).options()
        }
        #expect(throws: WorkbookError("cannot write /dev/null: it is not a regular file")) {
            try RunArguments.parse(["--results", "/dev/null"]).options()
        }
    }

    @Test func theDataFolderMustBeAFolder() throws {
        #expect(throws: WorkbookError("the data folder /nowhere does not exist.")) {
            try RunArguments.parse(["--data", "/nowhere"]).options()
        }
        #expect(throws: WorkbookError("the data folder \(#filePath) is a file.")) {
            try RunArguments.parse(["--data", #filePath]).options()
        }
    }
}

import ArgumentParser
import Foundation
import Graphics
import Tensors

/// The options that all chapters and `workbook run` take.
public struct RunArguments: ParsableArguments {
    @Option(help: "How much work: quick (seconds), lecture (what the pages show), full (the best figures).")
    public var preset: Preset = .lecture

    @Option(
        name: .customLong("section"),
        help: ArgumentHelp("Run only this section, by its name or number; may be repeated.", valueName: "section"))
    public var sections: [String] = []

    @Option(help: "The seed of everything random.")
    public var seed: UInt64 = RunOptions.defaultSeed

    @Option(help: "Epochs of every training, instead of the preset's.")
    public var epochs: Int?

    @Option(help: ArgumentHelp("A folder with data sets that are not embedded.", valueName: "dir"))
    public var data: String?

    @Option(help: ArgumentHelp("Write the figures below this folder.", valueName: "dir"))
    public var figures: String?

    @Option(help: "The format of the figures: png, svg or pdf.")
    public var format: FigureFormat = .png

    @Option(
        help: ArgumentHelp(
            "Threads to compute with (default: \(RunOptions.defaultThreads)); results do not depend on it.",
            valueName: "threads"))
    public var threads: Int?

    @Flag(help: "Go on from the checkpoints of a run that was stopped.")
    public var resume = false

    @Flag(name: .customLong("no-progress"), help: "Show no progress bars.")
    public var hidesProgress = false

    @Option(help: ArgumentHelp("Write the results to this file too.", valueName: "file"))
    public var results: String?

    public init() {}

    public mutating func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, not \(epochs).") }
        if let threads, !(1...Threads.maximalCount).contains(threads) {
            throw ValidationError("--threads must be from 1 to \(Threads.maximalCount), not \(threads).")
        }
        for (option, path) in [("--data", data), ("--figures", figures), ("--results", results)] where path == "" {
            throw ValidationError("\(option) must not be empty.")
        }
    }

    /// The same options for a chapter's own command, all but `--results`.
    public var forwarded: [String] {
        var words = ["--preset", preset.rawValue, "--seed", String(seed), "--format", format.rawValue]
        if let threads { words += ["--threads", String(threads)] }
        for section in sections { words += ["--section", section] }
        if let epochs { words += ["--epochs", String(epochs)] }
        if let data { words += ["--data", data] }
        if let figures { words += ["--figures", figures] }
        if hidesProgress { words.append("--no-progress") }
        if resume { words.append("--resume") }
        return words
    }

    /// The options of a run.
    /// - Throws: ``WorkbookError`` if the data folder is not there or cannot be read, or the results cannot be written.
    public func options() throws -> RunOptions {
        var options = RunOptions()
        options.preset = preset
        options.seed = seed
        options.sections = sections
        options.epochs = epochs
        options.format = format
        options.threads = threads ?? RunOptions.defaultThreads
        options.resumes = resume
        options.showsProgress = !hidesProgress
        options.data = try data.map(Self.dataFolder)
        options.figures = try figures.map { try FileArgument.url($0, of: "--figures") }
        options.results = try results.map { try FileArgument.url($0, of: "--results") }
        if let file = options.results { try FileArgument.requireWritable(file) }
        return options
    }

    private static func dataFolder(_ path: String) throws -> URL {
        let folder = try FileArgument.url(path, of: "--data")
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            throw WorkbookError("the data folder \(folder.path) does not exist.")
        }
        guard isFolder.boolValue else { throw WorkbookError("the data folder \(folder.path) is a file.") }
        guard access(folder.path, R_OK | X_OK) == 0 else {
            throw WorkbookError("the data folder \(folder.path) cannot be read: \(String(cString: strerror(errno))).")
        }
        return folder
    }
}

extension Preset: ExpressibleByArgument {}

extension FigureFormat: ExpressibleByArgument {}

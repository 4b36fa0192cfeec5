import ArgumentParser
import Foundation
import Graphics
import Tensors

/// The options that all chapters and `workbook run` take.
public struct RunArguments: ParsableArguments {
    @Option(help: "How much work: quick (seconds), lecture (what the pages show), full (the best figures).")
    public var preset: Preset = .lecture

    @Option(help: "Run only this section, by its name or number.")
    public var section: String?

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

    @Option(help: "Threads to compute with; the same number gives the same results.")
    public var threads = RunOptions.defaultThreads

    @Flag(name: .customLong("no-progress"), help: "Show no progress bars.")
    public var hidesProgress = false

    @Option(help: ArgumentHelp("Write the results to this file too.", valueName: "file"))
    public var results: String?

    public init() {}

    public mutating func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, not \(epochs).") }
        if !(1...Threads.maximalCount).contains(threads) {
            throw ValidationError("--threads must be from 1 to \(Threads.maximalCount), not \(threads).")
        }
    }

    /// The same options for a chapter's own command, all but `--results`.
    public var forwarded: [String] {
        var words = ["--preset", preset.rawValue, "--seed", String(seed), "--format", format.rawValue]
        words += ["--threads", String(threads)]
        if let section { words += ["--section", section] }
        if let epochs { words += ["--epochs", String(epochs)] }
        if let data { words += ["--data", data] }
        if let figures { words += ["--figures", figures] }
        if hidesProgress { words.append("--no-progress") }
        return words
    }

    /// The options of a run.
    /// - Throws: ``WorkbookError`` if the data folder is not there.
    public func options() throws -> RunOptions {
        var options = RunOptions()
        options.preset = preset
        options.seed = seed
        options.section = section
        options.epochs = epochs
        options.format = format
        options.threads = threads
        options.showsProgress = !hidesProgress
        options.data = try data.map { path in
            let folder = URL(fileURLWithPath: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
                throw WorkbookError("the data folder \(folder.path) does not exist.")
            }
            guard isFolder.boolValue else { throw WorkbookError("the data folder \(folder.path) is a file.") }
            return folder
        }
        options.figures = figures.map { URL(fileURLWithPath: $0) }
        options.results = results.map { URL(fileURLWithPath: $0) }
        return options
    }
}

extension Preset: ExpressibleByArgument {}

extension FigureFormat: ExpressibleByArgument {}

import Foundation
import Graphics

/// Where a run's files go.
///
/// Every run writes to a folder of its own, each file whole or not at all. A run that is to be committed publishes that
/// folder and the page when it has succeeded, all files together, so that a run which fails or is stopped leaves what is
/// committed as it was.
final class RunOutput {
    /// The folder that the run writes to.
    let folder: URL
    /// The folder that a successful run is published to: `Figures/ChapterNN`, or nil.
    let destination: URL?
    /// The folder for what training needs to go on after it was stopped.
    private let checkpoints: URL
    /// What differs from run to run, for `"run"` in the results.
    var volatile: [String: RecordedValue] = [:]
    private let root: PackageRoot
    private var lock: Int32 = -1

    /// Makes the folder and keeps other runs out of it until this object goes.
    /// - Throws: ``WorkbookError`` if the folder cannot be made or written, or another run writes there.
    init(chapter: Int, options: RunOptions, root: PackageRoot) throws {
        self.root = root
        let name = Transcript.figuresFolderName(chapter: chapter)
        let kind = options.preset.rawValue + (options.seed == RunOptions.defaultSeed ? "" : "-seed-\(options.seed)")
        // A run of one section leaves the page of a whole run alone.
        folder =
            options.figures?.appendingPathComponent(name)
            ?? root.scratch.appendingPathComponent("\(kind)\(options.sections.isEmpty ? "" : "-sections")/\(name)")
        destination = options.isCommitted ? root.appending("Figures/\(name)") : nil
        let epochs = options.epochs.map { "-epochs-\($0)" } ?? ""
        checkpoints = root.scratch.appendingPathComponent("checkpoints/\(name)/\(kind)\(epochs)")
        try Self.makeFolder(folder)
        lock = try Folder.lock(folder)
        Folder.removeUnfinishedFiles(in: folder)
        if options.figures == nil { removeFiles(of: folder) }
        if !options.resumes { try? FileManager.default.removeItem(at: checkpoints) }
    }

    deinit { if lock >= 0 { close(lock) } }

    /// How the terminal should show a file of the run: where it will be found in the end.
    func display(_ file: String) -> String {
        root.display((destination ?? folder).appendingPathComponent(file))
    }

    /// What became of the files if the run fails.
    var noteOnFailure: String? {
        destination.map { "\(root.display($0)) is as it was; what this run has drawn is in \(root.display(folder))." }
    }

    func write(_ data: Data, to file: String) throws {
        try AtomicFile.write(data, to: folder.appendingPathComponent(file))
    }

    /// A file for a training's checkpoint, in a folder that is there.
    /// - Throws: ``WorkbookError`` if the folder cannot be made.
    func checkpoint(_ name: String) throws -> URL {
        try Self.makeFolder(checkpoints)
        return checkpoints.appendingPathComponent(name)
    }

    /// Copies the run's files to the committed folder, with the page, and removes figures that are no longer drawn: all
    /// of it, or nothing.
    func publish(_ transcript: Transcript, page: (text: String, file: URL)?) throws {
        guard let destination else { return }
        try Self.makeFolder(destination)
        let destinationLock = try Folder.lock(destination)
        defer { if destinationLock >= 0 { close(destinationLock) } }
        Folder.removeUnfinishedFiles(in: destination)

        let old = try? Transcript.read(from: destination.appendingPathComponent(Transcript.fileName))
        let figures = Set(transcript.figureFiles)
        var publication = Publication()
        // Seconds and the like differ from run to run, so they are not committed.
        var results = try ChapterResults.read(from: folder.appendingPathComponent(ChapterResults.fileName))
        results.run = [:]
        publication.write(try results.json(), to: destination.appendingPathComponent(ChapterResults.fileName))
        for file in figures.sorted() + [Transcript.fileName] {
            publication.write(
                try Data(contentsOf: folder.appendingPathComponent(file)), to: destination.appendingPathComponent(file))
        }
        for file in old?.figureFiles ?? [] where !figures.contains(file) {
            publication.remove(destination.appendingPathComponent(file))
        }
        if let page {
            Folder.removeUnfinishedFiles(in: page.file.deletingLastPathComponent())
            publication.write(Data(page.text.utf8), to: page.file)
        }
        try publication.commit()
    }

    // MARK: The folder

    private static func makeFolder(_ folder: URL) throws {
        if let error = Folder.make(folder) {
            throw WorkbookError("cannot make the folder \(folder.path): \(String(cString: strerror(error))).")
        }
        guard access(folder.path, W_OK | X_OK) == 0 else {
            throw WorkbookError("cannot write to the folder \(folder.path): \(String(cString: strerror(errno))).")
        }
    }

    /// A folder under `.build/workbook` shows one run, not a mixture of several.
    private func removeFiles(of folder: URL) {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        for file in files { try? FileManager.default.removeItem(at: file) }
    }
}

extension Transcript {
    var figureFiles: [String] {
        records.compactMap { if case .figure(let figure) = $0.content { figure.file } else { nil } }
    }
}

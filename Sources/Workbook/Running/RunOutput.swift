import Foundation
import Graphics

/// Where a run's files go.
///
/// Every run writes to a folder of its own, each file whole or not at all. A run that is to be committed publishes that
/// folder when it has succeeded, so that a run which fails or is stopped leaves the committed files as they were.
final class RunOutput {
    /// The folder that the run writes to.
    let folder: URL
    /// The folder that a successful run is published to: `Figures/ChapterNN`, or nil.
    let destination: URL?
    /// What differs from run to run, for `"run"` in the results.
    var volatile: [String: RecordedValue] = [:]
    private let root: PackageRoot
    private var lock: Int32 = -1

    /// Makes the folder and keeps other runs out of it until this object goes.
    /// - Throws: ``WorkbookError`` if the folder cannot be made or written, or another run writes there.
    init(chapter: Int, options: RunOptions, root: PackageRoot) throws {
        self.root = root
        let name = Transcript.figuresFolderName(chapter: chapter)
        if let figures = options.figures {
            folder = figures.appendingPathComponent(name)
        } else {
            let seed = options.seed == RunOptions.defaultSeed ? "" : "-seed-\(options.seed)"
            folder = root.scratch.appendingPathComponent("\(options.preset.rawValue)\(seed)/\(name)")
        }
        destination = options.isCommitted ? root.appending("Figures/\(name)") : nil
        try Self.makeFolder(folder)
        lock = try Self.lock(folder)
        if options.figures == nil, options.section == nil { removeOldFiles() }
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

    /// Copies the run's files to the committed folder, the transcript last, and removes figures that are no longer drawn.
    /// Ctrl-C waits for the end.
    func publish(_ transcript: Transcript) throws {
        guard let destination else { return }
        let previous = [SIGINT, SIGTERM].map { ($0, signal($0, SIG_IGN)) }
        defer { for (number, handler) in previous { signal(number, handler) } }

        let old = try? Transcript.read(from: destination.appendingPathComponent(Transcript.fileName))
        let figures = Set(transcript.figureFiles)
        for file in figures.sorted() + [ChapterResults.fileName, Transcript.fileName] {
            let data = try Data(contentsOf: folder.appendingPathComponent(file))
            let target = destination.appendingPathComponent(file)
            if (try? Data(contentsOf: target)) != data { try AtomicFile.write(data, to: target) }
        }
        for file in old?.figureFiles ?? [] where !figures.contains(file) {
            try? FileManager.default.removeItem(at: destination.appendingPathComponent(file))
        }
    }

    // MARK: The folder

    private static func makeFolder(_ folder: URL) throws {
        if let error = makeFolders(folder.standardizedFileURL.path) {
            throw WorkbookError("cannot make the folder \(folder.path): \(String(cString: strerror(error))).")
        }
        guard access(folder.path, W_OK | X_OK) == 0 else {
            throw WorkbookError("cannot write to the folder \(folder.path): \(String(cString: strerror(errno))).")
        }
    }

    /// - Returns: The system's error number, or nil. (Foundation hides it.)
    private static func makeFolders(_ path: String) -> Int32? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return nil }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if parent != path, let error = makeFolders(parent) { return error }
        return mkdir(path, 0o777) == 0 || errno == EEXIST && access(path + "/.", F_OK) == 0 ? nil : errno
    }

    private static func lock(_ folder: URL) throws -> Int32 {
        let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw WorkbookError(
                "another run is writing to \(folder.path); wait for it or give --figures another folder.")
        }
        return descriptor
    }

    /// A folder under `.build/workbook` shows one run, not a mixture of several.
    private func removeOldFiles() {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        for file in files { try? FileManager.default.removeItem(at: file) }
    }
}

extension Transcript {
    var figureFiles: [String] {
        records.compactMap { if case .figure(let figure) = $0.content { figure.file } else { nil } }
    }
}

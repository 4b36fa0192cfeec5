import Foundation

/// Files that are there whole or not at all, one or several together.
///
/// Every file is first written to a temporary one in its folder, `.name.UUID.tmp`, and renamed when all are complete, so
/// that a reader never sees half a file and an interrupted run leaves the old one.
///
/// - A symbolic link stays, and the file that it leads to is replaced.
/// - What is no regular file (a folder, a device, a pipe) is refused, and so is a file that may not be written.
/// - A replaced file keeps its permissions.
/// - Missing folders are made.
/// - After an error nothing is left behind, neither temporary files nor folders. Temporary files of a run that was killed
///   are removed by the next write to their folder.
public enum AtomicFile {
    /// Writes one file, whole or not at all.
    /// - Throws: ``FileError`` that names the path and the system's reason.
    public static func write(_ data: Data, to url: URL) throws {
        try replace([(url, data)])
    }

    /// Replaces several files together or none: the new contents are all written to disk before the first file changes.
    /// If one cannot be replaced then, those before it get their old contents back.
    ///
    /// ```swift
    /// try AtomicFile.replace([(page, text), (figure, png), (staleFigure, nil)])
    /// ```
    ///
    /// Only the moment between the first and the last renaming, which copies no data, is not atomic: a run killed there
    /// leaves some files new and some old, each of them whole. Who defers signals for so long leaves all or none.
    ///
    /// - Parameter files: paths with their new contents; nil removes the file, if there is one (of a symbolic link the
    ///   link itself). No file may be named twice.
    /// - Throws: ``FileError`` that names the path and the system's reason. All files are then as they were; should
    ///   putting one back fail as well, the sentence says which and where its old content is.
    public static func replace(_ files: [(url: URL, data: Data?)]) throws {
        var folders: [String] = []
        var changes: [FileChange] = []
        do {
            for (url, data) in files {
                if data == nil { try FileSystem.checkRemovable(url.path) }
                let target = try data == nil ? url.path : FileSystem.target(of: url.path)
                guard !changes.contains(where: { $0.target == target }) else {
                    throw FileError("cannot write \(url.path.printable): two contents are given for it")
                }
                let folder = (target as NSString).deletingLastPathComponent
                if data != nil { folders += try FileSystem.makeFolder(folder.isEmpty ? "." : folder) }
                changes.append(FileChange(path: url.path, target: target))
                if let data { try changes[changes.count - 1].stage(data) }
            }
            if changes.count > 1 { for i in changes.indices { try changes[i].keepOld() } }
            try FileChange.commit(&changes)
        } catch {
            for change in changes { change.discard() }
            for folder in folders.reversed() { rmdir(folder) }
            throw error
        }
        for change in changes { change.discard() }
        for folder in Set(changes.map(\.folder)) { TemporaryName.removeStale(in: folder) }
    }

    /// Reads a regular file of at most `limit` bytes.
    /// - Throws: ``FileError`` that names the path and what is wrong with it.
    public static func read(_ url: URL, limit: Int) throws -> Data {
        func failure(_ reason: String) -> FileError {
            FileError("cannot read \(url.path.printable): \(reason)")
        }
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(FileSystem.reason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(FileSystem.reason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not a file") }
        let size = Int(status.st_size)
        guard size <= limit else { throw failure("it has \(size) bytes, more than the limit of \(limit)") }
        var data = Data(count: size)
        let filled = data.withUnsafeMutableBytes { buffer -> Int? in
            var filled = 0
            while filled < buffer.count {
                let count = Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
                if count > 0 { filled += count }
                if count == 0 { break }
                if count < 0, errno != EINTR { return nil }
            }
            return filled
        }
        guard let filled else { throw failure(FileSystem.reason()) }
        return data.prefix(filled)
    }
}

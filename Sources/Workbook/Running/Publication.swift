import Foundation

/// Files that change together or not at all.
///
/// All bytes are on the disk under other names before the first file changes; then each is renamed. If that fails, those
/// already renamed are put back. Ctrl-C waits for the end.
struct Publication {
    private var changes: [(target: URL, data: Data?)] = []

    /// A file to be written, if it does not hold these bytes already.
    mutating func write(_ data: Data, to file: URL) { changes.append((file.resolvingSymlinksInPath(), data)) }

    /// A file to be removed, if it is there.
    mutating func remove(_ file: URL) { changes.append((file, nil)) }

    /// - Returns: The files that changed.
    /// - Throws: ``WorkbookError`` that names the file and the reason; then everything is as it was.
    @discardableResult
    func commit() throws -> [URL] {
        try DeferredSignals.during {
            var staged: [Staged] = []
            defer { for file in staged { file.clean() } }
            for (target, data) in changes {
                if (try? Data(contentsOf: target)) == data { continue }
                staged.append(Staged(target: target, isRemoval: data == nil))
                if let data { try staged[staged.count - 1].stage(data) }
            }
            for (index, file) in staged.enumerated() {
                do {
                    try file.replace()
                } catch {
                    for done in staged[..<index].reversed() { done.restore() }
                    throw error
                }
            }
            return staged.map(\.target)
        }
    }

    /// One file on its way.
    private struct Staged {
        let target: URL
        let isRemoval: Bool
        let new: String
        let old: String

        init(target: URL, isRemoval: Bool) {
            self.target = target
            self.isRemoval = isRemoval
            let name = ".\(target.lastPathComponent).\(UUID().uuidString)"
            let folder = target.deletingLastPathComponent()
            new = folder.appendingPathComponent("\(name).new.tmp").path
            old = folder.appendingPathComponent("\(name).old.tmp").path
        }

        func stage(_ data: Data) throws {
            if let error = Folder.make(target.deletingLastPathComponent()) { throw failure(error) }
            let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw failure(errno) }
            let error = StandardStream.write(Array(data), to: descriptor)
            // A disk may say only when a file is closed that it is full.
            let closing = close(descriptor) == 0 ? nil : errno
            if let error = error ?? closing { throw failure(error) }
        }

        /// The old file stays under a second name until all are replaced.
        func replace() throws {
            if isRemoval {
                guard rename(target.path, old) == 0 || errno == ENOENT else { throw failure(errno) }
            } else {
                link(target.path, old)
                guard rename(new, target.path) == 0 else { throw failure(errno) }
            }
        }

        func restore() {
            if rename(old, target.path) != 0, errno == ENOENT, !isRemoval { unlink(target.path) }
        }

        func clean() {
            unlink(new)
            unlink(old)
        }

        private func failure(_ error: Int32) -> WorkbookError {
            WorkbookError(
                "cannot \(isRemoval ? "remove" : "write") \(target.path): \(String(cString: strerror(error)))")
        }
    }
}

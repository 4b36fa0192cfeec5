import Foundation

/// One file's way from its old content to its new one: staged beside it, then renamed, then settled or undone.
struct FileChange {
    /// The path as given, for messages, and the file that it leads to.
    let path: String
    let target: String
    var folder: String { TemporaryName.folder(of: target) }

    /// The new content, on disk and complete; nil where the file is to be removed.
    private var new: TemporaryName?
    /// A second name of the old file; nil where there is none.
    private var old: TemporaryName?
    private var isDone = false

    init(path: String, target: String) {
        (self.path, self.target) = (path, target)
    }

    private func failure(_ reason: String) -> FileError {
        FileError("cannot write \(path.printable): \(reason)")
    }

    /// Writes the new content beside the file, with the old one's permissions.
    mutating func stage(_ data: Data) throws {
        guard let temporary = TemporaryName.create(for: target) else { throw failure(FileSystem.reason()) }
        new = temporary
        var status = stat()
        if stat(target, &status) == 0 { fchmod(temporary.descriptor, status.st_mode & 0o7777) }
        guard FileSystem.write(data, to: temporary.descriptor), fsync(temporary.descriptor) == 0 else {
            throw failure(FileSystem.reason())
        }
    }

    /// Gives the old file a second name, so that it can be put back.
    mutating func keepOld() throws {
        var status = stat()
        guard lstat(target, &status) == 0 else { return }
        guard let kept = TemporaryName.link(to: target) ?? TemporaryName.copy(of: target) else {
            throw failure(FileSystem.reason())
        }
        old = kept
    }

    /// Renames all; if one cannot be, puts back those that were.
    static func commit(_ changes: inout [FileChange]) throws {
        for i in changes.indices {
            let change = changes[i]
            let result = change.new.map { rename($0.path, change.target) } ?? unlink(change.target)
            if result == 0 || change.new == nil && errno == ENOENT {
                changes[i].isDone = true
                continue
            }
            let reason = FileSystem.reason()
            let lost = changes[..<i].filter { !$0.undo() }
            let state =
                lost.isEmpty
                ? (changes.count > 1 ? "; all files are as they were" : "")
                : lost.map { "; \($0.path.printable) could not be put back (\($0.old?.path.printable ?? "new"))" }
                    .joined()
            throw FileError("cannot write \(change.path.printable): \(reason)\(state)")
        }
    }

    /// Puts the old file back, or none where none was.
    private func undo() -> Bool {
        if let old { return rename(old.path, target) == 0 }
        return unlink(target) == 0 || errno == ENOENT
    }

    /// Removes what is temporary.
    func discard() {
        new?.discard()
        old?.discard()
    }
}

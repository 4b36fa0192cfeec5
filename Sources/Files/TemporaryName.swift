import Foundation

/// A temporary file `.name.UUID.tmp` beside the one that it will replace or that it keeps.
///
/// Its writer holds a lock (`flock`) on it, which the system releases when the writer ends, however that happens: so
/// others can tell the remains of a killed run, which nobody has locked, from the work of a running one.
struct TemporaryName {
    let path: String
    let descriptor: Int32

    static func folder(of target: String) -> String {
        let folder = (target as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func newPath(for target: String) -> String {
        let name = (target as NSString).lastPathComponent
        // A name may have 255 bytes; a long one gives up its end.
        var kept = Substring(name)
        while kept.utf8.count > 200 { kept.removeLast() }
        return folder(of: target) + "/.\(kept).\(UUID().uuidString).tmp"
    }

    /// Makes an empty, locked file. Returns nil if the system refuses; `errno` says why.
    static func create(for target: String) -> TemporaryName? {
        while true {
            let path = newPath(for: target)
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { return nil }
            flock(descriptor, LOCK_EX)
            // Between opening and locking another run may have taken it for a remain.
            var status = stat()
            if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                return TemporaryName(path: path, descriptor: descriptor)
            }
            close(descriptor)
        }
    }

    /// A second name of a file, or of a symbolic link; nil where the file system has no such thing.
    static func link(to target: String) -> TemporaryName? {
        let path = newPath(for: target)
        guard linkat(AT_FDCWD, target, AT_FDCWD, path, 0) == 0 else { return nil }
        // The lock keeps others from removing the name. A symbolic link is not opened, and they leave it alone.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
        return TemporaryName(path: path, descriptor: descriptor)
    }

    /// A copy of a file, where it cannot have a second name; nil if the system refuses, `errno` says why.
    static func copy(of target: String) -> TemporaryName? {
        var status = stat()
        guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let data = FileManager.default.contents(atPath: target), let copy = create(for: target)
        else { return nil }
        fchmod(copy.descriptor, status.st_mode & 0o7777)
        if FileSystem.write(data, to: copy.descriptor) { return copy }
        let code = errno
        copy.discard()
        errno = code
        return nil
    }

    /// Removes the file, unless it was renamed, and the lock.
    func discard() {
        unlink(path)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Removes what killed runs have left in a folder.
    static func removeStale(in folder: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
        for name in names where isTemporary(name) {
            let path = folder + "/" + name
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }

    /// Whether a name has the form `.name.UUID.tmp`.
    static func isTemporary(_ name: String) -> Bool {
        guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
        let parts = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return parts.count >= 3 && UUID(uuidString: String(parts[parts.count - 2])) != nil
    }
}

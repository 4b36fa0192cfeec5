import Foundation

/// Folders made and locked with the system's own calls, whose errors Foundation hides.
enum Folder {
    /// Makes a folder and those above it.
    /// - Returns: The system's error number, or nil.
    static func make(_ folder: URL) -> Int32? { make(folder.standardizedFileURL.path) }

    private static func make(_ path: String) -> Int32? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return nil }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if parent != path, let error = make(parent) { return error }
        return mkdir(path, 0o777) == 0 || errno == EEXIST && access(path + "/.", F_OK) == 0 ? nil : errno
    }

    /// Keeps other runs out of a folder until the descriptor is closed.
    /// - Returns: -1 if the file system has no locks.
    /// - Throws: ``WorkbookError`` if another run is there.
    static func lock(_ folder: URL) throws -> Int32 {
        let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw WorkbookError(
                "another run is writing to \(folder.path); wait for it or give --figures another folder.")
        }
        return descriptor
    }

    /// Removes what runs that were killed have left: files that were never renamed. The folder must be locked.
    static func removeUnfinishedFiles(in folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(".") && name.hasSuffix(".tmp") {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }
}

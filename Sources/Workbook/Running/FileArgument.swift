import ArgumentParser
import Foundation

/// A path given on the command line.
public enum FileArgument {
    /// The file or folder that an option names.
    /// - Throws: `ValidationError` if the path is empty (Foundation takes that for the current folder);
    ///   ``WorkbookError`` if it is relative and the current folder is gone.
    public static func url(_ path: String, of option: String) throws -> URL {
        guard !path.isEmpty else { throw ValidationError("\(option) must not be empty.") }
        if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
        guard let folder = currentFolder else {
            throw WorkbookError(
                "\(option) \(path) cannot be found: the current folder is gone, or its name is not UTF-8")
        }
        return URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
    }

    /// The current folder; nil if it has been deleted or its name is not UTF-8.
    static var currentFolder: URL? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(validatingCString: path).map { URL(fileURLWithPath: $0, isDirectory: true) }
    }

    /// Finds out before long work whether its result can be written: the folder is made, and must be writable.
    /// - Throws: ``WorkbookError`` that names the file and the reason.
    public static func requireWritable(_ file: URL) throws {
        func refuse(_ reason: String) -> WorkbookError { WorkbookError("cannot write \(file.path): \(reason)") }
        let folder = file.deletingLastPathComponent()
        if let error = Folder.make(folder) { throw refuse(String(cString: strerror(error))) }
        var status = stat()
        if stat(file.path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw refuse("it is a folder") }
            if status.st_mode & S_IFMT != S_IFREG { throw refuse("it is not a regular file") }
        }
        guard access(folder.path, W_OK | X_OK) == 0 else { throw refuse(String(cString: strerror(errno))) }
    }
}

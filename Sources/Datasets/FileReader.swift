import Foundation

/// An ordinary file, read from its beginning to its end in pieces of the caller's choice.
///
/// Folders, devices and pipes are refused: their size says nothing about what they hold, and a pipe may block forever.
final class FileReader {
    let path: String
    /// The file's size in bytes when it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(DatasetError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            throw DatasetError(path: path, problem: code == ENOENT ? .noSuchFile : Self.unreadable(code))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw DatasetError(path: path, problem: .notAFile)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Reads the next bytes; returns how many, 0 only at the end of the file (or for an empty buffer).
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            let code = errno
            if code != EINTR { throw DatasetError(path: path, problem: Self.unreadable(code)) }
        }
    }

    private static func unreadable(_ code: Int32) -> DatasetError.Problem {
        .unreadable(reason: String(cString: strerror(code)))
    }
}

import Foundation

/// Bytes in their order, from a file or from memory.
protocol ByteSource: AnyObject {
    /// What messages call the source: a file's path.
    var path: String { get }
    /// The number of bytes.
    var size: Int { get }
    /// Reads the next bytes; returns how many, 0 only at the end (or for an empty buffer).
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
}

/// Bytes in memory.
final class BytesReader: ByteSource {
    let path: String
    var size: Int { bytes.count }
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8], path: String) {
        (self.bytes, self.path) = (bytes, path)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

/// An ordinary file, read from its beginning to its end in pieces of the caller's choice.
///
/// Folders, devices and pipes are refused: their size says nothing about what they hold, and a pipe may block forever.
final class FileReader: ByteSource {
    let path: String
    /// The file's size in bytes when it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(DatasetError) {
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            throw DatasetError(path: path, problem: code == ENOENT ? .noSuchFile : .unreadable(code: code))
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
            if code != EINTR { throw DatasetError(path: path, problem: .unreadable(code: code)) }
        }
    }
}

/// What is at a path.
enum PathKind {
    case nothing, folder, other

    /// - Throws: `DatasetError` if the system does not tell, as below a folder that may not be searched.
    init(_ path: String) throws(DatasetError) {
        var status = stat()
        if stat(path, &status) == 0 {
            self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
        } else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else {
                throw DatasetError(path: path, problem: .unreadable(code: code))
            }
            self = .nothing
        }
    }

    /// - Throws: `DatasetError` if there is no folder at the path.
    static func requireFolder(_ path: String) throws(DatasetError) {
        switch try PathKind(path) {
        case .folder: break
        case .other: throw DatasetError(path: path, problem: .notAFolder)
        case .nothing: throw DatasetError(path: path, problem: .noSuchFolder)
        }
    }
}

extension DatasetError.Problem {
    /// The system's refusal by its number, in its own words.
    static func unreadable(code: Int32) -> Self { .unreadable(reason: String(cString: strerror(code))) }
}

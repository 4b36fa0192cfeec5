import Foundation

/// The system's files in its own terms and words.
enum FileSystem {
    /// Why the last call failed.
    static func reason(_ code: Int32 = errno) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission denied"
        case ENOSPC: "the disk is full"
        default: String(cString: strerror(code)).lowercasedFirst
        }
    }

    /// The file that a path leads to through symbolic links, whether it is there or not.
    /// - Throws: ``FileError`` if it is there and no regular file, or may not be written.
    static func target(of path: String) throws -> String {
        func failure(_ reason: String) -> FileError {
            FileError("cannot write \(path.printable): \(reason)")
        }
        guard !path.isEmpty else { throw FileError("cannot write to a path of no letters") }
        var status = stat()
        if stat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFREG: break
            case S_IFDIR: throw failure("it is a folder")
            case S_IFCHR, S_IFBLK: throw failure("it is a device, not a file")
            case S_IFIFO: throw failure("it is a pipe, not a file")
            default: throw failure("it is not a file")
            }
            guard access(path, W_OK) == 0 else { throw failure(reason()) }
        } else if errno == ELOOP {
            throw failure(reason())
        }
        var target = path
        for _ in 0..<40 {  // the system's own limit
            var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = buffer.withUnsafeMutableBytes { readlink(target, $0.baseAddress!, $0.count) }
            guard count >= 0 else { return target }
            let link = String(decoding: buffer.prefix(count), as: UTF8.self)
            target = link.hasPrefix("/") ? link : TemporaryName.folder(of: target) + "/" + link
        }
        throw failure(reason(ELOOP))
    }

    /// Makes sure that a path may be removed: of files and symbolic links only.
    static func checkRemovable(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard [S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) else {
            throw FileError("cannot remove \(path.printable): it is not a file")
        }
    }

    /// Makes a folder and those above it.
    /// - Returns: the folders that were not there, from above.
    /// - Throws: ``FileError`` that names the folder and the reason.
    static func makeFolder(_ path: String) throws -> [String] {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw FileError("cannot make the folder \(path.printable): a file of this name is there")
            }
            return []
        }
        let above = TemporaryName.folder(of: path)
        let made = errno == ENOENT && above != path ? try makeFolder(above) : []
        if mkdir(path, 0o777) == 0 { return made + [path] }
        let code = errno
        if code == EEXIST { return made }  // by somebody else, meanwhile
        for folder in made.reversed() { rmdir(folder) }
        throw FileError("cannot make the folder \(path.printable): \(reason(code))")
    }

    /// Writes all bytes. Returns false if the system refuses; `errno` says why.
    static func write(_ data: Data, to descriptor: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count > 0 { done += count }
                if count < 0, errno != EINTR { return false }
            }
            return true
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}

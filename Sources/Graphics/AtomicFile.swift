import Foundation

/// Files that are there whole or not at all.
public enum AtomicFile {
    /// Writes the bytes to a temporary file in the same folder and renames it, so that a reader never sees half a
    /// file and an interrupted run leaves the old one. Makes the folder if need be.
    /// - Throws: ``GraphicsError`` that names the path and the system's reason.
    public static func write(_ data: Data, to url: URL) throws {
        let folder = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw GraphicsError("cannot make the folder \(folder.path): \(reason(of: error))")
        }
        let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).tmp")
        do {
            try data.write(to: temporary)
        } catch {
            try? FileManager.default.removeItem(at: temporary)
            throw GraphicsError("cannot write \(url.path): \(reason(of: error))")
        }
        guard rename(temporary.path, url.path) == 0 else {
            let reason = String(cString: strerror(errno))
            try? FileManager.default.removeItem(at: temporary)
            throw GraphicsError("cannot write \(url.path): \(reason)")
        }
    }

    /// Reads a regular file of at most `limit` bytes.
    /// - Throws: ``GraphicsError`` that names the path and what is wrong with it.
    static func read(_ url: URL, limit: Int) throws -> Data {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
        } catch {
            throw GraphicsError("cannot read \(url.path): \(reason(of: error))")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw GraphicsError("cannot read \(url.path): it is not a file")
        }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        guard size <= limit else {
            throw GraphicsError("cannot read \(url.path): it has \(size) bytes, more than the limit of \(limit)")
        }
        do {
            return try Data(contentsOf: url)
        } catch {
            throw GraphicsError("cannot read \(url.path): \(reason(of: error))")
        }
    }

    /// The system's own words for a file error, without Foundation's wrapping.
    private static func reason(of error: any Error) -> String {
        var inner = error as NSError
        while let underlying = inner.userInfo[NSUnderlyingErrorKey] as? NSError { inner = underlying }
        if inner.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(inner.code))) }
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: return "there is no such file"
        case .fileReadNoPermission?, .fileWriteNoPermission?: return "permission denied"
        default: return error.localizedDescription
        }
    }
}

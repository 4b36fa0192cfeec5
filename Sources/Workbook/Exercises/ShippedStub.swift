import Foundation
import Graphics

/// An exercise's file as it was shipped, kept beside it so that it can be restored without git or a network.
///
/// `Exercises/.shipped/Swish.swift` is the copy; `exercises --record` writes it, and the tests hold it against
/// the file itself as long as no student has changed that. (SwiftPM does not look into hidden folders.)
public struct ShippedStub: Sendable {
    /// The exercise's file relative to the package's root.
    public let file: String
    private let root: PackageRoot

    public init(of exercise: any Exercise.Type, root: PackageRoot) {
        self.init(file: exercise.file, root: root)
    }

    public init(file: String, root: PackageRoot) {
        self.file = file
        self.root = root
    }

    /// The copy's path relative to the package's root.
    public var copy: String { sibling(folder: ".shipped", name) }

    /// Whether there is a copy.
    public var isRecorded: Bool { FileManager.default.fileExists(atPath: root.appending(copy).path) }

    /// Whether the exercise's file is as it was shipped.
    /// - Throws: ``WorkbookError`` if the file or its copy cannot be read.
    public func isUntouched() throws -> Bool { try read(file) == read(copy) }

    /// Keeps the file as it is now as the shipped one.
    public func record() throws { try write(read(file), to: copy) }

    /// Puts the shipped text back into the file.
    /// - Returns: Where the text that stood there has been kept (relative to the package's root), or nil if the file was
    ///   as shipped.
    /// - Throws: ``WorkbookError`` if there is no copy, or a file cannot be written.
    public func restore() throws -> String? {
        guard isRecorded else {
            throw WorkbookError(
                "\(file) has no shipped stub to go back to: swift run exercises --record keeps each new exercise's "
                    + "file, as it is, as its stub")
        }
        let shipped = try read(copy)
        guard let current = try? read(file) else {
            try write(shipped, to: file)
            return nil
        }
        guard current != shipped else { return nil }
        let backup = freeBackup()
        try write(current, to: backup)
        try write(shipped, to: file)
        return backup
    }

    private var name: String { (file as NSString).lastPathComponent }

    private func sibling(folder: String, _ name: String) -> String {
        ((file as NSString).deletingLastPathComponent as NSString).appendingPathComponent("\(folder)/\(name)")
    }

    /// `.backups/Swish-1.swift`, the first number that is free.
    private func freeBackup() -> String {
        var number = 1
        while true {
            let path = sibling(folder: ".backups", "\((name as NSString).deletingPathExtension)-\(number).swift")
            if !FileManager.default.fileExists(atPath: root.appending(path).path) { return path }
            number += 1
        }
    }

    private func read(_ path: String) throws -> Data {
        do {
            return try Data(contentsOf: root.appending(path))
        } catch {
            throw WorkbookError("cannot read \(path): \(reason(of: error))")
        }
    }

    private func write(_ data: Data, to path: String) throws {
        try AtomicFile.write(data, to: root.appending(path))
    }
}

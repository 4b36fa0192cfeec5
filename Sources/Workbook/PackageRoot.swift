import Foundation

/// Where the workbook's sources and figures are, wherever a command is given.
public struct PackageRoot: Hashable, Sendable {
    public let url: URL

    /// The folder is taken as it is; see ``find(from:)`` for a search.
    public init(url: URL) { self.url = url }

    /// Searches from a folder upward for the workbook's package; failing that, takes the folder it was compiled in.
    /// - Parameter folder: By default the current one, if it has not been deleted.
    /// - Throws: ``WorkbookError`` if neither is there.
    public static func find(from folder: URL? = nil) throws -> PackageRoot {
        let start = folder ?? FileArgument.currentFolder
        // A path has finitely many components; the parent of a URL can be another URL for ever.
        var components = start?.standardizedFileURL.pathComponents ?? []
        while !components.isEmpty {
            let candidate = URL(fileURLWithPath: NSString.path(withComponents: components))
            if isRoot(candidate) { return PackageRoot(url: candidate) }
            components.removeLast()
        }
        let compiled = URL(fileURLWithPath: compiledRoot)
        if isRoot(compiled) { return PackageRoot(url: compiled) }
        throw WorkbookError(
            "the workbook's folder is neither above \(start?.path ?? "the current folder, which is gone,") nor at "
                + "\(compiledRoot), where it was built")
    }

    /// A file or folder of the package by its path relative to the root.
    public func appending(_ path: String) -> URL { url.appendingPathComponent(path) }

    /// The folder for everything that is not committed: `.build/workbook`.
    public var scratch: URL { appending(".build/workbook") }

    /// The path of a compiled source relative to the root of the package it was compiled in: `Chapters/.../X.swift`.
    public static func relativePath(of filePath: String) -> String {
        guard filePath.hasPrefix(compiledRoot + "/") else { return filePath }
        return String(filePath.dropFirst(compiledRoot.count + 1))
    }

    /// A path as the terminal should show it: relative to the root where it lies below it.
    public func display(_ file: URL) -> String {
        let path = file.standardizedFileURL.path
        let root = url.standardizedFileURL.path
        return path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    private static func isRoot(_ folder: URL) -> Bool {
        guard let manifest = try? String(contentsOf: folder.appendingPathComponent("Package.swift"), encoding: .utf8)
        else { return false }
        return manifest.contains("name: \"Autoencoder\"")
            && FileManager.default.fileExists(atPath: folder.appendingPathComponent("Chapters").path)
    }

    /// This file is `Sources/Workbook/PackageRoot.swift`: the root is three steps up.
    private static let compiledRoot: String = {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }()
}

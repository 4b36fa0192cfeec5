import Foundation

@testable import Workbook

/// A folder that looks like the workbook's package, gone when this object goes.
final class TemporaryPackage {
    private let folder: TemporaryFolder
    var url: URL { folder.url }

    init() throws {
        folder = try TemporaryFolder()
        try write("let package = Package(name: \"Autoencoder\")\n", to: "Package.swift")
        try FileManager.default.createDirectory(
            at: url.appendingPathComponent("Chapters"), withIntermediateDirectories: true)
    }

    var root: PackageRoot { PackageRoot(url: url) }

    func write(_ text: String, to path: String) throws {
        let file = url.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    func text(of path: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
    }

    func files(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(path).path)) ?? []).sorted()
    }

    /// A shell script that can be run.
    func script(_ lines: String) throws -> URL {
        let name = "script-\(UUID().uuidString)"
        try write("#!/bin/sh\n\(lines)\n", to: name)
        let file = url.appendingPathComponent(name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file
    }
}

/// Collects what a run prints.
final class Lines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []

    var terminal: Terminal { Terminal { self.add($0) } }

    var all: [String] { lock.withLock { lines } }

    private func add(_ line: String) { lock.withLock { lines.append(line) } }
}

extension Page {
    /// A page of a section in this very test file.
    static func forTests(
        in package: TemporaryPackage, options: RunOptions = RunOptions(), file: String = #filePath,
        lines: Lines = Lines(), memory: RunMemory = RunMemory()
    ) throws -> Page {
        let relative = PackageRoot.relativePath(of: file)
        return Page(
            chapter: 7, options: options, terminal: lines.terminal,
            output: try RunOutput(chapter: 7, options: options, root: package.root), file: relative,
            lineMap: SourceCode(try String(contentsOfFile: file, encoding: .utf8)).lineMap, memory: memory)
    }
}

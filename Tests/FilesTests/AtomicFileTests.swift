import Foundation
import Testing

@testable import Files

@Suite("Atomic files")
final class AtomicFileTests {
    let folder: URL
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("atomic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(at: folder) }

    private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
    private func make(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: url(name)) }
    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: url(name).path).map { String(decoding: $0, as: UTF8.self) }
    }
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    private func isLink(_ name: String) -> Bool {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: url(name).path)) != nil
    }
    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "nothing thrown"
    }

    @Test("a symbolic link stays, and the file that it leads to is replaced or made")
    func links() throws {
        try make("file", "old")
        for (link, target) in [("absolute", url("file").path), ("relative", "file"), ("chain", "relative")] {
            try FileManager.default.createSymbolicLink(atPath: url(link).path, withDestinationPath: target)
            try AtomicFile.write(Data(link.utf8), to: url(link))
            #expect(isLink(link) && !isLink("file") && text("file") == link)
        }
        try FileManager.default.createSymbolicLink(atPath: url("dangling").path, withDestinationPath: "deep/new")
        try AtomicFile.write(Data("new".utf8), to: url("dangling"))
        #expect(isLink("dangling") && text("deep/new") == "new")
        try FileManager.default.createSymbolicLink(atPath: url("loop").path, withDestinationPath: "loop")
        #expect(
            message { try AtomicFile.write(Data(), to: url("loop")) }.hasPrefix("cannot write \(url("loop").path): "))
        #expect(isLink("loop"))
    }

    @Test("what is no regular file is refused and stays")
    func noFiles() throws {
        try FileManager.default.createDirectory(at: url("folder"), withIntermediateDirectories: true)
        try #require(mkfifo(url("pipe").path, 0o600) == 0)
        var expected = ["folder": "it is a folder", "pipe": "it is a pipe, not a file"]
        // A null device of our own; only root can make one.
        if mknod(url("null").path, S_IFCHR | 0o666, 0x103) == 0 { expected["null"] = "it is a device, not a file" }
        for (name, reason) in expected {
            try FileManager.default.createSymbolicLink(atPath: url("to-\(name)").path, withDestinationPath: name)
            var before = stat()
            try #require(lstat(url(name).path, &before) == 0)
            for path in [url(name), url("to-\(name)")] {
                #expect(
                    message { try AtomicFile.write(Data("x".utf8), to: path) } == "cannot write \(path.path): \(reason)"
                )
            }
            #expect(
                message { try AtomicFile.replace([(url(name), nil)]) }
                    == "cannot remove \(url(name).path): it is not a file")
            var after = stat()
            #expect(lstat(url(name).path, &after) == 0 && after.st_ino == before.st_ino)
        }
    }

    @Test("permissions stay; new files have the usual ones")
    func permissions() throws {
        try make("file", "old")
        chmod(url("file").path, 0o640)
        try AtomicFile.write(Data("new".utf8), to: url("file"))
        try AtomicFile.write(Data("new".utf8), to: url("other"))
        var status = stat()
        #expect(stat(url("file").path, &status) == 0 && status.st_mode & 0o777 == 0o640)
        let mask = umask(0)
        umask(mask)
        #expect(stat(url("other").path, &status) == 0 && status.st_mode & 0o777 == 0o666 & ~mask)
    }

    @Test("several files change together; nil removes")
    func together() throws {
        try make("a", "old a")
        try make("c", "old c")
        try FileManager.default.createSymbolicLink(atPath: url("link").path, withDestinationPath: "a")
        try AtomicFile.replace([
            (url("a"), Data("new a".utf8)), (url("sub/b"), Data("new b".utf8)), (url("c"), nil), (url("link"), nil),
            (url("missing"), nil),
        ])
        #expect(text("a") == "new a" && text("sub/b") == "new b")
        #expect(try names() == ["a", "sub"])
    }

    @Test("if one of several files cannot be written, none changes and nothing is left behind")
    func none() throws {
        try make("a", "old a")
        try FileManager.default.createDirectory(at: url("folder"), withIntermediateDirectories: true)
        let long = String(repeating: "x", count: 300)
        for (bad, reason) in [
            (url("folder"), "it is a folder"), (url("a/b"), "a file of this name is there"), (url(long), "too long"),
            (url("a"), "two contents"),
        ] {
            let message = message {
                try AtomicFile.replace([
                    (url("a"), Data("new a".utf8)), (url("deep/er/new"), Data("new".utf8)), (bad, Data("x".utf8)),
                ])
            }
            #expect(message.contains(reason), "\(message)")
            #expect(text("a") == "old a")
            #expect(try names() == ["a", "folder"])
        }
    }

    @Test("if a renaming fails, those before it are undone")
    func undone() throws {
        try make("a", "old a")
        try make("c", "old c")
        try FileManager.default.createDirectory(at: url("folder/full"), withIntermediateDirectories: true)
        // As if the last file had become a folder while the new contents were written.
        var changes = ["a", "b", "c", "folder"].map { FileChange(path: url($0).path, target: url($0).path) }
        for i in [0, 1, 3] { try changes[i].stage(Data("new".utf8)) }
        for i in 0..<3 { try changes[i].keepOld() }
        let message = message { try FileChange.commit(&changes) }
        #expect(message.hasPrefix("cannot write \(url("folder").path): "))
        #expect(message.hasSuffix("; all files are as they were"))
        for change in changes { change.discard() }
        #expect(text("a") == "old a" && text("c") == "old c")
        #expect(try names() == ["a", "c", "folder"])
    }

    @Test("what a killed run left is removed by the next write; what a running one is writing is not")
    func stale() throws {
        func name(_ of: String) -> String { ".\(of).\(UUID().uuidString).tmp" }
        let (dead, alive) = (name("page.html"), name("page.html"))
        let others = [".page.tmp", "page.\(UUID().uuidString).tmp", ".page.html.\(UUID().uuidString)", ".a.b.tmp"]
        for file in [dead, alive] + others { try make(file, "half") }
        let lock = open(url(alive).path, O_RDONLY)
        try #require(flock(lock, LOCK_EX) == 0)
        try AtomicFile.write(Data("new".utf8), to: url("figure.png"))
        #expect(try names() == ([alive, "figure.png"] + others).sorted())
        close(lock)
        try AtomicFile.write(Data("new".utf8), to: url("figure.png"))
        #expect(try names() == (["figure.png"] + others).sorted())
    }

    @Test("many writers in one folder do not disturb each other")
    func concurrent() throws {
        let folder = folder
        DispatchQueue.concurrentPerform(iterations: 200) { i in
            do {
                try AtomicFile.replace([
                    (folder.appendingPathComponent("own\(i)"), Data("\(i)".utf8)),
                    (folder.appendingPathComponent("shared\(i % 3)"), Data(repeating: UInt8(i), count: 1000)),
                ])
            } catch {
                Issue.record(error)
            }
        }
        #expect(try names().count == 203)
        for i in 0..<200 { #expect(text("own\(i)") == "\(i)") }
        for i in 0..<3 {
            let data = try Data(contentsOf: url("shared\(i)"))
            #expect(data.count == 1000 && Set(data).count == 1)
        }
    }

    @Test("control characters of names do not reach a terminal")
    func controlCharacters() {
        let message = message { _ = try AtomicFile.read(url("a\u{1B}[2J\u{202E}b\n.png"), limit: 1) }
        #expect(message == "cannot read \(url("a").path)\\u{1B}[2J\\u{202E}b\\u{A}.png: there is no such file")
    }
}

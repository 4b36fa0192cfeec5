import Foundation
import Testing

@testable import Workbook

@Suite struct PublicationTests {
    let package: TemporaryPackage

    init() throws {
        package = try TemporaryPackage()
        try package.write("old a", to: "f/a")
        try package.write("old b", to: "f/b")
    }

    private func file(_ path: String) -> URL { package.url.appendingPathComponent(path) }

    @Test func allFilesChangeTogether() throws {
        var publication = Publication()
        publication.write(Data("new a".utf8), to: file("f/a"))
        publication.write(Data("new c".utf8), to: file("g/c"))
        publication.remove(file("f/b"))
        publication.remove(file("f/never"))
        #expect(try publication.commit().map(\.lastPathComponent) == ["a", "c", "b"])
        #expect(package.files(in: "f") == ["a"])
        #expect(try package.text(of: "f/a") == "new a")
        #expect(try package.text(of: "g/c") == "new c")
        #expect(package.files(in: "g") == ["c"])
    }

    @Test func whatIsAsItShouldBeIsLeft() throws {
        let before = try FileManager.default.attributesOfItem(atPath: file("f/a").path)[.systemFileNumber] as? Int
        var publication = Publication()
        publication.write(Data("old a".utf8), to: file("f/a"))
        #expect(try publication.commit().isEmpty)
        #expect(try FileManager.default.attributesOfItem(atPath: file("f/a").path)[.systemFileNumber] as? Int == before)
    }

    /// The last of four cannot be replaced, as a folder is in its place.
    @Test func aFailureWhileReplacingPutsAllBack() throws {
        try package.write("in the way", to: "f/z/file")
        var publication = Publication()
        publication.write(Data("new a".utf8), to: file("f/a"))
        publication.remove(file("f/b"))
        publication.write(Data("new c".utf8), to: file("f/c"))
        publication.write(Data("z".utf8), to: file("f/z"))
        #expect(throws: WorkbookError("cannot write \(file("f/z").path): Is a directory")) { try publication.commit() }
        #expect(package.files(in: "f") == ["a", "b", "z"])
        #expect(try package.text(of: "f/a") == "old a")
        #expect(try package.text(of: "f/b") == "old b")
    }

    /// The second cannot even be staged: a file stands where its folder should be.
    @Test func aFailureWhileStagingChangesNothing() throws {
        var publication = Publication()
        publication.write(Data("new a".utf8), to: file("f/a"))
        publication.write(Data("x".utf8), to: file("f/b/x"))
        #expect(throws: WorkbookError.self) { try publication.commit() }
        #expect(package.files(in: "f") == ["a", "b"])
        #expect(try package.text(of: "f/a") == "old a")
    }

    @Test func aLinkIsWrittenThrough() throws {
        try FileManager.default.createSymbolicLink(at: file("link"), withDestinationURL: file("f/a"))
        var publication = Publication()
        publication.write(Data("through".utf8), to: file("link"))
        try publication.commit()
        #expect(try package.text(of: "f/a") == "through")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file("link").path) == file("f/a").path)
    }
}

@Suite struct VisibleControlsTests {
    @Test(arguments: [
        ("plain – é 日本 🙂\n\ttab", "plain – é 日本 🙂\n\ttab"), ("a\u{1B}[2Jb", "a\\u{1B}[2Jb"),
        ("\u{7}\r\u{7F}", "\\u{7}\\u{D}\\u{7F}"),
        ("\u{202E}gnp.x", "\\u{202E}gnp.x"), ("", ""),
    ])
    func controlsAreShownNotSent(text: String, shown: String) {
        #expect(text.withVisibleControls == shown)
        let lines = Lines()
        lines.terminal.print(text)
        #expect(lines.all == [shown])
    }

    @Test func theTerminalsOwnEmphasisPasses() {
        let lines = Lines()
        let terminal = Terminal(isInteractive: true) { lines.terminal.print($0) }
        terminal.print(terminal.bold("title \u{1B}[2J") + " rest \u{1B}[2J")
        #expect(lines.all == ["\u{1B}[1mtitle \\u{1B}[2J\u{1B}[0m rest \\u{1B}[2J"])
    }
}

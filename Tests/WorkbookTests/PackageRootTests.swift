import Foundation
import Testing

@testable import Workbook

@Suite struct PackageRootTests {
    @Test func isFoundFromDeepInside() throws {
        let package = try TemporaryPackage()
        let deep = package.url.appendingPathComponent("Chapters/a/b/c")
        try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
        #expect(try PackageRoot.find(from: deep).url.path == package.url.path)
    }

    @Test func isWhereItWasBuiltFromAnywhereElse() throws {
        let root = try PackageRoot.find(from: URL(fileURLWithPath: "/"))
        #expect(FileManager.default.fileExists(atPath: root.appending("Sources/Workbook/PackageRoot.swift").path))
    }

    @Test func anotherPackageIsPassedOver() throws {
        let package = try TemporaryPackage()
        try package.write("let package = Package(name: \"Other\")", to: "Chapters/inner/Package.swift")
        let inner = package.url.appendingPathComponent("Chapters/inner")
        #expect(try PackageRoot.find(from: inner).url.path == package.url.path)
    }

    @Test func pathsAreRelativeToTheRoot() {
        #expect(PackageRoot.relativePath(of: #filePath) == "Tests/WorkbookTests/PackageRootTests.swift")
        #expect(PackageRoot.relativePath(of: "/elsewhere/x.swift") == "/elsewhere/x.swift")
        let root = PackageRoot(url: URL(fileURLWithPath: "/a/b"))
        #expect(root.display(URL(fileURLWithPath: "/a/b/c/d.png")) == "c/d.png")
        #expect(root.display(URL(fileURLWithPath: "/a/bc/d.png")) == "/a/bc/d.png")
    }
}

import Foundation

/// Where the package's executables have been built.
public enum BuiltProgram {
    /// The executable of this name in the folder of the running program, or of the running tests.
    ///
    /// Works for any scratch path and configuration: programs and test bundles are built into one folder.
    /// - Throws: ``WorkbookError`` that names the folders searched.
    public static func locate(_ name: String) throws -> URL {
        let folders = candidateFolders
        for folder in folders {
            let program = folder.appendingPathComponent(name)
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        let searched = folders.map(\.path).joined(separator: ", ")
        throw WorkbookError("\(name) has not been built: it is not in \(searched)")
    }

    /// Builds one of the package's executables as this program was built, in the same folder.
    /// - Throws: ``WorkbookError`` with the compiler's messages if it does not compile.
    public static func build(_ name: String, root: PackageRoot) throws -> URL {
        // <scratch path>/<machine>/<configuration>/<this program>
        let folder = ChildProcess.current.deletingLastPathComponent()
        let scratch = folder.deletingLastPathComponent().deletingLastPathComponent()
        guard let swift = Program.find("swift") else {
            throw WorkbookError("cannot build \(name): there is no program swift in the PATH")
        }
        let work = try TemporaryFolder()
        var child = ChildProcess(
            swift,
            [
                "build", "--package-path", root.url.path, "--scratch-path", scratch.path, "-c",
                folder.lastPathComponent,
                "--product", name,
            ])
        child.output = work.url.appendingPathComponent("output")
        child.errors = work.url.appendingPathComponent("errors")
        let ending = try child.run()
        guard ending == .exited(0) else {
            let text = [child.output, child.errors].compactMap { $0 }
                .compactMap { try? String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
            // The compiler says each mistake with and without the source around it.
            let mistakes = text.split(separator: "\n").filter { $0.contains(#/:[0-9]+:[0-9]+: error: /#) }
                .map { String($0).removingPrefix(root.url.path + "/") }
            let unique = mistakes.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            throw WorkbookError("it does not compile\n" + (unique.isEmpty ? text : unique.joined(separator: "\n")))
        }
        return folder.appendingPathComponent(name)
    }

    /// The folders above the running program and, as tests run inside of a host program, above the test bundle that the
    /// host was given.
    private static var candidateFolders: [URL] {
        var folders: [URL] = []
        func add(_ folder: URL) {
            let folder = folder.standardizedFileURL
            if !folders.contains(folder) { folders.append(folder) }
        }
        add(ChildProcess.current.deletingLastPathComponent())
        let bundles = CommandLine.arguments.filter { $0.contains(".xctest") } + Bundle.allBundles.map(\.bundlePath)
        for path in bundles {
            var url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
            while url.path != "/", url.path.contains(".xctest") { url = url.deletingLastPathComponent() }
            if url.path != "/" { add(url) }
        }
        return folders
    }
}

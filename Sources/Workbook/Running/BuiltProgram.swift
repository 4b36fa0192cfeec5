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

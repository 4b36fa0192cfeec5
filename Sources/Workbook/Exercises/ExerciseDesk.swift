import Foundation

/// Gives hints and puts stubs back. It needs no program that compiles, only the exercise's files.
public struct ExerciseDesk {
    private let root: PackageRoot
    private let terminal: Terminal

    public init(root: PackageRoot, terminal: Terminal = .standard) {
        self.root = root
        self.terminal = terminal
    }

    /// Prints the hints seen before and one more.
    /// - Throws: ``WorkbookError`` if there are none.
    public func showHint(of id: String, title: String, hints: [String]) throws {
        guard !hints.isEmpty else { throw WorkbookError("exercise \(id) has no hints") }
        let count = try ExerciseMemory(root: root).showOneMore(of: id, all: hints.count)
        terminal.print(terminal.bold("\(id) \(title)"))
        for (index, hint) in hints.prefix(count).enumerated() {
            terminal.print("  Hint \(index + 1) of \(hints.count): \(hint)")
        }
        if count == hints.count { terminal.print("  That is all there is to say.") }
    }

    /// Puts the shipped text back into an exercise's file, and forgets which hints were seen.
    /// - Throws: ``WorkbookError`` if the exercise was never recorded as shipped.
    public func reset(_ id: String, file: String) throws {
        let backup = try ShippedStub(file: file, root: root).restore()
        try ExerciseMemory(root: root).forget(id)
        if let backup {
            terminal.print("\(file) is as it was shipped. What you had written is in \(backup).")
        } else {
            terminal.print("\(file) is as it was shipped; nothing had been changed.")
        }
    }
}

import ArgumentParser

/// `ChapterNN_Name list`: the chapter's sections and exercises.
struct ChapterListCommand<C: Chapter>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List the chapter's sections and exercises.")
    }

    func run() throws {
        let terminal = Terminal.standard
        terminal.print(terminal.bold("Chapter \(C.number) · \(C.title)") + "  swift run \(C.moduleName)")
        let width = C.sections.map { type(of: $0).title.count }.max() ?? 0
        for (index, section) in C.sections.enumerated() {
            let (title, name) = (type(of: section).title, type(of: section).name)
            let space = String(repeating: " ", count: width - title.count + 2)
            terminal.print("  \(C.number).\(index + 1)  \(title)\(space)--section \(name)")
        }
        if !C.exercises.isEmpty {
            terminal.print("  Exercises: " + C.exercises.map { "\($0.id) \($0.title)" }.joined(separator: ", "))
        }
    }
}

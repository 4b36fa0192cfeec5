import Foundation

/// The exercises of all chapters as their files tell of them. Nothing has to compile: not what a student has written, not
/// even a file that is broken or gone, as the shipped copy says the same.
public struct ExerciseCatalogue {
    public struct Entry: Hashable, Sendable {
        /// `3.1`
        public var id: String
        public var title: String
        public var hints: [String]
        /// The exercise's file relative to the package's root.
        public var file: String
        /// `Chapter03_Optimizers`: the chapter's folder and program.
        public var program: String
    }

    /// By chapter and number.
    public let entries: [Entry]

    public init(root: PackageRoot) {
        var entries: [Entry] = []
        for program in Self.names(in: root.appending("Chapters")) where program.hasPrefix("Chapter") {
            let folder = "Chapters/\(program)/Exercises"
            let shipped = Self.swiftFiles(in: root.appending("\(folder)/.shipped"))
            for name in Set(shipped + Self.swiftFiles(in: root.appending(folder))).sorted() {
                let source = shipped.contains(name) ? "\(folder)/.shipped/\(name)" : "\(folder)/\(name)"
                guard let text = try? String(contentsOf: root.appending(source), encoding: .utf8) else { continue }
                guard let entry = Self.entry(in: text, file: "\(folder)/\(name)", program: program) else { continue }
                // A copy beside the file repeats its number; the shipped file is the exercise.
                if !shipped.contains(name), entries.contains(where: { $0.id == entry.id }) { continue }
                if shipped.contains(name) { entries.removeAll { $0.id == entry.id } }
                entries.append(entry)
            }
        }
        self.entries = entries.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    }

    /// - Throws: ``WorkbookError`` that lists the exercises of the chapter if there is none of this number.
    public func entry(_ id: String) throws -> Entry {
        if let entry = entries.first(where: { $0.id == id }) { return entry }
        let chapter = id.prefix { $0 != "." }
        let near = entries.filter { $0.id.prefix { $0 != "." } == chapter }.map(\.id)
        throw WorkbookError(
            "there is no exercise “\(id)”"
                + (near.isEmpty
                    ? "; they are numbered like 3.1, Chapter and exercise"
                    : "; those of Chapter \(chapter) are \(near.joined(separator: ", "))"))
    }

    private static func names(in folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    private static func swiftFiles(in folder: URL) -> [String] { names(in: folder).filter { $0.hasSuffix(".swift") } }

    /// Reads the literals of `id`, `title` and `hints`; nil if this is no exercise.
    private static func entry(in source: String, file: String, program: String) -> Entry? {
        let literals = DeclaredLiterals(source)
        guard source.contains("Exercise"), let id = literals.strings(of: "id").first else { return nil }
        return Entry(
            id: id, title: literals.strings(of: "title").first ?? "", hints: literals.strings(of: "hints"), file: file,
            program: program)
    }
}

extension ExerciseCatalogue.Entry {
    fileprivate var order: [Int] { id.split(separator: ".").map { Int($0) ?? 0 } }
}

import Foundation

/// A chapter as its folder tells of it, whether it was ever run or not.
struct ChapterFolder: Equatable {
    var number: Int
    /// `Chapter03_Optimizers`: the folder's name and that of the executable.
    var name: String
    var title: String
    /// The file with the `Chapter` type, relative to the package's root; its prose opens the page.
    var mainFile: String

    /// Relative to the package's root.
    var path: String { "Chapters/\(name)" }
    var page: String { "\(path)/README.md" }
    var figures: String { "Figures/\(Transcript.figuresFolderName(chapter: number))" }

    /// All chapters whose folder holds a type that is a `Chapter`, by number.
    static func all(root: URL) -> [ChapterFolder] {
        let chapters = root.appendingPathComponent("Chapters")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: chapters.path)) ?? []
        return names.compactMap { ChapterFolder(name: $0, root: root) }.sorted { $0.number < $1.number }
    }

    init?(name: String, root: URL) {
        guard name.hasPrefix("Chapter"), let underscore = name.firstIndex(of: "_"),
            let number = Int(name[..<underscore].dropFirst("Chapter".count))
        else { return nil }
        let folder = root.appendingPathComponent("Chapters/\(name)")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for file in files.filter({ $0.hasSuffix(".swift") }).sorted() {
            let path = folder.appendingPathComponent(file)
            guard let source = try? String(contentsOf: path, encoding: .utf8), source.contains("Chapter"),
                let title = Self.title(in: source)
            else { continue }
            self.number = number
            self.name = name
            self.title = title
            mainFile = "Chapters/\(name)/\(file)"
            return
        }
        return nil
    }

    /// The literal after `static let title =` in a source that declares a `Chapter`.
    private static func title(in source: String) -> String? {
        let lexer = SwiftLexer(source)
        guard CodeStructure(lexer).declaresChapter else { return nil }
        let code = String(decoding: lexer.blanking([.lineComment, .blockComment, .literal]), as: UTF8.self)
        guard let declaration = code.firstRange(of: "static let title") else { return nil }
        let offset = code.utf8.distance(from: code.utf8.startIndex, to: declaration.upperBound)
        guard let literal = lexer.tokens.first(where: { $0.kind == .literal && $0.range.lowerBound >= offset }) else {
            return nil
        }
        return lexer.text(of: literal.range).trimmingCharacters(in: CharacterSet(charactersIn: "#\""))
    }
}

import Foundation

/// The Swift sources that the book speaks of, as pages of their own with numbered lines.
struct BookSources {
    private let texts: [String: String]

    init(root: URL, pages: [ChapterPage]) {
        var files: Set<String> = []
        for page in pages {
            for part in page.sections + page.exercises { files.insert(part.file) }
            let blocks = page.introduction + (page.sections + page.exercises).flatMap(\.blocks)
            for block in blocks {
                if case .excerpt(let excerpt) = block { files.insert(excerpt.path) }
            }
        }
        var texts: [String: String] = [:]
        for file in files {
            texts[file] = try? String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
        }
        self.texts = texts
    }

    /// The way to a source from a chapter's page; nil if it is not in the book.
    func link(to file: String) -> String? { texts[file] == nil ? nil : "source/\(Self.page(of: file))" }

    /// One flat folder, so that every page is as deep as every other.
    private static func page(of file: String) -> String { file.replacing("/", with: "-") + ".html" }

    /// Writes all pages. Pandoc highlights them at one go, since it is started more slowly than it works.
    func write(to folder: URL, _ pandoc: Pandoc) throws {
        let files = texts.keys.sorted()
        guard !files.isEmpty else { return }
        let markdown = files.map { file in
            let lines = (texts[file] ?? "").replacing("\r\n", with: "\n").trimmingNewlinesAtEnd()
            var fence = "```"
            while lines.contains(fence) { fence += "`" }
            return "\(fence) {.swift #L .numberLines}\n\(lines)\n\(fence)"
        }.joined(separator: "\n\n---\n\n")
        let pieces = try pandoc.html(markdown, name: "The sources").components(separatedBy: "<hr />")
        guard pieces.count == files.count else { throw WorkbookError("Pandoc lost a source on its way") }
        for (file, piece) in zip(files, pieces) {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            let main = "<h1>\(name.htmlEscaped)</h1>\n<div class=\"made\"><p>\(file.htmlEscaped)</p></div>\n\(piece)"
            try Weaver.write(
                BookPage(title: name, main: main, base: "../").html(),
                to: folder.appendingPathComponent("source/\(Self.page(of: file))"))
        }
    }
}

extension String {
    fileprivate func trimmingNewlinesAtEnd() -> String {
        var text = self[...]
        while text.last?.isNewline == true { text = text.dropLast() }
        return String(text)
    }
}

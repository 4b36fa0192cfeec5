import Foundation

/// All chapters as one book: a folder of pages for a browser, an EPUB, or a PDF. It is made from what is committed.
public struct Book {
    public enum Format: String, CaseIterable, Sendable {
        case html, epub, pdf
    }

    public let root: PackageRoot
    let library: ChapterLibrary
    let pages: [ChapterPage]

    /// - Throws: ``Diagnostics`` if a chapter cannot be woven, ``WorkbookError`` if none was ever run.
    public init(root: PackageRoot) throws {
        self.root = root
        library = try ChapterLibrary(root: root.url)
        var problems: [Diagnostic] = []
        var pages: [ChapterPage] = []
        for chapter in library.chapters {
            do {
                guard let transcript = try library.transcript(of: chapter) else { continue }
                pages.append(try library.resolvedPage(transcript, figures: root.appending(chapter.figures)))
            } catch {
                problems += ChapterLibrary.diagnostics(of: error, file: chapter.mainFile)
            }
        }
        if !problems.isEmpty { throw Diagnostics(problems) }
        guard !pages.isEmpty else { throw WorkbookError("no chapter has been run yet: swift run workbook") }
        self.pages = pages
    }

    /// Writes the book into a folder.
    /// - Returns: The file to open.
    /// - Throws: ``WorkbookError`` if Pandoc (for PDF also Chromium) is missing or the folder cannot be written.
    public func write(to folder: URL, as format: Format) throws -> URL {
        let pandoc = try Pandoc()
        switch format {
        case .html: return try writeSite(to: folder, pandoc)
        case .epub:
            let file = folder.appendingPathComponent("\(BookPage.bookTitle).epub")
            try pandoc.epub(
                onePiece { "\($0.figures)/\($1.file)" }, style: BookStyle.text, resources: root.url, to: file)
            return file
        case .pdf: return try writePDF(to: folder, pandoc)
        }
    }

    // MARK: A folder of pages

    private static func file(of chapter: ChapterFolder) -> String {
        "chapter-\(chapter.number < 10 ? "0" : "")\(chapter.number).html"
    }

    private func writeSite(to folder: URL, _ pandoc: Pandoc) throws -> URL {
        try removeOldBook(in: folder)
        let sources = BookSources(root: root.url, pages: pages)
        let links = BookChapter.Links(
            anchorPrefix: { _ in "" }, chapter: Self.file,
            source: sources.link,
            image: { "figures/\(Transcript.figuresFolderName(chapter: $0.number))/\($1.file)" })
        var passages: [SearchPassage] = []
        for (index, page) in pages.enumerated() {
            let html = try pandoc.html(
                BookChapter(page: page, links: links).markdown(), name: "Chapter \(page.folder.number)")
            let file = Self.file(of: page.folder)
            func neighbour(_ index: Int) -> BookPage.Link? {
                guard pages.indices.contains(index) else { return nil }
                let folder = pages[index].folder
                return BookPage.Link(title: "\(folder.number). \(folder.title)", target: Self.file(of: folder))
            }
            let title = "\(page.folder.number). \(page.folder.title)"
            try Weaver.write(
                BookPage(
                    title: title, main: BookHTML.finished(html), contents: BookPage.entries(html),
                    previous: neighbour(index - 1), next: neighbour(index + 1)
                ).html(), to: folder.appendingPathComponent(file))
            passages += BookHTML.passages(html).map {
                SearchPassage(page: "\(file)#\($0.anchor)", chapter: title, heading: $0.heading, text: $0.text)
            }
            try copyFigures(of: page, to: folder)
        }
        let cover = BookHTML.finished(
            try pandoc.html(BookCover(pages: pages, links: links).markdown(), name: "The cover"))
        let first = pages[0].folder
        let index = folder.appendingPathComponent("index.html")
        try Weaver.write(
            BookPage(
                title: BookPage.bookTitle, main: cover,
                next: BookPage.Link(title: "\(first.number). \(first.title)", target: Self.file(of: first)),
                isCover: true
            ).html(), to: index)
        try sources.write(to: folder, pandoc)
        try Weaver.write(BookStyle.text, to: folder.appendingPathComponent("book.css"))
        try Weaver.write(BookScript.text, to: folder.appendingPathComponent("book.js"))
        try Weaver.write(try SearchPassage.script(passages), to: folder.appendingPathComponent("search.js"))
        return index
    }

    /// A book made before gives way; anything else is left alone.
    private func removeOldBook(in folder: URL) throws {
        let manager = FileManager.default
        guard let files = try? manager.contentsOfDirectory(atPath: folder.path), !files.isEmpty else { return }
        guard files.contains("book.css") else {
            throw WorkbookError("\(folder.path) is neither empty nor a book: give --output another folder")
        }
        for file in files where file.hasSuffix(".html") || ["figures", "source"].contains(file) {
            try? manager.removeItem(at: folder.appendingPathComponent(file))
        }
    }

    private func copyFigures(of page: ChapterPage, to folder: URL) throws {
        let name = Transcript.figuresFolderName(chapter: page.folder.number)
        for figure in page.allFigures {
            let source = root.appending("\(page.folder.figures)/\(figure.record.file)")
            do {
                try Weaver.write(
                    Data(contentsOf: source), to: folder.appendingPathComponent("figures/\(name)/\(figure.record.file)")
                )
            } catch {
                throw WorkbookError("cannot copy \(source.path): \(reason(of: error))")
            }
        }
    }

    // MARK: One piece

    /// All chapters in one document, for formats that are one file.
    private func onePiece(image: @escaping (ChapterFolder, FigureRecord) -> String) -> String {
        let links = BookChapter.Links(
            anchorPrefix: { "c\($0.number)-" }, chapter: { _ in "" }, source: { _ in nil }, image: image)
        let chapters = pages.map { BookChapter(page: $0, links: links).markdown() }
        return ([BookCover(pages: pages, links: links).title] + chapters).joined(separator: "\n\n")
    }

    private func writePDF(to folder: URL, _ pandoc: Pandoc) throws -> URL {
        guard
            let chromium = Program.find(
                "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium")
        else {
            throw WorkbookError(
                "the PDF is printed by Chromium, which is not installed: apt install chromium (Debian, Ubuntu) "
                    + "or brew install --cask chromium (macOS)")
        }
        let html = try pandoc.html(
            onePiece { root.appending("\($0.figures)/\($1.file)").absoluteString }, name: "The book")
        let work = try TemporaryFolder()
        let page = work.url.appendingPathComponent("book.html")
        try Weaver.write(
            BookPage(title: BookPage.bookTitle, main: BookHTML.finished(html).replacing(" loading=\"lazy\"", with: ""))
                .html(),
            to: page)
        try Weaver.write(BookStyle.text, to: work.url.appendingPathComponent("book.css"))
        let printed = work.url.appendingPathComponent("book.pdf")
        var child = ChildProcess(
            chromium,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                "--user-data-dir=\(work.url.path)/profile", "--print-to-pdf=\(printed.path)", page.absoluteString,
            ])
        child.output = work.url.appendingPathComponent("output")
        child.errors = work.url.appendingPathComponent("errors")
        let ending = try child.run(timeLimit: 300)
        guard let data = try? Data(contentsOf: printed) else {
            throw WorkbookError("\(chromium.lastPathComponent) did not print the book (exit code \(ending.code))")
        }
        let file = folder.appendingPathComponent("\(BookPage.bookTitle).pdf")
        try Weaver.write(data, to: file)
        return file
    }
}

extension BookCover {
    /// What stands before the chapters where they are one document.
    var title: String { markdown().components(separatedBy: "## Gallery").first ?? "" }
}

/// An entry of the search's index.
struct SearchPassage: Codable, Equatable {
    /// File and anchor.
    var page: String
    var chapter: String
    var heading: String
    var text: String

    /// The index as a script: a browser loads it from a local folder too, where it would refuse to fetch JSON.
    static func script(_ passages: [SearchPassage]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return "window.bookIndex = " + String(decoding: try encoder.encode(passages), as: UTF8.self) + ";\n"
    }
}

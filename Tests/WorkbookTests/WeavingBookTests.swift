import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Workbook

@Suite("The book")
struct WeavingBookTests {
    private typealias Section = WeavingFixture.SectionText

    /// Two chapters with one of everything.
    private func workbook() throws -> WeavingFixture {
        let other = "struct Z: Section {\n    func run(on page: Page) {\n        f()\n    }\n}\n"
        let fixture = try WeavingFixture(
            [
                Section(
                    "A", title: "About $x_1$ & more",
                    """
                    /*:
                     Text with $a < b$, a list
                     - of *one*
                     # A heading
                     $$ E = m c^2 $$ {#eq:energy}
                     See [](#fig:f), [](#eq:energy), [](#der:a-proof), [](#tab:t), [](#ex:3.1), [](#chapter:4), [](#4/fig:z).
                     [@work2000]
                     @Excerpt(Sources/Adam.swift, slice: step)
                     */
                    page.figure("f")
                    """,
                    [
                        ("figure", .figure("f", caption: "Where $p(x|z)$ is, see [](#eq:energy).", slide: "Adam")),
                        ("figure", .table("t", ["a|b", "$|x|$"], [["1", "`x|y`"]])), ("figure", .derivation("A proof")),
                        ("figure", .check("It holds", "2 < 3")),
                        ("figure", .output((0...40).map { "line <\($0)>" }.joined(separator: "\n"))),
                        ("figure", .output("```\nfence")),
                    ]),
                Section("B", title: "Empty", ""),
            ],
            files: [
                "Sources/Adam.swift": "struct Adam {\n    // snippet.step\n    let β1 = \"<\"\n    // snippet.end\n}\n",
                "Chapters/Chapter03_Optimizers/Exercises/Sign.swift": "/*: Find the sign. */\nlet stub = 1\n",
                "Chapters/Chapter04_Classifier/C.swift":
                    "@main struct C: Chapter { static let title = \"A *classifier*\" }",
                "Chapters/Chapter04_Classifier/Z.swift": other,
                "Chapters/bibliography.json": """
                [{"id": "work2000", "type": "book", "title": "Work", "author": [{"family": "Ü", "given": "A"}],
                  "issued": {"date-parts": [[2000]]}, "URL": "https://example.org/a"}]
                """,
                "Figures/Chapter04/z.png": "PNG of z",
            ])
        fixture.transcript.exercises = [
            ExerciseRecord(id: "3.1", title: "The sign", file: "Chapters/Chapter03_Optimizers/Exercises/Sign.swift")
        ]
        try fixture.commit()
        let transcript = Transcript(
            chapter: 4, title: "A *classifier*", folder: "Chapters/Chapter04_Classifier", preset: .lecture, seed: 1,
            sections: [
                SectionRecord(
                    name: "Z", title: "Z", file: "Chapters/Chapter04_Classifier/Z.swift",
                    codeFingerprint: SourceCode(other).fingerprint,
                    records: [Record(line: 3, codeLine: 3, content: .figure("z"))])
            ])
        try fixture.write(String(decoding: transcript.json(), as: UTF8.self), to: "Figures/Chapter04/transcript.json")
        return fixture
    }

    /// What a page of the book holds, by an XML parser: an oracle that knows nothing of how the page was made.
    private final class Reader: NSObject, XMLParserDelegate {
        var ids: [String] = []
        var targets: [String] = []
        var imagesWithoutText = 0
        var names: Set<String> = []
        var failure: String?

        init(_ url: URL) throws {
            super.init()
            let parser = XMLParser(data: try Data(contentsOf: url))
            parser.delegate = self
            if !parser.parse() {
                failure = "\(parser.lineNumber): \(parser.parserError.map(String.init(describing:)) ?? "")"
            }
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            names.insert(name)
            if let id = attributes["id"] { ids.append(id) }
            targets += [attributes["href"], attributes["src"]].compactMap { $0 }
            if name == "img", attributes["alt"]?.isEmpty ?? true { imagesWithoutText += 1 }
        }
    }

    private static let hasPandoc = Program.find("pandoc") != nil

    @Test("is well-formed, every link leads somewhere, every picture has a text", .enabled(if: hasPandoc))
    func site() throws {
        let fixture = try workbook()
        let folder = fixture.root.appendingPathComponent("book")
        let index = try Book(root: PackageRoot(url: fixture.root)).write(to: folder, as: .html)
        #expect(index.lastPathComponent == "index.html")
        var pages: [String: Reader] = [:]
        for case let path as String in try #require(FileManager.default.enumerator(atPath: folder.path))
        where path.hasSuffix(".html") {
            pages[path] = try Reader(folder.appendingPathComponent(path))
        }
        #expect(
            pages.keys.sorted() == [
                "chapter-03.html", "chapter-04.html", "index.html",
                "source/Chapters-Chapter03_Optimizers-A.swift.html",
                "source/Chapters-Chapter03_Optimizers-B.swift.html",
                "source/Chapters-Chapter03_Optimizers-Exercises-Sign.swift.html",
                "source/Chapters-Chapter04_Classifier-Z.swift.html", "source/Sources-Adam.swift.html",
            ])
        var links = 0
        for (path, page) in pages {
            #expect(page.failure == nil, "\(path): \(page.failure ?? "")")
            #expect(Set(page.ids).count == page.ids.count, "\(path)")
            #expect(page.imagesWithoutText == 0, "\(path)")
            for target in page.targets where !target.hasPrefix("https:") {
                links += 1
                let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                let base = folder.appendingPathComponent(path)
                let file = parts[0].isEmpty ? base : base.deletingLastPathComponent().appendingPathComponent(parts[0])
                let relative = String(
                    file.standardizedFileURL.path.dropFirst(folder.standardizedFileURL.path.count + 1))
                #expect(FileManager.default.fileExists(atPath: file.path), "\(path): \(target)")
                #expect(!target.hasPrefix("/"), "\(path): \(target)")
                if parts.count == 2, let goal = pages[relative] {
                    let anchor = parts[1].removingPercentEncoding ?? parts[1]
                    #expect(goal.ids.contains(anchor), "\(path): \(target)")
                }
            }
        }
        #expect(links > 50)
        let chapter = try #require(pages["chapter-03.html"])
        #expect(chapter.names.isSuperset(of: ["math", "table", "details", "img", "pre", "nav", "main", "footer"]))
        #expect(
            Set(chapter.ids).isSuperset(of: [
                "chapter", "sec-a", "sec-b", "fig-f", "eq-energy", "der-a-proof", "tab-t", "ex-3-1", "exercises",
                "references", "ref-work2000", "a-heading",
            ]))

        // The search finds headings and text, and no mathematics or code.
        let script = try fixture.read("book/search.js")
        let json = script.dropFirst("window.bookIndex = ".count).dropLast(";\n".count)
        let passages = try JSONDecoder().decode([SearchPassage].self, from: Data(json.utf8))
        let first = try #require(passages.first { $0.page == "chapter-03.html#sec-a" })
        #expect(first.heading == "3.1 About x_1 & more")
        #expect(first.chapter == "3. Optimizers")
        #expect(first.text.contains("Text with") && first.text.contains("of one"))
        #expect(passages.contains { $0.heading == "A heading" && $0.text.contains("It holds (2 < 3)") })
        #expect(
            !passages.contains { $0.text.contains("mc") || $0.text.contains("let β1") || $0.text.contains("line <") })

        // A newer book takes the place of an older one, and of nothing else.
        try fixture.write("old", to: "book/chapter-09.html")
        try fixture.write("mine", to: "letters/a.txt")
        let book = try Book(root: PackageRoot(url: fixture.root))
        _ = try book.write(to: folder, as: .html)
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("chapter-09.html").path))
        #expect(throws: WorkbookError.self) {
            try book.write(to: fixture.root.appendingPathComponent("letters"), as: .html)
        }
        #expect(try fixture.read("letters/a.txt") == "mine")
    }

    @Test("names a formula that Pandoc cannot read", .enabled(if: hasPandoc))
    func formula() throws {
        let fixture = try WeavingFixture([Section("A", "//: $\\color{red}{x}$")])
        try fixture.commit()
        let error = #expect(throws: WorkbookError.self) {
            try Book(root: PackageRoot(url: fixture.root)).write(
                to: fixture.root.appendingPathComponent("book"), as: .html)
        }
        #expect(
            error?.description.hasPrefix("Chapter 3 has a formula that Pandoc cannot read: \\color{red}{x}") == true)
    }

    @Test("is an EPUB too", .enabled(if: hasPandoc))
    func epub() throws {
        let fixture = try workbook()
        let file = try Book(root: PackageRoot(url: fixture.root)).write(
            to: fixture.root.appendingPathComponent("epub"), as: .epub)
        let data = try Data(contentsOf: file)
        // A ZIP archive whose first member, stored plainly, is the type of an EPUB.
        #expect(data.starts(with: Data("PK".utf8)))
        #expect(data.prefix(100).range(of: Data("mimetypeapplication/epub+zip".utf8)) != nil)
    }

    @Test("needs a chapter that was run, and refuses one that cannot be woven")
    func incomplete() throws {
        let fixture = try WeavingFixture([Section("A", "//: {{nothing}}")])
        #expect(throws: WorkbookError("no chapter has been run yet: swift run workbook")) {
            try Book(root: PackageRoot(url: fixture.root))
        }
        try fixture.commit()
        #expect(throws: Diagnostics.self) { try Book(root: PackageRoot(url: fixture.root)) }
    }

    @Test("has its contents from the second-level headings")
    func contents() {
        let html =
            "<h1 id=\"c\">C</h1><h2 id=\"a\">3.1 About <math>x</math></h2><p></p><h2 id=\"b\">References</h2><h2>no</h2>"
        #expect(
            BookPage.entries(html) == [
                BookPage.Entry(html: "<span class=\"number\">3.1</span>About <math>x</math>", anchor: "a"),
                BookPage.Entry(html: "References", anchor: "b"),
            ])
        #expect(
            BookHTML.finished("<h2 id=\"a\">A</h2><hr/><h1 id=\"b\">B</h1>")
                == "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"Link to this heading\">#</a></h2><hr/>"
                + "<h1 id=\"b\">B</h1>")
    }
}

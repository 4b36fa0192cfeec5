/// The parts of the package's `README.md` that weaving keeps up to date: what stands between these marks.
///
/// ```
/// <!-- contents -->                              <!-- /contents -->   the chapters and their sections
/// <!-- pictures 1/activations 3/descent -->      <!-- /pictures -->   a strip of these figures, CHAPTER/NAME;
///                                                                     without names the first of each chapter
/// ```
struct TopPage {
    static let path = "README.md"
    /// Pixels.
    static let pictureHeight = 130

    let pages: [ChapterPage]

    /// - Throws: ``Diagnostics`` if a mark has no end or names no figure.
    func filling(_ text: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try fill("contents", in: &lines) { _, _ in contents() }
        try fill("pictures", in: &lines, with: pictures)
        return lines.joined(separator: "\n")
    }

    private func fill(
        _ mark: String, in lines: inout [String], with content: (_ names: [String], _ line: Int) throws -> String
    ) throws {
        let starts = lines.indices.filter {
            lines[$0].trimmingSpaces().hasPrefix("<!-- \(mark)") && lines[$0].trimmingSpaces().hasSuffix("-->")
        }
        for start in starts.reversed() {
            guard let end = lines[start...].firstIndex(where: { $0.trimmingSpaces() == "<!-- /\(mark) -->" }) else {
                throw Diagnostic(file: Self.path, line: start + 1, "Nothing ends this with <!-- /\(mark) -->.")
            }
            let names = lines[start].trimmingSpaces().dropFirst("<!-- \(mark)".count).dropLast(3)
                .split(separator: " ").map(String.init)
            let text = try content(names, start + 1)
            lines.replaceSubrange(start + 1..<end, with: text.isEmpty ? [] : ["", text, ""])
        }
    }

    private func contents() -> String {
        pages.map { page in
            let typesetter = PageTypesetter(dialect: .gitHub, link: { _ in "" }, image: { _ in "" })
            let sections = page.sections.map { section in
                "[\(typesetter.markdown(section.title))](\(page.folder.page)#\(section.anchor))"
            }
            let heading = "\(page.folder.number). **[\(page.folder.title)](\(page.folder.page))**"
            return sections.isEmpty ? heading : heading + "  \n   " + sections.joined(separator: " · ")
        }.joined(separator: "\n")
    }

    private func pictures(_ names: [String], _ line: Int) throws -> String {
        var chosen: [(ChapterPage, ChapterPage.Figure)] = []
        if names.isEmpty {
            chosen = pages.compactMap { page in page.allFigures.first.map { (page, $0) } }
        }
        for name in names {
            let parts = name.split(separator: "/", maxSplits: 1)
            guard parts.count == 2, let page = pages.first(where: { String($0.folder.number) == parts[0] }),
                let figure = page.allFigures.first(where: { $0.record.name == parts[1] })
            else {
                throw Diagnostic(file: Self.path, line: line, "There is no figure “\(name)”, as CHAPTER/NAME.")
            }
            chosen.append((page, figure))
        }
        let images = chosen.map { page, figure in
            let folder = page.folder
            return "<a href=\"\(folder.page)#\(figure.anchor)\"><img src=\"\(folder.figures)/\(figure.record.file)\" "
                + "alt=\"\(figure.record.alternativeText.htmlEscaped)\" height=\"\(Self.pictureHeight)\"></a>"
        }
        return images.isEmpty ? "" : "<p>\n" + images.joined(separator: "\n") + "\n</p>"
    }
}

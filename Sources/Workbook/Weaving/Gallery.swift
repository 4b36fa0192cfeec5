/// All figures of the workbook by chapter: `Figures/README.md`.
struct Gallery {
    static let path = "Figures/README.md"

    let pages: [ChapterPage]

    func markdown() -> String {
        var blocks = [
            "<!-- Woven from the transcripts of the chapters' runs: swift run workbook weave -->",
            "# Figures",
            "Every figure of the workbook, drawn by the line of code named beside it. "
                + "PNG, SVG and PDF for slides: `swift run workbook --format svg --figures DIR`. "
                + "Back to the [contents](../README.md).",
        ]
        for page in pages where !page.allFigures.isEmpty {
            let folder = page.folder
            blocks.append("## \(folder.number). [\(folder.title)](../\(folder.page))")
            let typesetter = PageTypesetter(dialect: .gitHub, link: { Self.link($0, on: folder) }) {
                Self.image($0, folder)
            }
            let rows = page.allFigures.map { [picture($0, folder), description($0, folder, typesetter)] }
            blocks.append(
                typesetter.pipes(columns: ["Figure", "What it shows"], alignments: [.left, .left], rows: rows))
        }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private func picture(_ figure: ChapterPage.Figure, _ folder: ChapterFolder) -> String {
        let image = Self.image(figure.record, folder).htmlEscaped
        let alternative = figure.record.alternativeText.htmlEscaped.replacing("|", with: "&#124;")
            .replacing("\n", with: " ")
        return "<img src=\"\(image)\" alt=\"\(alternative)\" width=\"320\">"
    }

    private func description(
        _ figure: ChapterPage.Figure, _ folder: ChapterFolder, _ typesetter: PageTypesetter
    ) -> String {
        let file = figure.source.file.split(separator: "/").last.map(String.init) ?? figure.source.file
        var parts = [
            "[**Figure \(figure.number)**](../\(folder.page)#\(figure.anchor)) "
                + typesetter.markdown(figure.caption, inTable: true)
        ]
        if let slide = figure.record.slide { parts.append("Lecture slide: \(slide.markdownEscaped)") }
        parts.append("Drawn by [\(file), line \(figure.source.line)](../\(figure.source.file)#L\(figure.source.line))")
        return parts.joined(separator: "<br>")
    }

    private static func image(_ record: FigureRecord, _ folder: ChapterFolder) -> String {
        "\(Transcript.figuresFolderName(chapter: folder.number))/\(record.file)"
    }

    /// A link in a caption, as it leads from the gallery.
    private static func link(_ destination: ChapterPage.Destination, on folder: ChapterFolder) -> String {
        switch destination {
        case .anchor(let anchor): "../\(folder.page)#\(anchor)"
        case .chapter(let chapter, let anchor): "../\(chapter.page)" + (anchor.map { "#\($0)" } ?? "")
        case .file(let file): "../\(file)"
        }
    }
}

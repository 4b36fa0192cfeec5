/// A chapter of the book: Markdown for Pandoc.
struct BookChapter {
    let page: ChapterPage
    /// Where things are found from the chapter.
    let links: Links

    struct Links {
        /// Stands before every anchor: `c03-` where all chapters share a document, nothing where each has its own.
        var anchorPrefix: (ChapterFolder) -> String
        /// The file of a chapter, empty if all share one.
        var chapter: (ChapterFolder) -> String
        /// A source file; nil if the book does not hold it.
        var source: (String) -> String?
        var image: (ChapterFolder, FigureRecord) -> String
    }

    private var prefix: String { links.anchorPrefix(page.folder) }

    func markdown() -> String {
        let folder = page.folder
        let typesetter = typesetter
        var blocks = [
            "# \(folder.number). \(folder.title.markdownEscaped) {#\(prefix)chapter}",
            ":::: {.made}\n\nChapter \(folder.number), made by `swift run \(folder.name)` "
                + "(preset \(page.preset.rawValue), seed \(page.seed)).\n\n::::",
        ]
        blocks += typesetter.markdown(page.introduction)
        for section in page.sections {
            blocks.append("## \(section.number) \(typesetter.markdown(section.title)) {#\(prefix)\(section.anchor)}")
            blocks.append(source(section.file))
            blocks += typesetter.markdown(section.blocks)
        }
        if !page.exercises.isEmpty {
            blocks.append("## Exercises {#\(prefix)exercises}")
            blocks.append(
                "Each exercise is a file with a gap to fill. `swift run \(folder.name) exercises` checks the answers; "
                    + "`swift run exercises --hint \(page.exercises[0].number)` gives a hint, and one more at each call."
            )
        }
        for exercise in page.exercises {
            let title = typesetter.markdown(exercise.title)
            blocks.append("### Exercise \(exercise.number): \(title) {#\(prefix)\(exercise.anchor)}")
            blocks.append(source(exercise.file))
            blocks += typesetter.markdown(exercise.blocks)
        }
        if !page.references.isEmpty {
            blocks.append("## References {#\(prefix)references}")
            blocks += page.references.map { ":::: {#\(prefix)\($0.anchor) .reference}\n\n\($0.text)\n\n::::" }
        }
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    var typesetter: PageTypesetter {
        PageTypesetter(
            dialect: .book, link: link, image: { links.image(page.folder, $0) }, anchorPrefix: prefix)
    }

    /// The file that a section is written in.
    private func source(_ file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let text = links.source(file).map { "[`\(name)`](\($0))" } ?? "`\(file)`"
        return ":::: {.source}\n\n\(text)\n\n::::"
    }

    private func link(_ destination: ChapterPage.Destination) -> String? {
        switch destination {
        case .anchor(let anchor): "#\(prefix)\(anchor)"
        case .chapter(let chapter, let anchor):
            "\(links.chapter(chapter))#\(links.anchorPrefix(chapter))\(anchor ?? "chapter")"
        case .file(let file): links.source(file)
        }
    }
}

/// The book's first page: the chapters with their sections, and the gallery. Markdown for Pandoc.
struct BookCover {
    let pages: [ChapterPage]
    let links: BookChapter.Links

    func markdown() -> String {
        var blocks = [
            "# \(BookPage.bookTitle) {#chapter}",
            ":::: {.lede}\n\nA lecture on neural networks and autoencoders whose chapters are programs. Their runs train the "
                + "models, draw the figures, check the derivations and wrote every number in this book.\n\n::::",
            strip,
        ]
        for page in pages {
            let folder = page.folder
            let typesetter = typesetter(page)
            let file = links.chapter(folder)
            let prefix = links.anchorPrefix(folder)
            let sections = page.sections.map { "[\(typesetter.markdown($0.title))](\(file)#\(prefix)\($0.anchor))" }
            blocks.append(
                ":::: {.entry}\n\n## [\(folder.number). \(folder.title.markdownEscaped)](\(file)#\(prefix)chapter) "
                    + "{#chapter-\(folder.number)}\n\n\(sections.joined(separator: " · "))\n\n::::")
        }
        let shown = pages.filter { !$0.allFigures.isEmpty }
        if !shown.isEmpty { blocks.append("## Gallery {#gallery}") }
        for page in shown {
            blocks.append(
                "### \(page.folder.number). \(page.folder.title.markdownEscaped) {#gallery-\(page.folder.number)}")
            blocks.append(gallery(page))
        }
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func typesetter(_ page: ChapterPage) -> PageTypesetter { BookChapter(page: page, links: links).onCover }

    private func target(_ figure: ChapterPage.Figure, _ page: ChapterPage) -> String {
        "\(links.chapter(page.folder))#\(links.anchorPrefix(page.folder))\(figure.anchor)"
    }

    private func picture(_ figure: ChapterPage.Figure, _ page: ChapterPage) -> String {
        let alternative = figure.record.alternativeText.markdownEscaped
        let image = links.image(page.folder, figure.record)
        return "[![\(alternative)](<\(image)>){loading=lazy}](\(target(figure, page)))"
    }

    /// The first figure of each chapter.
    private var strip: String {
        let pictures = pages.compactMap { page in page.allFigures.first.map { picture($0, page) } }
        return pictures.isEmpty ? "" : ":::: {.strip}\n\n" + pictures.joined(separator: "\n\n") + "\n\n::::"
    }

    private func gallery(_ page: ChapterPage) -> String {
        let typesetter = typesetter(page)
        let items = page.allFigures.map { figure in
            var caption =
                "[**Figure \(figure.number).**](\(target(figure, page))) \(typesetter.markdown(figure.caption))"
            if let slide = figure.record.slide { caption += " *Lecture slide: \(slide.markdownEscaped).*" }
            return ":::: {.item}\n\n\(picture(figure, page))\n\n\(caption)\n\n::::"
        }
        return ":::: {.gallery}\n\n" + items.joined(separator: "\n\n") + "\n\n::::"
    }
}

extension BookChapter {
    /// A chapter's spans as they stand on the cover: its own anchors are on another page there.
    fileprivate var onCover: PageTypesetter {
        let folder = page.folder
        let own = typesetter
        return PageTypesetter(
            dialect: .book,
            link: { destination in
                guard case .anchor(let anchor) = destination else { return own.link(destination) }
                return "\(links.chapter(folder))#\(links.anchorPrefix(folder))\(anchor)"
            }, image: own.image, anchorPrefix: own.anchorPrefix)
    }
}

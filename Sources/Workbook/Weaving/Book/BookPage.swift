/// The frame of every page of the book: title, contents, search, the way back and forth. It is XML as well as HTML.
struct BookPage {
    struct Link {
        var title: String
        var target: String
    }

    /// One entry of the contents beside the text; its title is HTML.
    struct Entry: Equatable {
        var html: String
        var anchor: String
    }

    var title: String
    /// HTML.
    var main: String
    var contents: [Entry] = []
    var previous: Link?
    var next: Link?
    var isCover = false
    /// The way to the book's folder from the page.
    var base = ""

    static let bookTitle = "Autoencoder"

    func html() -> String {
        let fullTitle = isCover ? Self.bookTitle : "\(title) · \(Self.bookTitle)"
        return """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8" />
            <title>\(fullTitle.htmlEscaped)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <link rel="stylesheet" href="\(base)book.css" />
            <script src="\(base)book.js" defer="defer"></script>
            </head>
            <body>
            <a class="skip" href="#content">To the text</a>
            <header class="bar">
            <a class="title" href="\(base)index.html">\(Self.bookTitle)</a>
            \(navigation)
            <form role="search" hidden="hidden" data-index="\(base)search.js" data-base="\(base)">
            <input type="search" aria-label="Search the book" placeholder="Search ( / )" autocomplete="off" />
            <ol hidden="hidden"></ol>
            </form>
            </header>
            <div class="page\(contents.isEmpty ? " cover" : "")">
            \(sideContents)
            <main id="content">
            \(main)
            \(ends)
            </main>
            </div>
            </body>
            </html>

            """
    }

    private var navigation: String {
        let links = [
            previous.map { (link: $0, arrow: "← \($0.title)") }, next.map { (link: $0, arrow: "\($0.title) →") },
        ]
        .compactMap { $0 }
        guard !links.isEmpty else { return "" }
        return "<nav aria-label=\"Chapters\">"
            + links.map { "<a href=\"\($0.link.target)\">\($0.arrow.htmlEscaped)</a>" }.joined() + "</nav>"
    }

    private var sideContents: String {
        guard !contents.isEmpty else { return "" }
        let items = contents.map { "<li><a href=\"#\($0.anchor)\">\($0.html)</a></li>" }.joined(separator: "\n")
        // Folded away on a phone; the style sheet opens it where there is room.
        return "<details class=\"toc\">\n<summary>Contents of this chapter</summary>\n"
            + "<nav aria-label=\"Contents of this chapter\">\n<ol>\n\(items)\n</ol>\n</nav>\n</details>"
    }

    private var ends: String {
        guard previous != nil || next != nil else { return "" }
        func link(_ link: Link?, _ kind: String, _ word: String) -> String {
            link.map { "<a class=\"\(kind)\" href=\"\($0.target)\"><small>\(word)</small>\($0.title.htmlEscaped)</a>" }
                ?? ""
        }
        return "<footer class=\"ends\">\(link(previous, "previous", "Previous"))\(link(next, "next", "Next"))</footer>"
    }

    /// The second-level headings of a page, for its contents.
    static func entries(_ html: String) -> [Entry] {
        var entries: [Entry] = []
        var rest = html[...]
        while let start = rest.firstRange(of: "<h2") {
            rest = rest[start.lowerBound...]
            guard let close = rest.firstIndex(of: ">"), let end = rest.firstRange(of: "</h2>") else { break }
            if let id = BookHTML.attribute("id", of: rest[..<close]) {
                var title = String(rest[rest.index(after: close)..<end.lowerBound])
                let number = title.prefix { $0.isNumber || $0 == "." }
                if !number.isEmpty {
                    title = "<span class=\"number\">\(number)</span>" + title.dropFirst(number.count).drop { $0 == " " }
                }
                entries.append(Entry(html: title, anchor: id))
            }
            rest = rest[end.upperBound...]
        }
        return entries
    }
}

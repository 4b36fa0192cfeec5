/// What Pandoc's HTML needs before it is a page of the book.
enum BookHTML {
    /// A link to every heading, right behind its text; MathML that browsers align as TeX does.
    static func finished(_ html: String) -> String {
        var result = ""
        var rest = html[...]
        while let start = rest.firstRange(of: "<h") {
            result += rest[..<start.lowerBound]
            rest = rest[start.lowerBound...]
            guard let level = rest.dropFirst(2).first, ("1"..."6").contains(level),
                let end = rest.firstRange(of: "</h\(level)>")
            else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            let heading = rest[..<end.lowerBound]
            result += heading
            if level != "1", let id = attribute("id", of: heading) {
                result += " <a class=\"anchor\" href=\"#\(id)\" aria-label=\"Link to this heading\">#</a>"
            }
            result += rest[end]
            rest = rest[end.upperBound...]
        }
        return alignedMathematics(result + rest)
    }

    /// Browsers know no `columnalign`; the style sheet does what it says.
    private static func alignedMathematics(_ html: String) -> String {
        html.replacing("<mtd columnalign=\"right\"", with: "<mtd class=\"right\"")
            .replacing("<mtd columnalign=\"left\"", with: "<mtd class=\"left\"")
            .replacing("<mtd columnalign=\"center\"", with: "<mtd")
            // The name of a function stands close to its argument; as an operator it would be set apart from it.
            .replacing(#/(<\/m(?:i|n|row|sub|sup|frac)>)?<mo>([A-Za-z]{2,})<\/mo>(?=<mrow><mo [^>]*form="prefix">\()/#)
        {
            let before = $0.output.1.map { "\($0)<mspace width=\"0.167em\"></mspace>" } ?? ""
            return "\(before)<mi>\($0.output.2)</mi>"
        }
            // A formula wider than a phone scrolls within its own line.
            .replacing("<p><math display=\"block\"", with: "<p class=\"display\"><math display=\"block\"")
    }

    static func attribute(_ name: String, of tag: some StringProtocol) -> String? {
        guard let start = tag.firstRange(of: "\(name)=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    /// A heading and the words below it.
    struct Passage: Equatable {
        var anchor: String
        var heading: String
        var text: String
    }

    /// The text of a page by headings, without mathematics and code, for the search.
    static func passages(_ html: String) -> [Passage] {
        var passages: [Passage] = []
        var isHeading = false
        var skipped: String?
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            let text = rest[..<open]
            if skipped == nil, !passages.isEmpty {
                if isHeading {
                    passages[passages.count - 1].heading += text
                } else {
                    passages[passages.count - 1].text += text
                }
            }
            guard let close = rest[open...].firstIndex(of: ">") else { break }
            let tag = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            let name = tag.prefix { $0 != " " && $0 != "\n" && $0 != "/" || $0 == "/" && tag.first == "/" }
            if let hidden = skipped {
                if name == "/\(hidden)" { skipped = nil }
            } else if name == "math" || name == "pre" || tag.hasSuffix("class=\"source\"")
                || tag.contains("class=\"anchor\"")
            {
                skipped = String(name)
                if name == "math", !passages.isEmpty, !isHeading { passages[passages.count - 1].text += " … " }
                if name == "math", isHeading, let tex = rest.firstRange(of: "application/x-tex\">") {
                    passages[passages.count - 1].heading += rest[tex.upperBound...].prefix { $0 != "<" }
                }
            } else if name.count == 2, name.first == "h", name.last?.isNumber == true, let id = attribute("id", of: tag)
            {
                passages.append(Passage(anchor: id, heading: "", text: ""))
                isHeading = true
            } else if name.count == 3, name.hasPrefix("/h"), name.last?.isNumber == true {
                isHeading = false
            } else if !passages.isEmpty, !isHeading,
                !["em", "/em", "strong", "/strong", "code", "/code", "a", "/a"].contains(name)
            {
                passages[passages.count - 1].text += " "
            }
        }
        return passages.map {
            Passage(anchor: $0.anchor, heading: plain($0.heading), text: plain($0.text))
        }
    }

    /// Without entities and needless space.
    private static func plain(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

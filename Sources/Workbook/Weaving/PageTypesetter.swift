/// The third stage of weaving: a resolved page becomes Markdown.
///
/// What GitHub and Pandoc (for the book) want differs in a few places only: mathematics, anchors, figures, links.
struct PageTypesetter {
    enum Dialect { case gitHub, book }

    let dialect: Dialect
    /// How a link to a place leads there from this page; nil if nothing leads there.
    let link: (ChapterPage.Destination) -> String?
    /// Where an image of the chapter is found from this page.
    let image: (FigureRecord) -> String
    /// Stands before every anchor, where several chapters share a document.
    var anchorPrefix = ""

    /// Text outputs with more lines are folded away.
    static let longestOutput = 30

    // MARK: Spans

    func markdown(_ spans: [ChapterPage.Span], inTable: Bool = false) -> String {
        spans.indices.map { index in
            switch spans[index] {
            case .text(let text): return inTable ? text.withEscapedBars : text
            case .math(let tex):
                let tex = inTable ? Mathematics.withoutBars(tex) : tex
                if dialect == .book { return Mathematics.pandocInline(tex) }
                let before = index > 0 ? spans[index - 1].text?.last : nil
                let after = index + 1 < spans.count ? spans[index + 1].text?.first : nil
                let isTight = [before, after].contains { $0?.isLetter == true || $0?.isNumber == true }
                return Mathematics.gitHubInline(tex, isTight: isTight)
            case .link(let text, let destination): return linked(text, destination)
            }
        }.joined()
    }

    private func linked(_ text: String, _ destination: ChapterPage.Destination) -> String {
        link(destination).map { "[\(text)](\($0))" } ?? text
    }

    // MARK: Blocks

    func markdown(_ blocks: [ChapterPage.Block]) -> [String] { blocks.map(markdown) }

    func markdown(_ block: ChapterPage.Block) -> String {
        switch block {
        case .prose(let spans):
            return markdown(spans).trimmingNewlines()
        case .heading(let level, let spans):
            return String(repeating: "#", count: level) + " " + markdown(spans)
        case .verbatim(let text):
            return text
        case .equation(let tex, let number, let anchor, let indentation):
            return equation(tex, number: number, anchor: anchor).indented(by: indentation)
        case .code(let text):
            return fenced(text, "swift")
        case .excerpt(let excerpt):
            return self.excerpt(excerpt)
        case .output(let text):
            return output(text)
        case .derivation(let record, let number, let anchor):
            return derivation(record, number: number, anchor: anchor)
        case .table(let table):
            return self.table(table)
        case .figure(let figure):
            return self.figure(figure)
        case .checks(let checks):
            return self.checks(checks)
        }
    }

    /// A place for links to lead to.
    private func anchor(_ name: String) -> String { "<a id=\"\(name)\"></a>" }

    /// A division of the book, in Pandoc's spelling.
    private func division(_ kind: String, id: String? = nil, attributes: String = "", _ blocks: String...) -> String {
        let id = id.map { "#\(anchorPrefix)\($0) " } ?? ""
        return ":::: {\(id).\(kind)\(attributes)}\n\n" + blocks.joined(separator: "\n\n") + "\n\n::::"
    }

    private func equation(_ tex: String, number: String?, anchor name: String?) -> String {
        guard dialect == .book else {
            let display = Mathematics.gitHubDisplay(tex, number: number)
            return name.map { anchor($0) + "\n\n" + display } ?? display
        }
        let display = Mathematics.pandocDisplay(tex)
        guard let number, let name else { return display }
        return division("equation", id: name, display, "[(\(number))](#\(anchorPrefix)\(name)){.number}")
    }

    private func fenced(_ text: String, _ language: String) -> String {
        // The fence must be longer than any within.
        var fence = "```"
        while text.contains(fence) { fence += "`" }
        return "\(fence)\(language)\n\(text)\n\(fence)"
    }

    private func excerpt(_ excerpt: Excerpt) -> String {
        // No line numbers: a comment in the library would make the page another one.
        let slice = excerpt.slice.map { ", slice `\($0)`" } ?? ""
        let source = linked("`\(excerpt.path)`", .file(excerpt.path)) + slice
        let code = fenced(excerpt.text, "swift")
        return dialect == .book ? division("excerpt", source, code) : "\(source)\n\n\(code)"
    }

    private func output(_ text: String) -> String {
        let text = text.trimmingNewlines()
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        guard count > Self.longestOutput else { return fenced(text, dialect == .book ? "{.output}" : "text") }
        return "<details>\n<summary>Output, \(count) lines</summary>\n\n"
            + fenced(text, dialect == .book ? "{.output}" : "text") + "\n\n</details>"
    }

    private func derivation(_ record: DerivationRecord, number: String, anchor name: String) -> String {
        let title = "**Derivation \(number).** \(record.title)"
        var verdict = "✓ \(record.steps.counted("step")) checked at random values"
        if let residual = record.worstResidual {
            let size = NumberFormat.scientific(0).string(.number(residual), .text) ?? ""
            verdict += residual == 0 ? ", no residual" : ", worst relative residual \(size)"
        }
        guard dialect == .book else {
            return [
                anchor(name), title, Mathematics.gitHubDisplay(record.tex, number: nil), "<sub>\(verdict)</sub>",
            ].joined(separator: "\n\n")
        }
        return division(
            "derivation", id: name, title, DerivationRows(tex: record.tex).markdown, "[\(verdict)]{.verdict}")
    }

    private func figure(_ figure: ChapterPage.Figure) -> String {
        let record = figure.record
        // Points are wider than CSS pixels by a third.
        let width = Int((record.width * 4 / 3).rounded())
        let height = Int((record.height * 4 / 3).rounded())
        let title = "**Figure \(figure.number).** \(markdown(figure.caption))"
        let source = image(record).htmlEscaped
        let alternative = record.alternativeText.htmlEscaped
        guard dialect == .book else {
            return """
                \(anchor(figure.anchor))
                <img src="\(source)" alt="\(alternative)" width="\(width)">

                \(title)
                """
        }
        let image =
            "![\(record.alternativeText.markdownEscaped)](<\(source)>){width=\(width) height=\(height) loading=lazy}"
        return division(
            "figure", id: figure.anchor,
            attributes: " role=figure aria-labelledby=\(anchorPrefix)\(figure.anchor)-caption",
            image, division("caption", id: "\(figure.anchor)-caption", title))
    }

    private func checks(_ checks: [ChapterPage.Check]) -> String {
        let lines = checks.map { check in
            let comparison = check.comparison.map { " (\($0))" } ?? ""
            return "- \(check.holds ? "✓" : "✗") \(markdown(check.claim))\(comparison.markdownEscapedComparison)"
        }.joined(separator: "\n")
        return dialect == .book ? division("checks", lines) : lines
    }

    // MARK: Tables

    private func table(_ table: ChapterPage.Table) -> String {
        let title = "**Table \(table.number).** \(markdown(table.caption))"
        let body = pipes(
            columns: table.columns.map { markdown($0, inTable: true) }, alignments: table.alignments,
            rows: table.rows.map { $0.map { markdown($0, inTable: true) } })
        return dialect == .book
            ? division("table", id: table.anchor, division("caption", title), body)
            : "\(anchor(table.anchor))\n\n\(title)\n\n\(body)"
    }

    /// A table whose source is as readable as its picture.
    func pipes(columns: [String], alignments: [TableRecord.Alignment], rows: [[String]]) -> String {
        let cells = ([columns] + rows).map { row in row.map { $0.replacing("\n", with: " ").trimmingSpaces() } }
        // Columns of sentences would only be filled with space.
        let widths = columns.indices.map { column in
            min(max(3, cells.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0), 40)
        }
        func alignment(_ column: Int) -> TableRecord.Alignment {
            column < alignments.count ? alignments[column] : .left
        }
        func line(_ row: [String]) -> String {
            let padded = columns.indices.map { column in
                let text = column < row.count ? row[column] : ""
                let space = String(repeating: " ", count: max(0, widths[column] - text.count))
                return alignment(column) == .right ? space + text : text + space
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = columns.indices.map { column in
            let dashes = String(repeating: "-", count: widths[column])
            return switch alignment(column) {
            case .left: dashes
            case .right: String(dashes.dropLast()) + ":"
            case .center: ":" + dashes.dropLast(2) + ":"
            }
        }
        return ([line(cells[0]), "| " + rule.joined(separator: " | ") + " |"] + cells.dropFirst().map(line))
            .joined(separator: "\n")
    }
}

extension ChapterPage.Span {
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}

extension String {
    var withEscapedBars: String { replacing("\\|", with: "|").replacing("|", with: "\\|") }

    /// What a check compared is no Markdown.
    fileprivate var markdownEscapedComparison: String {
        replacing("*", with: "\\*").replacing("_", with: "\\_").replacing("<", with: "&lt;")
    }

    fileprivate func indented(by count: Int) -> String {
        guard count > 0 else { return self }
        let space = String(repeating: " ", count: count)
        return split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : space + $0 }
            .joined(separator: "\n")
    }

    func trimmingNewlines() -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false)
        while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    var htmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}

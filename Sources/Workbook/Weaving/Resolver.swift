import Foundation

/// The second stage of weaving: a draft's values, references, citations and excerpts become text and links.
struct Resolver {
    private let draft: ChapterDraft
    private let root: URL
    private let figures: URL
    private let bibliography: Bibliography
    private let chapters: [ChapterFolder]
    /// Drafts of other chapters, for `[](#4/fig:name)` and `{{4/key}}`.
    private let otherDraft: (Int) -> ChapterDraft?
    private var cited: Set<String> = []
    private var problems: [Diagnostic] = []
    private let values: [String: RecordedValue]

    private typealias Span = ChapterPage.Span

    /// - Parameter figures: The folder that the run wrote its figures to.
    /// - Throws: ``Diagnostics`` that lists all that cannot be resolved.
    static func resolve(
        _ draft: ChapterDraft, root: URL, figures: URL, bibliography: Bibliography, chapters: [ChapterFolder],
        otherDraft: @escaping (Int) -> ChapterDraft?
    ) throws -> ChapterPage {
        var resolver = Resolver(
            draft: draft, root: root, figures: figures, bibliography: bibliography, chapters: chapters,
            otherDraft: otherDraft)
        let page = resolver.page()
        if !resolver.problems.isEmpty { throw Diagnostics(resolver.problems) }
        return page
    }

    private init(
        draft: ChapterDraft, root: URL, figures: URL, bibliography: Bibliography, chapters: [ChapterFolder],
        otherDraft: @escaping (Int) -> ChapterDraft?
    ) {
        self.draft = draft
        self.root = root
        self.figures = figures
        self.bibliography = bibliography
        self.chapters = chapters
        self.otherDraft = otherDraft
        values = draft.transcript.values
    }

    private mutating func page() -> ChapterPage {
        let introduction = blocks(draft.introduction, level: 2)
        let sections = draft.sections.map { part($0, level: 2) }
        let exercises = draft.exercises.map { part($0, level: 3) }
        let references = cited.compactMap { bibliography[$0] }
            .sorted { ($0.longAuthors, bibliography.year(of: $0)) < ($1.longAuthors, bibliography.year(of: $1)) }
            .map { ChapterPage.Reference(anchor: Self.anchor(ofWork: $0.id), text: bibliography.reference($0)) }
        return ChapterPage(
            folder: draft.folder, preset: draft.transcript.preset, seed: draft.transcript.seed,
            introduction: introduction, sections: sections, exercises: exercises, references: references)
    }

    private mutating func part(_ part: ChapterDraft.Part, level: Int) -> ChapterPage.Part {
        ChapterPage.Part(
            number: part.number, title: spans(part.title, part.file, 1), anchor: part.label?.anchor ?? "",
            file: part.file, blocks: blocks(part, level: level))
    }

    // MARK: Blocks

    /// - Parameter level: That of the part's own heading. Those of its prose stand below, however the author counted.
    private mutating func blocks(_ part: ChapterDraft.Part, level: Int) -> [ChapterPage.Block] {
        let file = part.file
        // Prose may begin with the title for those who read the source.
        let drafts = part.blocks.enumerated().filter { index, block in
            guard index == 0, case .prose(.heading(_, let inlines)) = block else { return true }
            return inlines != [.text(part.title)]
        }.map(\.element)
        let levels = drafts.compactMap { if case .prose(.heading(let level, _)) = $0 { level } else { nil } }
        let shift = level + 1 - (levels.min() ?? 0)
        var blocks: [ChapterPage.Block] = []
        for block in drafts {
            switch block {
            case .prose(.markdown(let inlines)): blocks.append(.prose(spans(inlines, file)))
            case .prose(.table(let inlines)): blocks.append(.prose(spans(inlines, file, inTable: true)))
            case .prose(.heading(let level, let inlines)):
                blocks.append(.heading(level: min(level + shift, 6), spans(inlines, file)))
            case .prose(.verbatim(let text)): blocks.append(.verbatim(text))
            case .prose(.equation(let equation)):
                let target = equation.label.flatMap { draft.labels[Label(.equation, $0)] }
                blocks.append(
                    .equation(
                        tex: tex(equation.tex, file), number: target?.number, anchor: target?.anchor,
                        indentation: equation.indentation))
            case .prose(.excerpt(let path, let slice, let line)):
                if let excerpt = excerpt(path, slice, file, line) { blocks.append(.excerpt(excerpt)) }
            case .code(let code): blocks.append(.code(code.text))
            case .record(let content, let line): add(content, file, line, to: &blocks)
            }
        }
        return blocks
    }

    private mutating func add(
        _ content: Record.Content, _ file: String, _ line: Int, to blocks: inout [ChapterPage.Block]
    ) {
        func target(_ kind: Label.Kind, _ name: String) -> (number: String, anchor: String) {
            let label = Label(kind, name)
            return (draft.labels[label]?.number ?? "?", label.anchor)
        }
        switch content {
        case .value: return
        case .text(let record): blocks.append(.output(record.text))
        case .derivation(let record):
            let target = target(.derivation, record.title)
            blocks.append(.derivation(record, number: target.number, anchor: target.anchor))
        case .table(let record):
            let target = target(.table, record.name)
            blocks.append(
                .table(
                    ChapterPage.Table(
                        caption: spans(record.caption, file, line),
                        columns: record.columns.map { spans($0, file, line) },
                        alignments: record.alignments,
                        rows: record.rows.map { row in row.map { spans($0, file, line) } },
                        number: target.number, anchor: target.anchor)))
        case .figure(let record):
            if !FileManager.default.fileExists(atPath: figures.appendingPathComponent(record.file).path) {
                report(
                    file, line,
                    "The file of figure “\(record.name)” is missing: \(draft.folder.figures)/\(record.file).")
            }
            let target = target(.figure, record.name)
            blocks.append(
                .figure(
                    ChapterPage.Figure(
                        record: record, caption: spans(record.caption, file, line), number: target.number,
                        anchor: target.anchor, source: SourceLocation(file: file, line: line))))
        case .check(let record) where !record.wasTested: return
        case .check(let record):
            let check = ChapterPage.Check(
                claim: spans(record.claim, file, line), comparison: record.comparison.map(NumberFormat.readable),
                holds: !record.isRefuted)
            if case .checks(let previous)? = blocks.last {
                blocks[blocks.count - 1] = .checks(previous + [check])
            } else {
                blocks.append(.checks([check]))
            }
        }
    }

    private mutating func excerpt(_ path: String, _ slice: String?, _ file: String, _ line: Int) -> Excerpt? {
        do throws(Excerpt.Failure) {
            return try Excerpt(path: path, slice: slice, root: root)
        } catch {
            switch error {
            case .noFile: report(file, line, "There is no file \(path) to quote; paths begin at the package's root.")
            case .noSlice(let names):
                let known = names.isEmpty ? "It has no slices." : "It has: \(names.joined(separator: ", "))."
                report(file, line, "\(path) has no slice “\(slice ?? "")”. \(known)")
            case .sliceTwice: report(file, line, "\(path) has two slices “\(slice ?? "")”.")
            case .empty: report(file, line, "The slice “\(slice ?? "")” of \(path) is empty.")
            }
            return nil
        }
    }

    // MARK: Spans

    private mutating func spans(_ text: String, _ file: String, _ line: Int) -> [Span] {
        spans(InlineParser.parse(text, line: line), file)
    }

    /// - Parameter inTable: Whether the pieces are a table of the author's: his bars divide cells, others must not.
    private mutating func spans(_ inlines: [Inline], _ file: String, inTable: Bool = false) -> [Span] {
        var spans: [Span] = []
        for inline in inlines {
            switch inline {
            case .text(let text): spans.append(.text(text))
            case .math(let pieces):
                let tex = tex(pieces, file)
                spans.append(.math(inTable ? Mathematics.withoutBars(tex) : tex))
            case .value(let reference):
                let text = value(reference, .text, file)
                spans.append(.text(inTable ? text.withEscapedBars : text))
            case .reference(let text, let label, let line): spans.append(link(text, label, file, line))
            case .citation(let citations, let isParenthetical):
                spans += citation(citations, isParenthetical: isParenthetical, file)
            }
        }
        return spans
    }

    private mutating func tex(_ pieces: [MathPiece], _ file: String) -> String {
        pieces.map { piece in
            switch piece {
            case .tex(let tex): tex
            case .value(let reference): value(reference, .tex, file)
            }
        }.joined()
    }

    private mutating func value(_ reference: ValueReference, _ spelling: NumberFormat.Spelling, _ file: String)
        -> String
    {
        var format = NumberFormat.automatic
        if let text = reference.format {
            guard let known = NumberFormat(text) else {
                let known = NumberFormat.names.joined(separator: ", ")
                report(file, reference.line, "There is no format “\(text)” for a value. There are: \(known).")
                return "?"
            }
            format = known
        }
        let parts = reference.key.split(separator: "/", maxSplits: 1).map(String.init)
        let known = parts.count == 2 ? Int(parts[0]).flatMap(otherDraft)?.transcript.values ?? [:] : values
        guard let value = known[parts.last ?? ""] else {
            if draft.transcript.isWhole {
                report(
                    file, reference.line,
                    "No value “\(reference.key)” was recorded.\(suggestion(parts.last ?? "", known.keys.sorted()))")
            }
            return "?"
        }
        guard let text = format.string(value, spelling) else {
            report(
                file, reference.line,
                "The value “\(reference.key)” is \(value), which “\(reference.format ?? "")” cannot write.")
            return "?"
        }
        return text
    }

    private mutating func link(_ text: String, _ name: String, _ file: String, _ line: Int) -> Span {
        if name.hasPrefix("chapter:"), let number = Int(name.dropFirst("chapter:".count)) {
            guard let chapter = chapters.first(where: { $0.number == number }) else {
                report(file, line, "There is no Chapter \(number) to refer to.")
                return .text(text)
            }
            return .link(text: text.isEmpty ? "Chapter \(number)" : text, .chapter(chapter, anchor: nil))
        }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let other = parts.count == 2 ? Int(parts[0]).flatMap(otherDraft) : nil
        let labels = parts.count == 2 ? other?.labels ?? [:] : draft.labels
        guard let label = Label(parts.last ?? ""), let target = labels[label] else {
            if draft.transcript.isWhole || Label(parts.last ?? "") == nil {
                let known = labels.keys.map(\.description).sorted()
                let hint = Int(name) == nil ? suggestion(parts.last ?? "", known) : " Is it “chapter:\(name)”?"
                report(file, line, "Nothing has the label “\(name)”.\(hint)")
            }
            return .text(text.isEmpty ? "?" : text)
        }
        let number = label.kind == .equation ? "(\(target.number))" : target.number
        let shown = text.isEmpty ? "\(label.kind.noun)\u{A0}\(number)" : text
        return .link(text: shown, other.map { .chapter($0.folder, anchor: target.anchor) } ?? .anchor(target.anchor))
    }

    private mutating func citation(_ citations: [Citation], isParenthetical: Bool, _ file: String) -> [Span] {
        var spans: [Span] = isParenthetical ? [.text("(")] : []
        for (index, citation) in citations.enumerated() {
            guard let entry = bibliography[citation.key] else {
                report(
                    file, citation.line,
                    "\(Bibliography.path) has no work “\(citation.key)”.\(suggestion(citation.key, bibliography.keys))")
                continue
            }
            cited.insert(entry.id)
            if index > 0 { spans.append(.text("; ")) }
            let mark = bibliography.mark(for: entry, isParenthetical: isParenthetical)
            spans.append(.link(text: mark, .anchor(Self.anchor(ofWork: entry.id))))
            if let locator = citation.locator { spans.append(.text(", \(locator)")) }
        }
        return spans + (isParenthetical ? [.text(")")] : [])
    }

    private static func anchor(ofWork key: String) -> String { "ref-\(key)" }

    // MARK: Problems

    private mutating func report(_ file: String, _ line: Int, _ message: String) {
        problems.append(Diagnostic(file: file, line: line, message))
    }

    /// The known name that is most like a wrong one.
    private func suggestion(_ name: String, _ known: [String]) -> String {
        let nearest = known.map { ($0, name.distance(to: $0)) }.min { $0.1 < $1.1 }
        guard let nearest, nearest.1 <= max(2, name.count / 3) else { return "" }
        return " Is it “\(nearest.0)”?"
    }
}

extension String {
    /// Levenshtein's distance.
    func distance(to other: String) -> Int {
        let (a, b) = (Array(self), Array(other))
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let substitution = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}

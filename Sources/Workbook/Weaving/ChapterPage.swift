/// A page whose every value, reference, citation and excerpt is resolved: what typesetting needs and nothing else.
struct ChapterPage {
    struct Part {
        var number: String
        var title: [Span]
        var anchor: String
        /// Relative to the package's root.
        var file: String
        var blocks: [Block]
    }

    var folder: ChapterFolder
    var preset: Preset
    var seed: UInt64
    var introduction: [Block]
    var sections: [Part]
    var exercises: [Part]
    /// Cited works in alphabetical order.
    var references: [Reference]

    struct Reference: Equatable {
        var anchor: String
        /// Markdown.
        var text: String
    }

    /// In the order of the page.
    var allFigures: [Figure] {
        sections.flatMap(\.blocks).compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
    }

    /// A piece of a paragraph.
    enum Span: Equatable {
        /// Markdown.
        case text(String)
        /// TeX without dollars.
        case math(String)
        case link(text: String, Destination)
    }

    enum Destination: Equatable {
        /// A place on this page.
        case anchor(String)
        /// Another chapter's page, or a place on it.
        case chapter(ChapterFolder, anchor: String?)
        /// A file of the package, relative to its root.
        case file(String)
    }

    enum Block {
        case prose([Span])
        case heading(level: Int, [Span])
        case verbatim(String)
        case equation(tex: String, number: String?, anchor: String?, indentation: Int)
        case code(String)
        case excerpt(Excerpt)
        case output(String)
        case derivation(DerivationRecord, number: String, anchor: String)
        case table(Table)
        case figure(Figure)
        case checks([Check])
    }

    struct Table {
        var caption: [Span]
        var columns: [[Span]]
        var alignments: [TableRecord.Alignment]
        var rows: [[[Span]]]
        var number: String
        var anchor: String
    }

    struct Figure {
        var record: FigureRecord
        var caption: [Span]
        var number: String
        var anchor: String
        /// The call that drew it.
        var source: SourceLocation
    }

    struct Check {
        var claim: [Span]
        var comparison: String?
        var holds: Bool
    }
}

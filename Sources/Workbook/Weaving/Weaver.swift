import Foundation
import Graphics

/// Turns sections' sources and a run's transcript into pages. Weaving is pure text: it runs nothing.
///
/// Four stages: *parse* (``SectionSource``, ``ProseParser``), *resolve* (``ChapterDraft``, ``Resolver``), *typeset*
/// (``PageTypesetter``, ``GitHubPage``), *write* (here). What stands in a source:
///
/// ```
/// /*: Markdown with $TeX$ */    //: one line      prose, dedented, if nothing stands before it on its line
/// $$ … $$ {#eq:name}                              a displayed equation, numbered if it has a label
/// {{key}}  {{key, percent 1}}  {{4/key}}          a recorded value, of this chapter or of Chapter 4
/// [](#fig:name)  [text](#sec:Name)  [](#4/tab:x)  a reference; kinds: fig tab eq der sec ex, and [](#chapter:4)
/// [@key; @key, locator]   @kingma2015             a citation from Chapters/bibliography.json
/// @Excerpt(path)  @Excerpt(path, slice: name)     library source, between // snippet.name and // snippet.end
/// // snippet.hide   // snippet.show               on lines of their own: hide or show code, overruling the rule
/// ```
///
/// Code is shown within `run(on:)`, and outside of it where prose introduces it; see ``SectionSource``.
public struct Weaver {
    public let root: PackageRoot

    public init(root: PackageRoot) { self.root = root }

    /// Weaves a transcript into a page, as a run does at its end.
    ///
    /// - Parameters:
    ///   - figures: The folder that holds the run's figures.
    ///   - page: Where the page is written; by default the committed place, the chapter's `README.md`.
    /// - Returns: Where the page was written.
    /// - Throws: ``Diagnostics``, each `file:line: error: …`; ``WorkbookError`` if a file cannot be read or written.
    @discardableResult
    public func weave(_ transcript: Transcript, figures: URL, to page: URL? = nil) throws -> URL {
        let woven = try self.page(of: transcript, in: figures, shownIn: figures, as: page)
        try Self.write(woven.text, to: woven.file)
        return woven.file
    }

    /// A transcript's page, not yet written.
    ///
    /// - Parameters:
    ///   - figures: The folder that holds the run's figures now.
    ///   - shown: The folder that they will be in when the page is read.
    ///   - file: Where the page will be; by default the committed place.
    func page(
        of transcript: Transcript, in figures: URL, shownIn shown: URL, as file: URL? = nil
    ) throws -> (text: String, file: URL) {
        let library = try ChapterLibrary(root: root.url)
        let resolved = try library.resolvedPage(transcript, figures: figures)
        let text = library.gitHubPage(resolved, figures: shown, location: file.map(root.display))
        return (text, file ?? root.appending("\(transcript.folder)/README.md"))
    }

    /// Weaves all chapters that have a committed transcript, the gallery and the contents of the top page.
    ///
    /// - Parameter only: Numbers of chapters to weave; nil means all, with gallery and contents.
    /// - Returns: Paths of the files that changed, relative to the root.
    /// - Throws: ``Diagnostics`` after everything that can be woven was.
    @discardableResult
    public func weaveCommitted(only: Set<Int>? = nil) throws -> [String] {
        let library = try ChapterLibrary(root: root.url)
        let pages = library.committedPages(only: only)
        var publication = Publication()
        for (path, text) in pages.texts { publication.write(Data(text.utf8), to: root.appending(path)) }
        let changed = Set(try publication.commit())
        if !pages.problems.isEmpty { throw Diagnostics(pages.problems) }
        return pages.texts.map(\.path).filter { changed.contains(root.appending($0).resolvingSymlinksInPath()) }
    }

    /// Readers never see half a page.
    static func write(_ text: String, to url: URL) throws { try write(Data(text.utf8), to: url) }

    static func write(_ data: Data, to url: URL) throws {
        do {
            try AtomicFile.write(data, to: url)
        } catch {
            throw WorkbookError(reason(of: error))
        }
    }
}

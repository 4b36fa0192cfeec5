import Foundation

/// All chapters of the workbook as they are on disk, read when they are asked for.
final class ChapterLibrary {
    let root: URL
    let chapters: [ChapterFolder]
    let bibliography: Bibliography
    private var drafts: [Int: ChapterDraft?] = [:]

    init(root: URL) throws {
        self.root = root
        chapters = ChapterFolder.all(root: root)
        bibliography = try Bibliography(root: root)
    }

    /// The committed transcript of a chapter; nil if it was never run.
    func transcript(of chapter: ChapterFolder) throws -> Transcript? {
        let file = root.appendingPathComponent(chapter.figures).appendingPathComponent(Transcript.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try Transcript.read(from: file)
    }

    func resolvedPage(_ transcript: Transcript, figures: URL) throws -> ChapterPage {
        guard let folder = chapters.first(where: { $0.number == transcript.chapter }) else {
            throw WorkbookError("there is no folder Chapters/Chapter… with a Chapter \(transcript.chapter)")
        }
        let draft = try ChapterDraft(folder, transcript, root: root)
        return try Resolver.resolve(
            draft, root: root, figures: figures, bibliography: bibliography, chapters: chapters,
            otherDraft: { [self] in self.draft(of: $0) })
    }

    /// The page of a run. Its location is relative to the root, or absolute outside of it.
    func gitHubPage(_ page: ChapterPage, figures: URL, location: String? = nil) -> String {
        let index = chapters.firstIndex { $0.number == page.folder.number } ?? 0
        return GitHubPage(
            page: page, previous: index > 0 ? chapters[index - 1] : nil,
            next: index + 1 < chapters.count ? chapters[index + 1] : nil,
            lastNumber: chapters.last?.number ?? page.folder.number, root: root.path,
            location: location ?? page.folder.page, figures: PackageRoot(url: root).display(figures)
        ).markdown()
    }

    struct CommittedPages {
        /// By path relative to the root.
        var texts: [(path: String, text: String)] = []
        var problems: [Diagnostic] = []
    }

    /// Everything that weaving keeps up to date, and what is wrong with the rest.
    ///
    /// - Parameter only: Numbers of the chapters wanted; nil means all, with the gallery and the contents.
    func committedPages(only: Set<Int>? = nil) -> CommittedPages {
        var result = CommittedPages()
        var pages: [ChapterPage] = []
        for chapter in chapters where only?.contains(chapter.number) ?? true {
            do {
                guard let transcript = try transcript(of: chapter) else { continue }
                let figures = root.appendingPathComponent(chapter.figures)
                let page = try resolvedPage(transcript, figures: figures)
                pages.append(page)
                result.texts.append((chapter.page, gitHubPage(page, figures: figures)))
            } catch {
                result.problems += Self.diagnostics(of: error, file: chapter.mainFile)
            }
        }
        // A gallery without the chapters that cannot be woven would be wrong.
        guard only == nil, result.problems.isEmpty else { return result }
        result.texts.append((Gallery.path, Gallery(pages: pages).markdown()))
        let top = root.appendingPathComponent(TopPage.path)
        if let text = try? String(contentsOf: top, encoding: .utf8) {
            do {
                result.texts.append((TopPage.path, try TopPage(pages: pages).filling(text)))
            } catch {
                result.problems += Self.diagnostics(of: error, file: TopPage.path)
            }
        }
        return result
    }

    static func diagnostics(of error: any Error, file: String) -> [Diagnostic] {
        switch error {
        case let error as Diagnostics: error.all
        case let error as Diagnostic: [error]
        default: [Diagnostic(file: file, line: 1, reason(of: error))]
        }
    }

    private func draft(of number: Int) -> ChapterDraft? {
        if let known = drafts[number] { return known }
        var draft: ChapterDraft?
        if let folder = chapters.first(where: { $0.number == number }), let transcript = try? transcript(of: folder) {
            draft = try? ChapterDraft(folder, transcript, root: root)
        }
        drafts[number] = .some(draft)
        return draft
    }
}

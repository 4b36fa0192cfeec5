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
    func gitHubPage(_ transcript: Transcript, figures: URL, location: String? = nil) throws -> String {
        let page = try resolvedPage(transcript, figures: figures)
        let index = chapters.firstIndex { $0.number == transcript.chapter } ?? 0
        return GitHubPage(
            page: page, previous: index > 0 ? chapters[index - 1] : nil,
            next: index + 1 < chapters.count ? chapters[index + 1] : nil, root: root.path,
            location: location ?? page.folder.page, figures: PackageRoot(url: root).display(figures)
        ).markdown()
    }

    /// Everything that weaving keeps up to date, by path, and what is wrong with the rest.
    func committedPages(only: Set<Int>? = nil) -> (pages: [(path: String, text: String)], problems: [Diagnostic]) {
        var pages: [(path: String, text: String)] = []
        var problems: [Diagnostic] = []
        func attempt(_ file: String, _ work: () throws -> Void) {
            do { try work() } catch let error as Diagnostics { problems += error.all } catch let error as Diagnostic {
                problems.append(error)
            } catch {
                problems.append(Diagnostic(file: file, line: 1, reason(of: error)))
            }
        }
        for chapter in chapters where only?.contains(chapter.number) ?? true {
            attempt(chapter.mainFile) {
                guard let transcript = try transcript(of: chapter) else { return }
                let figures = root.appendingPathComponent(chapter.figures)
                pages.append((chapter.page, try gitHubPage(transcript, figures: figures)))
            }
        }
        return (pages, problems)
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

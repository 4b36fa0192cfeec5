import Foundation

/// Whether everything committed fits together: sources, transcripts, figures, results, pages. Nothing is run.
struct CommittedCheck {
    let library: ChapterLibrary
    private(set) var problems: [Diagnostic] = []

    private var root: URL { library.root }

    static func problems(root: URL) throws -> [Diagnostic] {
        var check = CommittedCheck(library: try ChapterLibrary(root: root))
        for chapter in check.library.chapters { check.examine(chapter) }
        check.comparePages()
        return check.problems
    }

    private init(library: ChapterLibrary) { self.library = library }

    private mutating func report(_ file: String, line: Int = 1, _ message: String) {
        problems.append(Diagnostic(file: file, line: line, message))
    }

    // MARK: A chapter's transcript, figures and results

    private mutating func examine(_ chapter: ChapterFolder) {
        let file = "\(chapter.figures)/\(Transcript.fileName)"
        let transcript: Transcript
        do {
            guard let read = try library.transcript(of: chapter) else {
                if let section = firstSection(of: chapter) {
                    report(section, "No results of this section are recorded: swift run \(chapter.name)")
                }
                return
            }
            transcript = read
        } catch {
            return report(file, reason(of: error))
        }
        let again = "swift run \(chapter.name)"
        if transcript.preset != .lecture || transcript.seed != RunOptions.defaultSeed || !transcript.isWhole {
            report(
                file,
                "This is not a whole run at the default preset and seed but one at preset "
                    + "\(transcript.preset.rawValue) with seed \(transcript.seed): \(again)")
        }
        if transcript.title != chapter.title || transcript.folder != chapter.path {
            report(file, "This run was of “\(transcript.title)” in \(transcript.folder): \(again)")
        }
        for section in transcript.sections {
            for record in section.records {
                guard case .check(let check) = record.content, check.isRefuted else { continue }
                report(
                    record.file ?? section.file, line: record.line,
                    "The check “\(check.claim)” failed in the run that is committed: \(again)")
            }
        }
        examineFigures(of: transcript, chapter)
        examineResults(of: transcript, chapter)
    }

    /// A file of the chapter's folder that holds a section.
    private func firstSection(of chapter: ChapterFolder) -> String? {
        let folder = root.appendingPathComponent(chapter.path)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.sorted().filter { $0.hasSuffix(".swift") }.map { "\(chapter.path)/\($0)" }.first { file in
            guard let text = try? String(contentsOf: root.appendingPathComponent(file), encoding: .utf8) else {
                return false
            }
            return (try? SectionSource(path: file, text: text).runLine) ?? nil != nil
        }
    }

    private mutating func examineFigures(of transcript: Transcript, _ chapter: ChapterFolder) {
        let folder = root.appendingPathComponent(chapter.figures)
        var known: Set<String> = [Transcript.fileName, ChapterResults.fileName, "README.md"]
        for section in transcript.sections {
            for record in section.records {
                guard case .figure(let figure) = record.content else { continue }
                known.insert(figure.file)
                // A missing file is reported by weaving.
                guard let data = try? Data(contentsOf: folder.appendingPathComponent(figure.file)),
                    Fingerprint(data).description != figure.fingerprint
                else { continue }
                report(
                    record.file ?? section.file, line: record.line,
                    "\(chapter.figures)/\(figure.file) is not what section “\(section.title)” drew: "
                        + "swift run \(chapter.name)")
            }
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for file in files.sorted() where !known.contains(file) && !file.hasPrefix(".") {
            report("\(chapter.figures)/\(file)", "No run of \(chapter.name) made this file: delete it.")
        }
    }

    private mutating func examineResults(of transcript: Transcript, _ chapter: ChapterFolder) {
        let file = "\(chapter.figures)/\(ChapterResults.fileName)"
        do {
            let results = try ChapterResults.read(from: root.appendingPathComponent(file))
            let values = transcript.values
            guard results.values != values else { return }
            let keys = Set(results.values.keys).union(values.keys).filter { results.values[$0] != values[$0] }.sorted()
            report(
                file, "The values \(keys.listed) are not those of the transcript beside it: swift run \(chapter.name)")
        } catch {
            report(file, reason(of: error))
        }
    }

    // MARK: Pages

    private mutating func comparePages() {
        let pages = library.committedPages()
        problems += pages.problems
        for (path, text) in pages.texts {
            guard let committed = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) else {
                report(path, "This page is missing: swift run workbook weave")
                continue
            }
            guard committed != text else { continue }
            let (line, heading) = Self.firstDifference(committed, text)
            report(
                path, line: line,
                "From here on the page is not what its sources say\(heading.map { " (in “\($0)”)" } ?? ""): "
                    + "swift run workbook weave")
        }
    }

    /// The first line of a page that is not as it should be, and the heading that it stands below.
    static func firstDifference(_ committed: String, _ woven: String) -> (line: Int, heading: String?) {
        let old = committed.split(separator: "\n", omittingEmptySubsequences: false)
        let new = woven.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(old, new).prefix { $0 == $1 }.count
        let heading = new[...min(line, new.count - 1)].last { $0.hasPrefix("## ") }
        return (line + 1, heading.map { $0.drop { $0 == "#" || $0 == " " }.description })
    }
}

extension Weaver {
    /// Examines what is committed.
    /// - Throws: ``Diagnostics`` that name each section, figure and page that does not fit.
    public func check() throws {
        let problems = try CommittedCheck.problems(root: root.url)
        if !problems.isEmpty { throw Diagnostics(problems) }
    }
}

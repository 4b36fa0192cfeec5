import Foundation

@testable import Workbook

/// A small workbook in a temporary folder: Chapter 3 with sections made of the lines given, and its transcript.
final class WeavingFixture {
    private let folder: TemporaryFolder
    var root: URL { folder.url }
    var transcript: Transcript

    /// The body of a section's `run(on:)`, and the records that lines of it produced, each by a text in its line.
    struct SectionText {
        var name: String
        var title: String
        var body: String
        var records: [(at: String, content: Record.Content)]

        init(
            _ name: String, title: String? = nil, _ body: String,
            _ records: [(at: String, content: Record.Content)] = []
        ) {
            self.name = name
            self.title = title ?? name
            self.body = body
            self.records = records
        }
    }

    init(_ sections: [SectionText], files: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        transcript = Transcript(
            chapter: 3, title: "Optimizers", folder: "Chapters/Chapter03_Optimizers", preset: .lecture, seed: 1)
        try write("// swift-tools-version: 6.0\nlet package = Package(name: \"Autoencoder\")", to: "Package.swift")
        try write(
            "@main\nstruct Chapter03: Chapter {\n    static let number = 3\n    static let title = \"Optimizers\"\n}\n",
            to: "Chapters/Chapter03_Optimizers/Optimizers.swift")
        for (path, text) in files { try write(text, to: path) }
        for section in sections { try add(section) }
    }

    static func source(_ section: SectionText) -> String {
        let body = section.body.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "        \($0)" }.joined(separator: "\n")
        return """
            import Workbook

            struct \(section.name): Section {
                static let title = "\(section.title)"

                func run(on page: Page) throws {
            \(body)
                }
            }

            """
    }

    /// The first line of a section's body in its file.
    static let bodyLine = 7

    func path(_ section: String) -> String { "Chapters/Chapter03_Optimizers/\(section).swift" }

    private func add(_ section: SectionText) throws {
        let source = Self.source(section)
        try write(source, to: path(section.name))
        let code = SourceCode(source)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let records = section.records.map { marker, content in
            let line = (lines.firstIndex { $0.contains(marker) } ?? 0) + 1
            if case .figure(let figure) = content {
                try? write("PNG of \(figure.name)", to: "Figures/Chapter03/\(figure.file)")
            }
            return Record(line: line, codeLine: code.lineMap.codeLine(of: line), content: content)
        }
        transcript.sections.append(
            SectionRecord(
                name: section.name, title: section.title, file: path(section.name), codeFingerprint: code.fingerprint,
                records: records))
    }

    func write(_ text: String, to path: String) throws {
        let url = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    var weaver: Weaver { Weaver(root: PackageRoot(url: root)) }
    var figures: URL { root.appendingPathComponent("Figures/Chapter03") }

    /// Puts transcript and results where a run leaves them.
    func commit() throws {
        try write(String(decoding: transcript.json(), as: UTF8.self), to: "Figures/Chapter03/\(Transcript.fileName)")
        let results = ChapterResults(transcript, run: [:])
        try write(String(decoding: results.json(), as: UTF8.self), to: "Figures/Chapter03/\(ChapterResults.fileName)")
    }

    /// Weaves the chapter and gives its page.
    func page() throws -> String {
        try String(contentsOf: weaver.weave(transcript, figures: figures), encoding: .utf8)
    }

    /// The page between the section's source link and the footer.
    func content() throws -> String {
        let page = try page()
        let start = page.firstRange(of: ".swift)</sub>\n\n")?.upperBound ?? page.startIndex
        let end = page.ranges(of: "\n---\n").last?.lowerBound ?? page.endIndex
        return String(page[start..<max(start, end)]).trimmingNewlines()
    }

    /// What is wrong, each as `file:line: message` with the file's name only.
    func problems() -> [String] {
        do {
            _ = try page()
            return []
        } catch let error as Diagnostics {
            return error.all.map { "\($0.file.split(separator: "/").last ?? ""):\($0.line): \($0.message)" }
        } catch {
            return ["unexpected: \(error)"]
        }
    }
}

extension Record.Content {
    static func output(_ text: String) -> Record.Content { .text(TextRecord(text: text)) }

    static func number(_ key: String, _ value: RecordedValue) -> Record.Content {
        .value(ValueRecord(key: key, value: value))
    }

    static func figure(
        _ name: String, caption: String = "A caption.", slide: String? = nil, isTrained: Bool = true
    ) -> Record.Content {
        .figure(
            FigureRecord(
                name: name, caption: caption, alternativeText: "A \"curve\" & more", slide: slide, isTrained: isTrained,
                file: "\(name).png", width: 480, height: 300,
                fingerprint: Fingerprint("PNG of \(name)").description))
    }

    static func table(_ name: String, _ columns: [String], _ rows: [[String]], right: Set<Int> = []) -> Record.Content {
        .table(
            TableRecord(
                name: name, caption: "Numbers.", columns: columns,
                alignments: columns.indices.map { right.contains($0) ? .right : .left }, rows: rows))
    }

    static func derivation(_ title: String) -> Record.Content {
        .derivation(
            DerivationRecord(
                title: title, tex: "\\begin{aligned}\na &= b \\\\\n &= c\n\\end{aligned}", unicode: "a = b = c",
                steps: 2,
                worstResidual: 2e-12))
    }

    static func check(_ claim: String, _ comparison: String? = nil) -> Record.Content {
        .check(CheckRecord(claim: claim, comparison: comparison))
    }
}

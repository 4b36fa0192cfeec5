import Foundation

/// A chapter's sources and transcript put together in the order of the page, every label known, nothing resolved yet.
struct ChapterDraft {
    enum Block {
        case prose(ProseBlock)
        case code(SectionSource.Code)
        case record(Record.Content, line: Int)
    }

    struct Part {
        /// `3.2` for a section, `3.1` for an exercise, empty for the introduction.
        var number: String
        var title: String
        var label: Label?
        /// Relative to the package's root.
        var file: String
        var blocks: [Block]
    }

    let folder: ChapterFolder
    let transcript: Transcript
    private(set) var introduction: Part
    private(set) var sections: [Part] = []
    private(set) var exercises: [Part] = []
    private(set) var labels: [Label: LabelTarget] = [:]
    private var counts: [Label.Kind: Int] = [:]
    private(set) var problems: [Diagnostic] = []

    /// - Throws: ``Diagnostics`` if a source is missing, cannot be parsed or is not the one that ran.
    init(_ folder: ChapterFolder, _ transcript: Transcript, root: URL) throws {
        self.folder = folder
        self.transcript = transcript
        introduction = Part(number: "", title: folder.title, file: folder.mainFile, blocks: [])

        func part(_ number: String, _ title: String, _ label: Label?, _ file: String, records: [Record]? = nil) -> Part
        {
            var part = Part(number: number, title: title, label: label, file: file, blocks: [])
            do {
                guard let text = try? String(contentsOf: root.appendingPathComponent(file), encoding: .utf8) else {
                    throw Diagnostic(file: file, line: 1, "There is no such file, but the transcript names it.")
                }
                part.blocks = try Self.blocks(of: SectionSource(path: file, text: text), SourceCode(text), records)
            } catch {
                problems.append(error as? Diagnostic ?? Diagnostic(file: file, line: 1, reason(of: error)))
            }
            return part
        }
        introduction = part("", folder.title, nil, folder.mainFile)
        for (index, section) in transcript.sections.enumerated() {
            let number = "\(folder.number).\(index + 1)"
            if let stale = Self.staleness(of: section, in: folder, root: root) { problems.append(stale) }
            sections.append(
                part(number, section.title, Label(.section, section.name), section.file, records: section.records))
        }
        for exercise in transcript.exercises {
            exercises.append(part(exercise.id, exercise.title, Label(.exercise, exercise.id), exercise.file))
        }
        problems += Self.staleness(ofSharedCode: transcript, in: folder, root: root)
        for part in [introduction] + sections + exercises { number(part) }
        if !problems.isEmpty { throw Diagnostics(problems) }
    }

    /// What is wrong if the code of a section is no longer the code that ran.
    static func staleness(of section: SectionRecord, in folder: ChapterFolder, root: URL) -> Diagnostic? {
        guard let text = try? String(contentsOf: root.appendingPathComponent(section.file), encoding: .utf8),
            SourceCode(text).fingerprint != section.codeFingerprint
        else { return nil }
        let line = (try? SectionSource(path: section.file, text: text).runLine) ?? nil
        return Diagnostic(
            file: section.file, line: line ?? 1,
            "The code of section “\(section.title)” has changed since its results were recorded: swift run \(folder.name)"
        )
    }

    /// What is wrong if code that the sections of a chapter share is no longer the code that ran.
    private static func staleness(
        ofSharedCode transcript: Transcript, in folder: ChapterFolder, root: URL
    ) -> [Diagnostic] {
        transcript.sharedCode.sorted { $0.key < $1.key }.compactMap { file, fingerprint in
            let text = try? String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            guard let text, SourceCode(text).fingerprint == fingerprint else {
                return Diagnostic(
                    file: file, line: 1,
                    "This code, which the chapter's sections share, has changed since their results were recorded: "
                        + "swift run \(folder.name)")
            }
            return nil
        }
    }

    // MARK: Putting records where they belong

    private static func blocks(
        of source: SectionSource, _ code: SourceCode, _ records: [Record]?
    ) throws -> [Block] {
        var outputs: [Int: [Block]] = [:]
        if let records {
            let lines = records.map { record -> Int? in
                guard record.file == nil else { return nil }
                return record.codeLine.flatMap { code.lineMap.line(ofCodeLine: $0) } ?? record.line
            }
            // What a helper or another file shows belongs to the call in `run(on:)`. The transcript does not know that
            // line; the record before it in the run is the nearest that is known, failing that the one after it.
            let places = lines.map { line -> Int? in
                guard let line, source.body?.contains(line) ?? true else { return nil }
                return source.chunk(holding: line)
            }
            let first = places.compactMap { $0 }.first ?? source.lastChunkOfBody
            var place = first
            for (index, record) in records.enumerated() {
                place = places[index] ?? place
                outputs[place, default: []].append(
                    .record(record.content, line: lines[index] ?? source.runLine ?? 1))
            }
        }
        var blocks: [Block] = []
        for (index, chunk) in source.chunks.enumerated() {
            switch chunk {
            case .prose(let prose):
                blocks += try ProseParser.parse(prose, file: source.path).map(Block.prose)
            case .code(let code):
                if records != nil, !code.text.isEmpty { blocks.append(.code(code)) }
                blocks += outputs[index] ?? []
            }
        }
        return blocks + (outputs[-1] ?? [])
    }

    // MARK: Numbers

    private mutating func number(_ part: Part) {
        if let label = part.label { define(label, part.number, part.file, 1) }
        for block in part.blocks {
            switch block {
            case .prose(.equation(let equation)):
                guard let name = equation.label else { continue }
                define(Label(.equation, name), nil, part.file, equation.line)
            case .record(.figure(let figure), let line): define(Label(.figure, figure.name), nil, part.file, line)
            case .record(.table(let table), let line): define(Label(.table, table.name), nil, part.file, line)
            case .record(.derivation(let derivation), let line):
                define(Label(.derivation, derivation.title), nil, part.file, line)
            default: continue
            }
        }
    }

    private mutating func define(_ label: Label, _ number: String?, _ file: String, _ line: Int) {
        if let first = labels[label] {
            problems.append(
                Diagnostic(
                    file: file, line: line, "The label \(label) is already defined at \(first.file):\(first.line)."))
            return
        }
        counts[label.kind, default: 0] += 1
        let number = number ?? "\(folder.number).\(counts[label.kind] ?? 0)"
        labels[label] = LabelTarget(number: number, anchor: label.anchor, file: file, line: line)
    }
}

extension SectionSource {
    /// -1 if there is none.
    fileprivate var lastChunkOfBody: Int {
        chunks.lastIndex { chunk in
            guard case .code(let code) = chunk, let body else { return false }
            return body.contains(code.lines.lowerBound)
        } ?? chunks.count - 1
    }
}

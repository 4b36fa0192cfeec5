import Foundation
import NeuralNetworks
import Tensors

/// One run of a chapter: its sections in order, then results, transcript and page.
struct ChapterRun<C: Chapter> {
    let options: RunOptions
    let root: PackageRoot
    let terminal: Terminal
    var weaves = true

    /// - Throws: ``ChapterError`` or ``WorkbookError``, or what a section throws, with the section's name.
    func run() throws {
        let start = ContinuousClock.now
        try Threads.use(options.threads)
        ProgressBar.isSilenced = !options.showsProgress
        let output = try RunOutput(chapter: C.number, options: options, root: root)
        var transcript = Transcript(
            chapter: C.number, title: C.title, folder: C.folder, preset: options.preset, seed: options.seed,
            isWhole: options.section == nil, exercises: C.exercises.map(ExerciseRecord.init),
            sharedCode: sharedCode())
        let memory = RunMemory()
        let sections = try SectionChoice<C>(options.section)
        terminal.print(terminal.bold("Chapter \(C.number) · \(C.title)") + "  (\(description))")
        for (number, section) in sections.chosen {
            terminal.print("\n" + terminal.bold("\(C.number).\(number) \(type(of: section).title)"))
            do {
                transcript.sections.append(try run(section, output, memory))
            } catch {
                if let note = output.noteOnFailure { terminal.print("\n" + note) }
                throw error
            }
        }

        output.volatile["threads"] = .integer(options.threads)
        output.volatile["seconds"] = .number((start.duration(to: .now).seconds * 10).rounded() / 10)
        let results = ChapterResults(transcript, run: output.volatile)
        try output.write(results.json(), to: ChapterResults.fileName)
        try output.write(transcript.json(), to: Transcript.fileName)
        try output.publish(transcript)
        if let file = options.results { try results.write(to: file) }
        terminal.print("\nFigures and results are in \(output.display("")).")
        if weaves { try weave(transcript, output) }
    }

    private func weave(_ transcript: Transcript, _ output: RunOutput) throws {
        let page = try Weaver(root: root).weave(
            transcript, figures: output.destination ?? output.folder,
            to: output.destination == nil ? output.folder.appendingPathComponent("README.md") : nil)
        terminal.print("The page is \(root.display(page)).")
    }

    private var description: String {
        var parts = ["preset \(options.preset.rawValue)", "seed \(options.seed)"]
        if let epochs = options.epochs { parts.append("\(epochs) epochs") }
        return parts.joined(separator: ", ")
    }

    private func run(_ section: any Section, _ output: RunOutput, _ memory: RunMemory) throws -> SectionRecord {
        let kind = type(of: section)
        let file = "\(C.folder)/\(kind.name).swift"
        let source = try SourceCode(file: file, root: root)
        let page = Page(
            chapter: C.number, options: options, terminal: terminal, output: output, file: file,
            lineMap: source.lineMap, memory: memory)
        do {
            try section.run(on: page)
        } catch {
            // What a section threw first matters more than what it found wrong before.
            throw WorkbookError("section \(kind.name) (\(file)): \(reason(of: error))")
        }
        if var problem = page.problems.first {
            if page.problems.count > 1 { problem.reason += " (and \(page.problems.count - 1) more, see above)" }
            throw problem
        }
        return SectionRecord(
            name: kind.name, title: kind.title, file: file, codeFingerprint: source.fingerprint, records: page.records)
    }

    /// Fingerprints of the sources in the chapter's folder that are no sections.
    private func sharedCode() -> [String: String] {
        let sections = Set(C.sections.map { "\(type(of: $0).name).swift" })
        let files = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(C.folder).path)) ?? []
        var fingerprints: [String: String] = [:]
        for file in files where file.hasSuffix(".swift") && !sections.contains(file) {
            let path = "\(C.folder)/\(file)"
            fingerprints[path] = (try? SourceCode(file: path, root: root))?.fingerprint
        }
        return fingerprints
    }
}

extension ExerciseRecord {
    init(_ exercise: any Exercise.Type) {
        self.init(id: exercise.id, title: exercise.title, file: exercise.file)
    }
}

/// The sections that `--section` chooses: by number (`2` or `3.2`), by type (`BiasCorrection`) or by title.
struct SectionChoice<C: Chapter> {
    let chosen: [(number: Int, section: any Section)]

    /// - Throws: ``WorkbookError`` that lists the sections if none is called so.
    init(_ name: String?) throws {
        let all = C.sections.enumerated().map { (number: $0.offset + 1, section: $0.element) }
        guard let name else {
            chosen = all
            return
        }
        let wanted = Self.normalised(name)
        chosen = all.filter { number, section in
            [String(number), "\(C.number).\(number)", type(of: section).name, type(of: section).title]
                .contains { Self.normalised($0) == wanted }
        }
        guard !chosen.isEmpty else {
            let names = C.sections.map { type(of: $0).name }.joined(separator: ", ")
            throw WorkbookError(
                "Chapter \(C.number) has no section “\(name)”. "
                    + (names.isEmpty ? "It has none yet." : "Its sections are \(names)."))
        }
    }

    /// `bias-correction`, `Bias Correction` and `BiasCorrection` are the same.
    private static func normalised(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "." }
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double { Double(components.seconds) + 1e-18 * Double(components.attoseconds) }
}

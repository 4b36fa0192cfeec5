import Foundation
import NeuralNetworks
import Tensors

/// One run of a chapter: its sections in order, then results, transcript and page.
struct ChapterRun<C: Chapter> {
    let options: RunOptions
    let root: PackageRoot
    let terminal: Terminal
    var weaves = true

    /// - Throws: ``Diagnostic`` or ``WorkbookError``, or what a section throws, with the section's name.
    func run() throws {
        let start = ContinuousClock.now
        ProgressBar.isSilenced = !options.showsProgress
        let output = try RunOutput(chapter: C.number, options: options, root: root)
        var transcript = Transcript(
            chapter: C.number, title: C.title, folder: C.folder, preset: options.preset, seed: options.seed,
            isWhole: options.sections.isEmpty, exercises: C.exercises.map(ExerciseRecord.init),
            sharedCode: sharedCode())
        let memory = RunMemory()
        let sections = try SectionChoice<C>(options.sections)
        var refuted: [Diagnostic] = []
        terminal.print(terminal.bold("Chapter \(C.number) · \(C.title)") + "  (\(description))")
        do {
            for (number, section) in sections.chosen {
                terminal.print("\n" + terminal.bold("\(C.number).\(number) \(type(of: section).title)"))
                let (record, failures) = try Threads.with(count: options.threads) { try run(section, output, memory) }
                transcript.sections.append(record)
                refuted += failures
            }
            output.volatile["threads"] = .integer(options.threads)
            output.volatile["seconds"] = .number((start.duration(to: .now).seconds * 10).rounded() / 10)
            if !refuted.isEmpty { output.volatile[ChapterResults.refutedChecks] = .integer(refuted.count) }
            try finish(transcript, output)
        } catch {
            if let note = output.noteOnFailure { terminal.print("\n" + note) }
            throw error
        }
        tell(refuted)
    }

    /// Writes results, transcript and page; those of a run to be committed go where they are committed, all together.
    private func finish(_ transcript: Transcript, _ output: RunOutput) throws {
        let results = ChapterResults(transcript, run: output.volatile)
        try output.write(results.json(), to: ChapterResults.fileName)
        try output.write(transcript.json(), to: Transcript.fileName)
        var page: (text: String, file: URL)?
        if weaves {
            page = try Weaver(root: root).page(
                of: transcript, in: output.folder, shownIn: output.destination ?? output.folder,
                as: output.destination == nil ? output.folder.appendingPathComponent("README.md") : nil)
        }
        if output.destination != nil {
            try output.publish(transcript, page: page)
        } else if let page {
            try Weaver.write(page.text, to: page.file)
        }
        if let file = options.results { try results.write(to: file) }
        terminal.print("\nFigures and results are in \(output.display("")).")
        if let page { terminal.print("The page is \(root.display(page.file)).") }
    }

    /// What a reader should know of claims that are not true of this run.
    private func tell(_ refuted: [Diagnostic]) {
        guard !refuted.isEmpty else { return }
        terminal.print(
            "\n"
                + terminal.bold(
                    "\(refuted.count == 1 ? "1 check does" : "\(refuted.count) checks do") not hold in this run:"))
        for failure in refuted { terminal.print("  ✗ \(failure.file):\(failure.line): \(failure.message)") }
        terminal.print("The page says so too. What is committed is true of the default preset, seed and data.")
    }

    private var description: String {
        var parts = ["preset \(options.preset.rawValue)", "seed \(options.seed)"]
        if let epochs = options.epochs { parts.append("\(epochs) epochs") }
        return parts.joined(separator: ", ")
    }

    private func run(_ section: any Section, _ output: RunOutput, _ memory: RunMemory) throws
        -> (SectionRecord, refuted: [Diagnostic])
    {
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
            if page.problems.count > 1 { problem.message += " (and \(page.problems.count - 1) more, see above)" }
            throw problem
        }
        let record = SectionRecord(
            name: kind.name, title: kind.title, file: file, codeFingerprint: source.fingerprint, records: page.records)
        return (record, page.refuted)
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

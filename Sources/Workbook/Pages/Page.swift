import Foundation

/// What a section writes on: everything it shows goes to the terminal at once and to the chapter's transcript.
///
/// The methods never throw, so that a section reads as an argument. What goes wrong in them (a claim that does not hold,
/// a figure that cannot be drawn, a key used twice) is kept and fails the run at the end of the section.
public final class Page {
    /// The chapter's number.
    public let chapter: Int
    /// The options of the run.
    public let options: RunOptions
    let terminal: Terminal
    let output: RunOutput
    /// The section's source relative to the package's root, for records and messages.
    var file: String
    /// Numbers lines of code in a source; see ``Record/codeLine``.
    var lineMap: CodeLineMap

    private(set) var records: [Record] = []
    private(set) var problems: [Diagnostic] = []
    /// Claims that do not hold in a run that is not to be committed.
    private(set) var refuted: [Diagnostic] = []
    private let memory: RunMemory

    init(
        chapter: Int, options: RunOptions, terminal: Terminal, output: RunOutput, file: String, lineMap: CodeLineMap,
        memory: RunMemory
    ) {
        self.chapter = chapter
        self.options = options
        self.terminal = terminal
        self.output = output
        self.file = file
        self.lineMap = lineMap
        self.memory = memory
    }

    // MARK: What the run was asked for

    public var preset: Preset { options.preset }

    /// The seed of the run. Derive everything random from it.
    public var seed: UInt64 { options.seed }

    /// The folder given by `--data`, if any.
    public var dataDirectory: URL? { options.data }

    /// The choice that belongs to the preset: `page.choose(quick: 1, lecture: 10, full: 30)`.
    public func choose<T>(quick: T, lecture: T, full: T) -> T {
        switch preset {
        case .quick: quick
        case .lecture: lecture
        case .full: full
        }
    }

    /// The number of epochs that belongs to the preset, or what `--epochs` says.
    public func epochs(quick: Int, lecture: Int, full: Int) -> Int {
        options.epochs ?? choose(quick: quick, lecture: lecture, full: full)
    }

    /// Makes a thing once for all sections of a run that ask for it by this name: a trained network, a loaded data set.
    /// So each section also runs alone.
    ///
    /// Show nothing from inside of `make`: it runs in whichever section comes first.
    public func once<T>(_ name: String, _ make: () throws -> T) throws -> T {
        try memory.value(name, make)
    }

    /// A file for the checkpoint of a long training: `fit(..., checkpoint: Checkpoint(page.checkpoint("denoiser")))`.
    ///
    /// A run begins without checkpoints; with `--resume` it finds those of the last run with this preset, seed and
    /// epochs. They are in `.build/workbook/checkpoints/ChapterNN`.
    /// - Throws: ``WorkbookError`` if the folder cannot be made or the name is none.
    public func checkpoint(_ name: String) throws -> URL {
        guard isLabel(name) else {
            throw WorkbookError(
                "the checkpoint's name “\(name)” must be made of letters, digits, dots, hyphens and underscores")
        }
        return try output.checkpoint(name)
    }

    // MARK: Text, tables, values

    /// Puts lines on the page as they are: a network's summary, a listing, a sentence of the run's own.
    public func show(_ text: String, line: Int = #line, file: String = #filePath) {
        terminal.print(text)
        append(.text(TextRecord(text: text)), line, file)
    }

    /// Puts a value's description on the page, e.g. a network's summary.
    public func show(_ value: some CustomStringConvertible, line: Int = #line, file: String = #filePath) {
        show(value.description, line: line, file: file)
    }

    /// Tells the reader at the terminal something that differs from run to run, a time for example. It goes to `"run"`
    /// in `results.json` under `key`, and never to the page or to `values`.
    public func volatile(_ key: String, _ value: some Recordable, line: Int = #line, file: String = #filePath) {
        let value = value.recorded
        guard value.isFinite else {
            return fail("the volatile value “\(key)” is \(value), which results.json cannot hold", line, file)
        }
        terminal.print("\(key): \(value.brief)")
        output.volatile[key] = value
    }

    /// Records a value for `results.json` and for `{{key}}` in prose.
    ///
    /// Keys are words joined by dots (`adam.testAccuracy`), each used once in a chapter.
    public func value(_ key: String, _ value: some Recordable, line: Int = #line, file: String = #filePath) {
        let value = value.recorded
        guard value.isFinite else {
            return fail("the value “\(key)” is \(value), which results.json cannot hold", line, file)
        }
        guard isLabel(key) else {
            return fail("the key “\(key)” must be made of letters, digits, dots, hyphens and underscores", line, file)
        }
        guard claim(key, of: "value", line, file) else { return }
        terminal.print("  \(key) = \(value.brief)")
        append(.value(ValueRecord(key: key, value: value)), line, file)
    }

    /// Puts a table on the page. Columns whose cells are all numbers stand at the right.
    ///
    /// - Parameters:
    ///   - name: A label for references, unique in the chapter.
    ///   - rows: Cells as text, each row as long as `columns`; format numbers with `formatted(_:)`.
    public func table(
        _ name: String, caption: String, columns: [String], rows: [[String]], line: Int = #line,
        file: String = #filePath
    ) {
        guard !columns.isEmpty, rows.allSatisfy({ $0.count == columns.count }) else {
            let lengths = Set(rows.map(\.count)).sorted().map(String.init).joined(separator: ", ")
            return fail(
                "the table “\(name)” has \(columns.count) columns, but rows of \(lengths) cells", line, file)
        }
        guard claim(name, of: "table", line, file) else { return }
        let record = TableRecord(
            name: name, caption: caption, columns: columns, alignments: TextTable.alignments(columns, rows), rows: rows)
        terminal.print(TextTable(record).description)
        append(.table(record), line, file)
    }

    // MARK: Keeping records

    func append(_ content: Record.Content, _ line: Int, _ filePath: String) {
        let file = PackageRoot.relativePath(of: filePath)
        let isOwn = file == self.file
        records.append(
            Record(
                line: line, codeLine: isOwn ? lineMap.codeLine(of: line) : nil, file: isOwn ? nil : file,
                content: content))
    }

    /// Keeps a mistake, which fails the run at the end of the section.
    func fail(_ reason: String, _ line: Int, _ filePath: String) {
        problems.append(Diagnostic(file: PackageRoot.relativePath(of: filePath), line: line, reason))
        terminal.print("✗ \(reason)")
    }

    /// Keeps a claim that does not hold. It fails the run that is to be committed; a reader's own run, of which it may
    /// not be true, goes on and tells at its end.
    func refute(_ claim: String, because reason: String, _ line: Int, _ filePath: String) {
        let sentence = "the check “\(claim)” failed: \(reason)"
        guard !options.isCommitted else { return fail(sentence, line, filePath) }
        refuted.append(Diagnostic(file: PackageRoot.relativePath(of: filePath), line: line, sentence))
        terminal.print("✗ \(claim): \(reason)")
        append(.check(CheckRecord(claim: claim, comparison: reason, isRefuted: true)), line, filePath)
    }

    /// Names of figures, tables and values are unique in a chapter.
    func claim(_ name: String, of kind: String, _ line: Int, _ filePath: String) -> Bool {
        let location = SourceLocation(file: PackageRoot.relativePath(of: filePath), line: line)
        if !isLabel(name) {
            fail("the name “\(name)” must be made of letters, digits, dots, hyphens and underscores", line, filePath)
            return false
        }
        if let first = memory.claimed["\(kind) \(name)"] {
            fail("the \(kind) “\(name)” is already at \(first)", line, filePath)
            return false
        }
        memory.claimed["\(kind) \(name)"] = location
        return true
    }

    private func isLabel(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix(".")
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || ".-_".unicodeScalars.contains($0)
            }
    }
}

/// What sections of one run share.
final class RunMemory {
    private var values: [String: Any] = [:]
    var claimed: [String: SourceLocation] = [:]

    func value<T>(_ name: String, _ make: () throws -> T) throws -> T {
        if let known = values[name] {
            guard let value = known as? T else {
                throw WorkbookError("“\(name)” was made once as \(type(of: known)) and is now asked for as \(T.self)")
            }
            return value
        }
        let value = try make()
        values[name] = value
        return value
    }
}

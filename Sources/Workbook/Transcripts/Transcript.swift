/// What a run of a chapter produced, in the order of the run: the border between running and weaving.
///
/// A run writes it to `Figures/ChapterNN/transcript.json`; weaving reads it and the sections' sources and nothing else.
/// It holds no times, dates or absolute paths, so that two runs with one seed give the same bytes.
public struct Transcript: Codable, Hashable, Sendable {
    /// The chapter's number.
    public var chapter: Int
    public var title: String
    /// The chapter's folder relative to the package's root, e.g. `Chapters/Chapter03_Optimizers`.
    public var folder: String
    public var preset: Preset
    public var seed: UInt64
    /// Whether all sections of the chapter were run.
    public var isWhole: Bool
    public var sections: [SectionRecord]
    /// The chapter's exercises in their order, for the page's list of them.
    public var exercises: [ExerciseRecord]
    /// Fingerprints of the chapter's sources that are neither sections nor exercises: code that sections share.
    /// Keys are paths relative to the package's root.
    public var sharedCode: [String: String]

    public init(
        chapter: Int, title: String, folder: String, preset: Preset, seed: UInt64, isWhole: Bool = true,
        sections: [SectionRecord] = [], exercises: [ExerciseRecord] = [], sharedCode: [String: String] = [:]
    ) {
        self.chapter = chapter
        self.title = title
        self.folder = folder
        self.preset = preset
        self.seed = seed
        self.isWhole = isWhole
        self.sections = sections
        self.exercises = exercises
        self.sharedCode = sharedCode
    }

    /// The folder name of a chapter's figures: `Chapter03`.
    public static func figuresFolderName(chapter: Int) -> String {
        chapter < 10 ? "Chapter0\(chapter)" : "Chapter\(chapter)"
    }

    /// All records of all sections, in the order of the run.
    public var records: [Record] { sections.flatMap(\.records) }

    /// The recorded values by their keys.
    public var values: [String: RecordedValue] {
        var values: [String: RecordedValue] = [:]
        for record in records {
            if case .value(let value) = record.content { values[value.key] = value.value }
        }
        return values
    }
}

/// One section of a chapter and what it produced.
public struct SectionRecord: Codable, Hashable, Sendable {
    /// The name of the section's type, e.g. `BiasCorrection`: `--section` takes it.
    public var name: String
    public var title: String
    /// The section's source relative to the package's root.
    public var file: String
    /// Fingerprint of the section's code without its comments: prose may change without a new run, code may not.
    public var codeFingerprint: String
    public var records: [Record]

    public init(name: String, title: String, file: String, codeFingerprint: String, records: [Record] = []) {
        self.name = name
        self.title = title
        self.file = file
        self.codeFingerprint = codeFingerprint
        self.records = records
    }
}

/// One output and the line that produced it.
public struct Record: Codable, Hashable, Sendable {
    /// The line of the call, from 1, in `file` as it was when the chapter ran.
    public var line: Int
    /// The same place counted in lines that hold code, from 1: it stays right when only prose changes. Nil if the source
    /// could not be read.
    public var codeLine: Int?
    /// The source of the call relative to the package's root; nil if it is the section's own file.
    public var file: String?
    public var content: Content

    public init(line: Int, codeLine: Int? = nil, file: String? = nil, content: Content) {
        self.line = line
        self.codeLine = codeLine
        self.file = file
        self.content = content
    }

    public enum Content: Hashable, Sendable {
        case text(TextRecord)
        case derivation(DerivationRecord)
        case table(TableRecord)
        case figure(FigureRecord)
        case value(ValueRecord)
        case check(CheckRecord)
    }
}

/// Lines as a terminal shows them: a network's summary, a listing.
public struct TextRecord: Codable, Hashable, Sendable {
    public var text: String

    public init(text: String) { self.text = text }
}

/// A derivation, typeset and checked.
public struct DerivationRecord: Codable, Hashable, Sendable {
    public var title: String
    /// A body for `$$ ... $$`.
    public var tex: String
    public var unicode: String
    public var steps: Int
    /// The worst relative residual of the exact steps, rounded up to one digit; nil if no step is exact.
    public var worstResidual: Double?

    public init(title: String, tex: String, unicode: String, steps: Int, worstResidual: Double?) {
        self.title = title
        self.tex = tex
        self.unicode = unicode
        self.steps = steps
        self.worstResidual = worstResidual
    }
}

public struct TableRecord: Codable, Hashable, Sendable {
    public enum Alignment: String, Codable, Sendable { case left, right, center }

    /// A label for references, unique in the chapter.
    public var name: String
    public var caption: String
    public var columns: [String]
    public var alignments: [Alignment]
    /// Cells as text, each row as long as `columns`; they may hold inline Markdown and `$TeX$`.
    public var rows: [[String]]

    public init(name: String, caption: String, columns: [String], alignments: [Alignment], rows: [[String]]) {
        self.name = name
        self.caption = caption
        self.columns = columns
        self.alignments = alignments
        self.rows = rows
    }
}

public struct FigureRecord: Codable, Hashable, Sendable {
    /// A label for references, unique in the chapter, and the file's name without its extension.
    public var name: String
    public var caption: String
    /// What the figure shows, for those who cannot see it.
    public var alternativeText: String
    /// The lecture slide that the figure answers to.
    public var slide: String?
    /// Whether the figure depends on training. One that does not can be drawn again anywhere in no time.
    public var isTrained: Bool
    /// The file's name in the chapter's folder of figures, e.g. `bias-correction.png`.
    public var file: String
    /// Width and height in points.
    public var width: Double
    public var height: Double
    /// Fingerprint of the file's bytes.
    public var fingerprint: String

    public init(
        name: String, caption: String, alternativeText: String, slide: String?, isTrained: Bool, file: String,
        width: Double, height: Double, fingerprint: String
    ) {
        self.name = name
        self.caption = caption
        self.alternativeText = alternativeText
        self.slide = slide
        self.isTrained = isTrained
        self.file = file
        self.width = width
        self.height = height
        self.fingerprint = fingerprint
    }
}

/// A number or word that prose can quote as `{{key}}`.
public struct ValueRecord: Codable, Hashable, Sendable {
    public var key: String
    public var value: RecordedValue

    public init(key: String, value: RecordedValue) {
        self.key = key
        self.value = value
    }
}

/// A claim of the run.
public struct CheckRecord: Codable, Hashable, Sendable {
    /// The claim as a sentence.
    public var claim: String
    /// What was compared, e.g. `0.981 ≥ 0.978`; nil for a plain condition.
    public var comparison: String?
    /// False if the claim needs a larger preset than the run's; then it may not hold. Never so in what is committed.
    public var wasTested: Bool
    /// Whether the claim turned out to be false; then `comparison` says why. Never so in what is committed, and written
    /// only if so.
    public var isRefuted: Bool

    public init(claim: String, comparison: String? = nil, wasTested: Bool = true, isRefuted: Bool = false) {
        self.claim = claim
        self.comparison = comparison
        self.wasTested = wasTested
        self.isRefuted = isRefuted
    }

    private enum CodingKeys: String, CodingKey { case claim, comparison, wasTested, isRefuted }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        claim = try container.decode(String.self, forKey: .claim)
        comparison = try container.decodeIfPresent(String.self, forKey: .comparison)
        wasTested = try container.decode(Bool.self, forKey: .wasTested)
        isRefuted = try container.decodeIfPresent(Bool.self, forKey: .isRefuted) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(claim, forKey: .claim)
        try container.encodeIfPresent(comparison, forKey: .comparison)
        try container.encode(wasTested, forKey: .wasTested)
        if isRefuted { try container.encode(true, forKey: .isRefuted) }
    }
}

/// An exercise as the chapter's page lists it.
public struct ExerciseRecord: Codable, Hashable, Sendable {
    /// `3.1`
    public var id: String
    public var title: String
    /// The stub's source relative to the package's root; its prose is the statement.
    public var file: String

    public init(id: String, title: String, file: String) {
        self.id = id
        self.title = title
        self.file = file
    }
}

extension Record.Content: Codable {
    private enum CodingKeys: String, CodingKey {
        case text, derivation, table, figure, value, check
    }

    /// One key that names the kind: `{"figure": {...}}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a record must hold exactly one kind of output")
            )
        }
        switch key {
        case .text: self = .text(try container.decode(TextRecord.self, forKey: key))
        case .derivation: self = .derivation(try container.decode(DerivationRecord.self, forKey: key))
        case .table: self = .table(try container.decode(TableRecord.self, forKey: key))
        case .figure: self = .figure(try container.decode(FigureRecord.self, forKey: key))
        case .value: self = .value(try container.decode(ValueRecord.self, forKey: key))
        case .check: self = .check(try container.decode(CheckRecord.self, forKey: key))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let record): try container.encode(record, forKey: .text)
        case .derivation(let record): try container.encode(record, forKey: .derivation)
        case .table(let record): try container.encode(record, forKey: .table)
        case .figure(let record): try container.encode(record, forKey: .figure)
        case .value(let record): try container.encode(record, forKey: .value)
        case .check(let record): try container.encode(record, forKey: .check)
        }
    }
}

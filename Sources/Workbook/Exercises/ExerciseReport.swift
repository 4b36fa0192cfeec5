import Foundation

/// The states of a chapter's exercises: what the terminal shows and what `workbook exercises` gathers.
public struct ExerciseReport: Codable, Hashable, Sendable {
    public struct Entry: Codable, Hashable, Sendable {
        public var exercise: ExerciseRecord
        public var verdict: Verdict
    }

    public var chapter: Int
    public var title: String
    public var entries: [Entry]

    public var solved: Int { entries.count { $0.verdict.isSolved } }

    /// The first exercise that is not solved.
    public var next: Entry? { entries.first { !$0.verdict.isSolved } }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> ExerciseReport {
        try JSONFile.read(ExerciseReport.self, from: file)
    }
}

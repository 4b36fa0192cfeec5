import Foundation

/// The states of a chapter's exercises: what the terminal shows and what the command `exercises` gathers.
public struct ExerciseReport: Codable, Hashable, Sendable {
    public struct Entry: Codable, Hashable, Sendable {
        public var exercise: ExerciseRecord
        public var verdict: Verdict

        public init(exercise: ExerciseRecord, verdict: Verdict) {
            self.exercise = exercise
            self.verdict = verdict
        }
    }

    public var chapter: Int
    public var title: String
    public var entries: [Entry]

    public init(chapter: Int, title: String, entries: [Entry]) {
        self.chapter = chapter
        self.title = title
        self.entries = entries
    }

    public var solved: Int { entries.count { $0.verdict.isSolved } }

    /// The first exercise that is not solved.
    public var next: Entry? { entries.first { !$0.verdict.isSolved } }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> ExerciseReport {
        try JSONFile.read(ExerciseReport.self, from: file)
    }
}

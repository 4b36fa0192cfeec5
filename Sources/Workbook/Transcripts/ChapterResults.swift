import Foundation

/// What a run leaves in `results.json`: the values by their keys, and apart from them what differs from run to run.
public struct ChapterResults: Codable, Hashable, Sendable {
    public var chapter: Int
    public var preset: Preset
    public var seed: UInt64
    /// The same for every run with one preset and seed.
    public var values: [String: RecordedValue]
    /// Seconds, threads and the sections' volatile values.
    public var run: [String: RecordedValue]

    public static let fileName = "results.json"

    /// The key in `run` of the number of checks that did not hold; absent if all did.
    public static let refutedChecks = "refutedChecks"

    public init(_ transcript: Transcript, run: [String: RecordedValue]) {
        chapter = transcript.chapter
        preset = transcript.preset
        seed = transcript.seed
        values = transcript.values
        self.run = run
    }

    public func json() throws -> Data { try JSONFile.encode(self) }

    /// - Throws: ``WorkbookError`` that names the file and the reason.
    public func write(to file: URL) throws { try JSONFile.write(self, to: file) }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> ChapterResults {
        try JSONFile.read(ChapterResults.self, from: file)
    }
}

/// The results of several chapters in one file.
public struct AllResults: Codable, Hashable, Sendable {
    public var chapters: [ChapterResults]

    public init(chapters: [ChapterResults]) { self.chapters = chapters }

    /// - Throws: ``WorkbookError`` that names the file and the reason.
    public func write(to file: URL) throws { try JSONFile.write(self, to: file) }
}

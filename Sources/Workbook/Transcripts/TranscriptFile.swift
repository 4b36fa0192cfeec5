import Foundation

extension Transcript {
    /// The name of the file in a chapter's folder of figures.
    public static let fileName = "transcript.json"

    /// The transcript as JSON: keys sorted, two spaces of indentation, a newline at the end.
    public func json() throws -> Data { try JSONFile.encode(self) }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> Transcript {
        let transcript = try JSONFile.read(Transcript.self, from: file)
        if let problem = transcript.problem {
            throw WorkbookError("\(file.path) is not what it should be: \(problem)")
        }
        return transcript
    }

    /// What a run would never write: paths that leave their folder, sizes that are none.
    private var problem: String? {
        let sources =
            [folder] + sections.map(\.file) + exercises.map(\.file) + sharedCode.keys + records.compactMap(\.file)
        if let path = sources.first(where: { !$0.isPathWithin }) { return "“\(path)” is no path within the package" }
        for case .figure(let figure) in records.map(\.content) {
            if !figure.file.isPathWithin || figure.file.contains("/") || figure.file.hasPrefix(".") {
                return "“\(figure.file)” is no name of a figure's file"
            }
            for size in [figure.width, figure.height] where !(size > 0 && size <= FigureRecord.largestSize) {
                return "the figure “\(figure.name)” has a side of \(size) points"
            }
        }
        return nil
    }
}

extension FigureRecord {
    /// In points: far more than any page shows.
    fileprivate static let largestSize = 100_000.0
}

extension String {
    /// Whether this, as a path relative to a folder, leads to something within that folder.
    var isPathWithin: Bool {
        let parts = split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !unicodeScalars.contains("\0")
    }
}

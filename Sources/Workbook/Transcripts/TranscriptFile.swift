import Foundation

extension Transcript {
    /// The name of the file in a chapter's folder of figures.
    public static let fileName = "transcript.json"

    /// The transcript as JSON: keys sorted, two spaces of indentation, a newline at the end.
    public func json() throws -> Data { try JSONFile.encode(self) }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> Transcript { try JSONFile.read(Transcript.self, from: file) }
}

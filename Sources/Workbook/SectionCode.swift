import Foundation

/// A source's code as far as staleness is concerned: which lines hold code, and what they say.
struct SectionCode {
    let lineMap: CodeLineMap
    /// Of the code alone, without prose, blank lines and indentation.
    let fingerprint: String

    /// - Throws: ``WorkbookError`` if the source is not there.
    init(file: String, root: PackageRoot) throws {
        let text: String
        do {
            text = try String(contentsOf: root.appending(file), encoding: .utf8)
        } catch {
            throw WorkbookError("cannot read \(file): \(reason(of: error)). A section's file is named after its type.")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lineMap = CodeLineMap(holdsCode: lines.map { !$0.allSatisfy(\.isWhitespace) })
        fingerprint = Fingerprint(text).description
    }
}

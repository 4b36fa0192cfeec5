import Foundation

/// A folder that goes when this object goes.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("workbook-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw WorkbookError("cannot make the folder \(url.path): \(reason(of: error))")
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}

import Foundation

extension SourceCode {
    /// - Parameter file: The path relative to the package's root.
    /// - Throws: ``WorkbookError`` if the source is not there.
    init(file: String, root: PackageRoot) throws {
        do {
            self.init(try String(contentsOf: root.appending(file), encoding: .utf8))
        } catch {
            throw WorkbookError(
                "cannot read \(file): \(reason(of: error)). (A section's file is named after its type.)")
        }
    }
}

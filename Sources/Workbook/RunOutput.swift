import Foundation

/// Where a run's files go.
final class RunOutput {
    /// The folder of this chapter's figures, transcript and results.
    let folder: URL
    /// What differs from run to run, for `"run"` in the results.
    var volatile: [String: RecordedValue] = [:]

    init(folder: URL) { self.folder = folder }
}

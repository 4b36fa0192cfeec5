import Foundation
import Graphics

/// What a run of a chapter was asked for.
public struct RunOptions: Hashable, Sendable {
    public var preset: Preset = .lecture
    public var seed: UInt64 = RunOptions.defaultSeed
    /// The names or numbers of the sections to run; none means all.
    public var sections: [String] = []
    /// Epochs of every training, instead of the preset's.
    public var epochs: Int?
    /// The folder of the data sets that are not embedded.
    public var data: URL?
    /// Where figures go; nil means where the kind of run says.
    public var figures: URL?
    public var format: FigureFormat = .png
    /// Threads to compute with. Results do not depend on their number.
    public var threads = RunOptions.defaultThreads
    /// Whether training goes on from the checkpoints of a run that was stopped.
    public var resumes = false
    public var showsProgress = true
    /// A second file for the results.
    public var results: URL?

    public static let defaultSeed: UInt64 = 1

    public static let defaultThreads = 2

    public init() {}

    /// Whether a run with these options is the one whose figures, transcript and page are committed: everything as it is
    /// by default. Threads, checkpoints, the progress bar and a second results file make no difference.
    public var isCommitted: Bool {
        preset == .lecture && seed == Self.defaultSeed && sections.isEmpty && epochs == nil && data == nil
            && figures == nil && format == .png
    }
}

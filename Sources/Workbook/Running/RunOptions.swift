import Foundation
import Graphics

/// What a run of a chapter was asked for.
public struct RunOptions: Hashable, Sendable {
    public var preset: Preset = .lecture
    public var seed: UInt64 = RunOptions.defaultSeed
    /// The name or number of the only section to run; nil means all.
    public var section: String?
    /// Epochs of every training, instead of the preset's.
    public var epochs: Int?
    /// The folder of the data sets that are not embedded.
    public var data: URL?
    /// Where figures go; nil means where the kind of run says.
    public var figures: URL?
    public var format: FigureFormat = .png
    /// Threads to compute with. Sums of parts are added in an order that depends on their number: with another number
    /// results differ by rounding, which training can amplify. So the default is not the number of processors.
    public var threads = RunOptions.defaultThreads
    public var showsProgress = true
    /// A second file for the results.
    public var results: URL?

    public static let defaultSeed: UInt64 = 1

    public static let defaultThreads = 2

    public init() {}

    /// Whether a run with these options is the one whose figures, transcript and page are committed: everything as it is
    /// by default. The progress bar and a second results file make no difference.
    public var isCommitted: Bool {
        preset == .lecture && seed == Self.defaultSeed && section == nil && epochs == nil && data == nil
            && figures == nil && format == .png && threads == Self.defaultThreads
    }
}

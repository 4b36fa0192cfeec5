import Foundation

/// What a run of a chapter was asked for.
public struct RunOptions: Hashable, Sendable {
    public var preset: Preset = .lecture
    public var seed: UInt64 = RunOptions.defaultSeed
    /// Names of sections to run; nil means all.
    public var section: String?
    /// Epochs of every training, instead of the preset's.
    public var epochs: Int?
    /// The folder of the data sets that are not embedded.
    public var data: URL?
    /// Where figures go; nil means where the kind of run says.
    public var figures: URL?
    /// png, svg or pdf.
    public var format: String = "png"
    /// A second file for the results.
    public var results: URL?
    public var showsProgress = true

    public static let defaultSeed: UInt64 = 1

    public init() {}

    /// Whether a whole run with these options is the one whose figures, transcript and page are committed.
    public var isCommitted: Bool {
        preset == .lecture && seed == Self.defaultSeed && section == nil && epochs == nil && data == nil
            && figures == nil && format == "png"
    }
}

/// How much work a run does.
public enum Preset: String, Codable, CaseIterable, Sendable {
    /// Seconds: for tests and a first look.
    case quick
    /// A few minutes a chapter on two cores at most: what the committed pages show.
    case lecture
    /// As long as the best figure needs.
    case full
}

/// Ordered by the work they do.
extension Preset: Comparable {
    public static func < (a: Preset, b: Preset) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .quick: 0
        case .lecture: 1
        case .full: 2
        }
    }
}

/// What became of an attempt at an exercise.
public enum Verdict: Codable, Hashable, Sendable {
    case notYetSolved
    case solved
    /// With the failing case.
    case wrong(String)
    /// The attempt's process died, with the reason.
    case crashed(String)
    /// The attempt did not end within so many seconds.
    case endless(seconds: Double)

    public var isSolved: Bool { self == .solved }

    /// Whether an answer was given and is not right.
    public var isRefused: Bool {
        switch self {
        case .notYetSolved, .solved: false
        case .wrong, .crashed, .endless: true
        }
    }

    /// `✓`, `✗`, or `○` for what is still to be done.
    public var symbol: String { isSolved ? "✓" : isRefused ? "✗" : "○" }

    /// The state in a word or two.
    public var state: String {
        switch self {
        case .notYetSolved: "not yet solved"
        case .solved: "solved"
        case .wrong: "wrong"
        case .crashed: "crashed"
        case .endless: "endless"
        }
    }

    /// What to tell the student about a refused answer.
    public var explanation: String? {
        switch self {
        case .notYetSolved, .solved: nil
        case .wrong(let reason): reason
        case .crashed(let reason): "Your code stopped the program: \(reason)"
        case .endless(let seconds): "Your code did not end within \(seconds.formatted(.significant(3))) seconds."
        }
    }
}

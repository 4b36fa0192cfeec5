import Foundation
import Synchronization

/// Shows training on standard error: a bar with the time left where that is a terminal, one line an epoch elsewhere.
public final class ProgressBar: Callback {
    private static let silence = Atomic<Bool>(false)

    /// While true, no progress bar says anything.
    public static var isSilenced: Bool {
        get { silence.load(ordering: .relaxed) }
        set { silence.store(newValue, ordering: .relaxed) }
    }

    private let isTerminal: Bool
    /// The width of the terminal, asked for at every picture: a window can be drawn smaller.
    private let columns: () -> Int
    private let write: (String) -> Void
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant
    private var lastDrawn: ContinuousClock.Instant

    public convenience init() {
        // A terminal that cannot go back in a line gets lines.
        let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        self.init(isTerminal: isTerminal, columns: Self.columnsOfStandardError, write: Self.writeToStandardError)
    }

    /// A bar on something else than standard error.
    public init(
        isTerminal: Bool, columns: @escaping () -> Int = { 80 }, write: @escaping (String) -> Void
    ) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.write = write
        start = clock.now
        lastDrawn = start
    }

    public func trainingBegins(_ progress: TrainingProgress) {
        start = clock.now
        lastDrawn = start
    }

    public func stepEnds(_ progress: TrainingProgress) {
        guard isTerminal, !ProgressBar.isSilenced else { return }
        let now = clock.now
        // Ten pictures a second are enough, and cost nothing.
        guard lastDrawn.duration(to: now) > .milliseconds(100) else { return }
        lastDrawn = now
        let done = Double((progress.epoch - 1) * progress.stepsPerEpoch + progress.step)
        let share = done / Double(progress.epochs * progress.stepsPerEpoch)
        let spent = seconds(start.duration(to: now))
        let text =
            "epoch \(progress.epoch)/\(progress.epochs)  \(progress.measures.names.first ?? "loss") \(rounded(progress.batchLoss))  "
            + "\(duration(spent / share - spent)) left"
        write("\r\u{1B}[2K" + Self.line(share: share, text, columns: columns()))
    }

    /// The bar and the text in one line: a line that wraps cannot be taken back. Without room for both the bar goes.
    static func line(share: Double, _ text: String, columns: Int) -> String {
        let room = max(columns - 1, 1)
        let width = min(30, room - text.count - 1)
        guard width >= 5 else { return String(text.prefix(room)) }
        let filled = Int(Double(width) * share)
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled) + " " + text
    }

    public func epochEnds(_ progress: TrainingProgress) {
        guard !ProgressBar.isSilenced, let record = progress.history.records.last else { return }
        var line = "epoch \(record.epoch)/\(progress.epochs)"
        for name in progress.history.metrics {
            line += "  \(name) \(record.training[name].map(rounded) ?? "–")"
            if let value = record.validation[name] { line += " (validation \(rounded(value)))" }
        }
        line += "  \(duration(record.seconds))"
        write((isTerminal ? "\r\u{1B}[2K" : "") + line + "\n")
    }

    public func trainingEnds(_ progress: TrainingProgress) {
        // A failure leaves the bar half drawn.
        if isTerminal, !ProgressBar.isSilenced { write("\r\u{1B}[2K") }
    }

    private static func columnsOfStandardError() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Training does not end because nobody can see how far it is.
    private static func writeToStandardError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    private func rounded(_ value: Double) -> String { String(format: "%.4g", value) }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e6 else { return "?" }
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        if seconds < 60 { return "\(Int(seconds.rounded())) s" }
        return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
    }
}

extension Callback where Self == ProgressBar {
    /// A bar with the time left on a terminal, one line an epoch elsewhere; see ``ProgressBar/isSilenced``.
    public static var progressBar: ProgressBar { ProgressBar() }
}

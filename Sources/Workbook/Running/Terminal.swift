import Foundation

/// The terminal during a run: plain lines, with emphasis where a person looks on.
public final class Terminal: Sendable {
    private let sink: @Sendable (String) -> Void
    private let isInteractive: Bool

    /// Standard output.
    public static let standard = Terminal(
        isInteractive: isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    ) { line in
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// - Parameter sink: Takes each line (or group of lines) without its final newline.
    public init(isInteractive: Bool = false, sink: @escaping @Sendable (String) -> Void) {
        self.isInteractive = isInteractive
        self.sink = sink
    }

    public func print(_ text: String = "") { sink(text) }

    /// Text in bold for people, plain in files.
    public func bold(_ text: String) -> String { isInteractive ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

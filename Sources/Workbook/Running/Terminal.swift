import Foundation

/// The terminal during a run: plain lines, with emphasis where a person looks on.
public final class Terminal: Sendable {
    private let sink: @Sendable (String) -> Void
    private let isInteractive: Bool

    /// Standard output.
    public static let standard = Terminal(
        isInteractive: isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    ) { line in
        StandardStream.output.write(line + "\n")
    }

    /// - Parameter sink: Takes each line (or group of lines) without its final newline.
    public init(isInteractive: Bool = false, sink: @escaping @Sendable (String) -> Void) {
        self.isInteractive = isInteractive
        self.sink = sink
    }

    /// Prints lines. What would steer the terminal (a name from a file can hold anything) is shown, not sent.
    public func print(_ text: String = "") {
        let parts = text.components(separatedBy: Self.boldOn).map { part in
            part.components(separatedBy: Self.boldOff).map(\.withVisibleControls).joined(separator: Self.boldOff)
        }
        sink(parts.joined(separator: Self.boldOn))
    }

    /// Text in bold for people, plain in files.
    public func bold(_ text: String) -> String {
        isInteractive ? "\(Self.boldOn)\(text.withVisibleControls)\(Self.boldOff)" : text
    }

    private static let boldOn = "\u{1B}[1m"
    private static let boldOff = "\u{1B}[0m"
}

extension String {
    /// Control characters but newlines and tabs as `\u{1B}`.
    var withVisibleControls: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isControl {
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Directions of writing (bidirectional overrides) disguise a name as much as an escape sequence does.
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control: self != "\n" && self != "\t"
        case .format: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        default: false
        }
    }
}

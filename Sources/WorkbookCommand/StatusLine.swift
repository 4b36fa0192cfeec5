import Foundation
import Workbook

/// The last line of a terminal, which is written again and again; nothing where there is none.
final class StatusLine {
    private let isShown: Bool
    private var text = ""

    init(isShown: Bool) {
        self.isShown =
            isShown && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    func show(_ text: String) {
        guard isShown, text != self.text else { return }
        self.text = text
        StandardStream.error.write("\r\u{1B}[2K" + text.prefix(max(Self.columns - 1, 1)))
    }

    func clear() {
        guard isShown, !text.isEmpty else { return }
        text = ""
        StandardStream.error.write("\r\u{1B}[2K")
    }

    private static var columns: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

import Foundation
import Synchronization

/// Keeps the input at hand where a signal handler and the watchdog can reach it, so that also an input on which the
/// process dies or hangs ends up in a file.
final class FailureReport: Sendable {
    /// What a signal handler may touch: memory at fixed places, no Swift objects.
    nonisolated(unsafe) private static let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 1 << 20, alignment: 16)
    nonisolated(unsafe) private static var count = 0
    nonisolated(unsafe) private static let path = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)

    private let folder: String
    private let format: String
    /// The number of the input at hand and when it began; nil between inputs.
    private let current = Mutex<(number: Int, start: ContinuousClock.Instant)?>(nil)

    init(folder: String, format: String) {
        (self.folder, self.format) = (folder, format)
    }

    private func path(of number: Int, _ kind: String) -> String { "\(folder)/\(format)-\(number).\(kind)" }

    /// Notes that an input is read now.
    func begin(_ input: [UInt8], number: Int) {
        let count = min(input.count, Self.bytes.count)
        Self.bytes.copyBytes(from: input.prefix(count))
        Self.count = count
        path(of: number, "crash").withCString { _ = strncpy(Self.path, $0, 4095) }
        current.withLock { $0 = (number, .now) }
    }

    func end() { current.withLock { $0 = nil } }

    /// Writes the input at hand and says so.
    func report(_ problem: String, number: Int, kind: String) {
        let path = path(of: number, kind)
        let data = Data(bytes: Self.bytes.baseAddress!, count: Self.count)
        let isWritten = FileManager.default.createFile(atPath: path, contents: data)
        let place = isWritten ? "in \(path)" : "lost: cannot write \(path)"
        print("\(format), input \(number): \(problem); the input is \(place)")
        fflush(nil)
    }

    /// From now on a trap or a broken access writes the input before the process ends.
    static func catchSignals() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            signal(number) { number in
                let file = open(FailureReport.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
                if file >= 0 {
                    _ = write(file, FailureReport.bytes.baseAddress, FailureReport.count)
                    close(file)
                }
                for text in ["The reader crashed; the input is in ", nil, "\n"] as [StaticString?] {
                    if let text {
                        _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
                    } else {
                        _ = write(2, FailureReport.path, strlen(FailureReport.path))
                    }
                }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// Ends the process if an input takes longer than the limit.
    func watch(limit: Duration) -> Thread {
        let thread = Thread { [self] in
            while !Thread.current.isCancelled {
                usleep(100_000)
                let late = current.withLock { current in current.flatMap { .now - $0.start > limit ? $0.number : nil } }
                if let late {
                    report("no answer after \(limit)", number: late, kind: "hang")
                    exit(1)
                }
            }
        }
        thread.start()
        return thread
    }
}

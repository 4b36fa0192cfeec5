import Foundation
import Synchronization

/// Gathers what a child writes, without a disk that could be full.
public final class ChildOutput: Sendable {
    /// The end for the child.
    let writingEnd: Int32
    private let readingEnd: Int32
    private let limit: Int
    private let bytes = Mutex<[UInt8]>([])

    /// - Parameter limit: Only so many bytes are kept, the last.
    /// - Throws: ``WorkbookError`` if the system has no pipe left.
    public init(limit: Int = 1 << 20) throws {
        self.limit = limit
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw WorkbookError("cannot make a pipe: \(String(cString: strerror(errno)))")
        }
        (readingEnd, writingEnd) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(readingEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(readingEnd)
        close(writingEnd)
    }

    /// Takes what has been written so far.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(readingEnd, &buffer, buffer.count)
            guard count > 0 else { return }
            bytes.withLock { bytes in
                bytes += buffer[..<count]
                if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
            }
        }
    }

    public var text: String { bytes.withLock { String(decoding: $0.suffix(limit), as: UTF8.self) } }
}

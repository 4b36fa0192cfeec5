#if canImport(Darwin)
    @preconcurrency import Darwin
#else
    @preconcurrency import Glibc
#endif
import Foundation

/// Standard output and standard error. A write that fails ends the program in order: without a word if the reader of a
/// pipe has gone, else with a sentence.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of the text.
    public func write(_ text: String) {
        guard let error = Self.write(Array(text.utf8), to: rawValue) else { return }
        if error == EPIPE { exit(128 + SIGPIPE) }
        // Of what cannot be said on standard error nothing can be said.
        guard self == .output else { return }
        StandardStream.error.write("Error: cannot write to standard output: \(String(cString: strerror(error))).\n")
        exit(1)
    }

    /// - Returns: The system's error number, or nil if everything has been written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                #if canImport(Darwin)
                    Darwin.write(descriptor, $0.baseAddress! + written, $0.count - written)
                #else
                    Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
                #endif
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// Puts something in the place of streams that were closed before the program began. Otherwise the next file that is
    /// opened would take their place, and the output would go into it.
    static func occupyClosed() {
        for descriptor in 0...2 as ClosedRange<Int32> where fcntl(descriptor, F_GETFD) < 0 {
            // The wrong direction, so that a write fails as it would to what is closed.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Sends each line that `print` writes on at once, also to a file or pipe: what is printed is seen even if the
    /// program stops right after.
    static func flushLines() { setvbuf(stdout, nil, _IOLBF, 0) }
}

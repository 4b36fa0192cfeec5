import Foundation
import Synchronization

/// Makes Ctrl-C and its like wait for the end of something that must not stay half done.
public enum DeferredSignals {
    private static let pending = Atomic<Int32>(0)

    /// The signal that came while ``during(_:)`` works, if any.
    public static var received: Int32? {
        let number = pending.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// A signal that comes is acted upon when `body` has ended.
    public static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        pending.store(0, ordering: .relaxed)
        let previous = [SIGINT, SIGTERM, SIGHUP].map { number in
            (number, signal(number) { DeferredSignals.pending.store($0, ordering: .relaxed) })
        }
        defer {
            for (number, handler) in previous { signal(number, handler) }
            if let number = received { raise(number) }
        }
        return try body()
    }
}

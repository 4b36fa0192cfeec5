import Foundation
import Synchronization

/// Makes Ctrl-C and its like wait for the end of something that must not stay half done.
public enum DeferredSignals {
    private typealias Handler = @convention(c) (Int32) -> Void

    private static let pending = Atomic<Int32>(0)
    /// How many bodies run, and what the signals did before the first.
    private static let state = Mutex<(depth: Int, previous: [Int32: Handler?])>((0, [:]))

    /// The signal that came while ``during(_:)`` works, if any.
    public static var received: Int32? {
        let number = pending.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// A signal that comes is acted upon when `body` has ended. One that this process ignores stays ignored.
    public static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        begin()
        defer { end() }
        return try body()
    }

    private static func begin() {
        state.withLock { state in
            state.depth += 1
            guard state.depth == 1 else { return }
            pending.store(0, ordering: .relaxed)
            for number in [SIGINT, SIGTERM, SIGHUP] {
                let previous = signal(number) { DeferredSignals.pending.store($0, ordering: .relaxed) }
                if isIgnoring(previous) { signal(number, SIG_IGN) } else { state.previous[number] = previous }
            }
        }
    }

    private static func end() {
        let number = state.withLock { state -> Int32? in
            state.depth -= 1
            guard state.depth == 0 else { return nil }
            for (number, handler) in state.previous { signal(number, handler) }
            state.previous = [:]
            return received
        }
        if let number { raise(number) }
    }

    private static func isIgnoring(_ handler: Handler?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

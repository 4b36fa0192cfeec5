import Foundation
import Synchronization

private let threadCount = Atomic<Int>(min(ProcessInfo.processInfo.activeProcessorCount, Threads.maximalCount))

/// How many threads the library computes with.
///
/// Work is divided into contiguous parts whose borders depend on the amount of work and on `count` alone, never on
/// which thread is faster, and partial results are added in the order of the parts. So with the same count every run
/// gives the same bits. Another count may add in another order: results then differ by rounding.
public enum Threads {
    /// More make no sense for work of this size.
    public static let maximalCount = 256

    /// The number of threads, the calling one included; at first the number of processors.
    /// Setting one that is not in 1 ... 256 is a programming error; for a user's number see `use`.
    public static var count: Int {
        get { threadCount.load(ordering: .relaxed) }
        set {
            precondition((1...maximalCount).contains(newValue), "The number of threads must be 1 to \(maximalCount).")
            threadCount.store(newValue, ordering: .relaxed)
        }
    }

    /// Sets the number of threads to a user's wish.
    ///
    /// - Throws: `ThreadCountError` if it is not in 1 ... 256.
    public static func use(_ count: Int) throws {
        guard (1...maximalCount).contains(count) else { throw ThreadCountError(count: count) }
        self.count = count
    }

    /// Computes with another number of threads for a while. There is one number for the whole process: such calls from
    /// several threads wait for each other (tests that compare numbers of threads should all use this).
    public static func with<Result>(count: Int, _ body: () throws -> Result) rethrows -> Result {
        temporaryCount.lock()
        defer { temporaryCount.unlock() }
        let before = self.count
        defer { self.count = before }
        self.count = count
        return try body()
    }

    /// Recursive, so that calls can be nested.
    private static let temporaryCount = NSRecursiveLock()

    /// Into how many parts `parallel` divides `count` items when a part should have at least `grain` of them.
    /// Never more than `Threads.count`, never fewer than 1.
    public static func parts(of count: Int, atLeast grain: Int = 1) -> Int {
        max(1, min(self.count, count / max(grain, 1)))
    }

    /// The items of one part: all parts are contiguous, in order, and differ in size by at most one.
    @inlinable
    public static func range(ofPart part: Int, outOf parts: Int, count: Int) -> Range<Int> {
        count * part / parts..<count * (part + 1) / parts
    }
}

/// Divides the items 0 ..< count between the threads and returns when all are done.
///
/// ```swift
/// parallel(batch.rows, atLeast: 4) { part, rows in
///     // forward and backward for these rows, with the buffers that belong to `part`
/// }
/// ```
///
/// `body` is called once for each part, with the part's number (0 ..< `Threads.parts(of:atLeast:)`: the index of
/// whatever scratch memory or partial sum belongs to it) and its items. **It runs on several threads at once** and
/// must write only to what belongs to its part. Calls inside `body`, and calls while another thread uses the workers,
/// run their parts one after the other, with the same partition and so the same result.
///
/// A dispatch costs a few microseconds: less than some ten thousand multiplications are not worth one.
public func parallel(_ count: Int, atLeast grain: Int = 1, _ body: (_ part: Int, _ items: Range<Int>) -> Void) {
    guard count > 0 else { return }
    let parts = Threads.parts(of: count, atLeast: grain)
    if parts == 1 {
        body(0, 0..<count)
    } else {
        WorkerPool.shared.run(parts) { body($0, Threads.range(ofPart: $0, outOf: parts, count: count)) }
    }
}

/// A number of threads that cannot be used.
public struct ThreadCountError: Error, Equatable, CustomStringConvertible, LocalizedError {
    public let count: Int
    public var description: String {
        "The number of threads must be between 1 and \(Threads.maximalCount), but it is \(count)."
    }
    public var errorDescription: String? { description }
}

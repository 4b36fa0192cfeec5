import Foundation
import Synchronization

private let threadCount = Atomic<Int>(min(ProcessInfo.processInfo.activeProcessorCount, Threads.maximalCount))

/// How many threads the library computes with.
///
/// Work is divided into contiguous parts whose borders depend on the amount of work and on `count` alone, never on
/// which thread is faster. **No sum goes over parts:** what is added up over all items is cut into pieces whose number depends
/// on the amount of work alone, and the pieces' sums are added in order. So results are the same bits for every count.
public enum Threads {
    /// More make no sense for work of this size.
    public static let maximalCount = 256

    /// The number of threads, the calling one included; at first the number of processors.
    /// Setting it is for the whole process (but see `with`), and one that is not in 1 ... 256 is a programming error.
    public static var count: Int {
        get { temporaryCount ?? threadCount.load(ordering: .relaxed) }
        set {
            precondition((1...maximalCount).contains(newValue), "The number of threads must be 1 to \(maximalCount).")
            threadCount.store(newValue, ordering: .relaxed)
        }
    }

    /// Computes with another number of threads for a while: what `body` asks for, but nothing that goes on elsewhere.
    ///
    /// What `body` does by `parallel` and `concurrently` has the same number; a thread that it starts otherwise has not.
    public static func with<Result>(count: Int, _ body: () throws -> Result) rethrows -> Result {
        precondition((1...maximalCount).contains(count), "The number of threads must be 1 to \(maximalCount).")
        let before = temporaryCount
        defer { temporaryCount = before }
        temporaryCount = count
        return try body()
    }

    /// The calling thread's own number, if it has one for a while.
    static var temporaryCount: Int? {
        get { pthread_getspecific(temporaryCountKey).map { Int(bitPattern: $0) } }
        set { pthread_setspecific(temporaryCountKey, UnsafeRawPointer(bitPattern: newValue ?? 0)) }
    }

    private static let temporaryCountKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

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
/// `body` is called once for each part, with the part's number and its items. **It runs on several threads at once** and
/// must write only to what belongs to its part. Calls inside `body`, and calls while another thread uses the workers,
/// run their parts one after the other, with the same partition and so the same result.
///
/// Where each part has memory of its own, ask for their number before and say it, as in
/// ``parallel(_:parts:_:)``.
///
/// A dispatch costs a few microseconds: less than some ten thousand multiplications are not worth one.
public func parallel(_ count: Int, atLeast grain: Int = 1, _ body: (_ part: Int, _ items: Range<Int>) -> Void) {
    parallel(count, parts: Threads.parts(of: count, atLeast: grain), body)
}

/// Divides the items 0 ..< count into so many parts and returns when all are done.
///
/// ```swift
/// let parts = Threads.parts(of: rows.count)
/// var memory = [Float](repeating: 0, count: parts * size)
/// parallel(rows.count, parts: parts) { part, rows in /* with memory[part * size ..< (part + 1) * size] */ }
/// ```
///
/// - Parameter parts: 1 ... 256. What was prepared for so many parts fits, even if `Threads.count` has changed since.
public func parallel(_ count: Int, parts: Int, _ body: (_ part: Int, _ items: Range<Int>) -> Void) {
    guard count > 0 else { return }
    if parts == 1 {
        body(0, 0..<count)
    } else {
        WorkerPool.shared.run(parts) { body($0, Threads.range(ofPart: $0, outOf: parts, count: count)) }
    }
}

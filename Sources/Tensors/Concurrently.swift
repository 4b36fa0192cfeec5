import Foundation
import Synchronization

/// Does two things at the same time and returns when both are done.
///
/// ```swift
/// let (large, small) = try concurrently({ try train(code: 30) }, { try train(code: 2) })
/// ```
///
/// Small networks cannot keep several processors busy, as every step has parts that are not divided; two trainings can.
/// The first closure runs on the calling thread, the second on one of its own. **They must share nothing that either of them
/// changes.** `parallel` divides work inside of both as ever, so that results are the same bits as one after the other.
/// With one or two threads the workers rest while both are running, as there is no processor left for them; with
/// `Threads.count` 1 the second follows the first.
///
/// - Throws: what `first` throws, otherwise what `second` throws, in either case after both have ended.
public func concurrently<First, Second, Failure: Error>(
    _ first: () throws(Failure) -> First, _ second: () throws(Failure) -> Second
) throws(Failure) -> (First, Second) {
    let count = Threads.count
    guard count > 1 else { return (try first(), try second()) }
    let temporaryCount = Threads.temporaryCount
    let workers = WorkerReservation(count == 2)
    var resultOfFirst: Result<First, Failure>?
    var resultOfSecond: Result<Second, Failure>?
    func doSecond() {
        do throws(Failure) { resultOfSecond = .success(try second()) } catch { resultOfSecond = .failure(error) }
    }
    withoutActuallyEscaping(doSecond) { doSecond in
        withUnsafePointer(to: Job(body: doSecond)) {
            nonisolated(unsafe) let job = $0
            let isDone = DispatchSemaphore(value: 0)
            let thread = Thread {
                Threads.temporaryCount = temporaryCount
                execute(job)
                workers.end()
                isDone.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
            do throws(Failure) { resultOfFirst = .success(try first()) } catch { resultOfFirst = .failure(error) }
            workers.end()
            isDone.wait()
        }
    }
    return (try resultOfFirst!.get(), try resultOfSecond!.get())
}

/// A closure that a thread can call without retaining it.
private struct Job { let body: () -> Void }

/// Not inlined, so that what it retains of the closure is released before the thread says that it is done.
@inline(never)
private func execute(_ job: UnsafePointer<Job>) { job.pointee.body() }

/// Keeps the workers from others until the first of two things ends.
private final class WorkerReservation: Sendable {
    private let holds: Atomic<Bool>

    init(_ isWanted: Bool) { holds = Atomic(isWanted && WorkerPool.shared.reserve()) }

    func end() {
        if holds.exchange(false, ordering: .acquiringAndReleasing) { WorkerPool.shared.release() }
    }
}

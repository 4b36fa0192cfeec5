import Foundation
import Synchronization

/// Threads that wait for parts of a job.
///
/// A job is published by one atomic store and its parts are claimed by compare-and-exchange. The caller works too: it
/// takes the first part and then every part that nobody has claimed, so that a worker which is asleep, or whose
/// processor is busy with something else, delays nothing. *Which* thread computes a part is left to chance; *what* a
/// part is, is not.
///
/// Between jobs a worker looks for the next one for about half a millisecond, longer than what a training step does on one thread
/// takes, and then sleeps, so that idle workers cost nothing. To wake it takes longer than most jobs.
final class WorkerPool: @unchecked Sendable {
    static let shared = WorkerPool()

    /// The present job: its number (32 bits), its number of parts (16 bits), the next part to claim (16 bits).
    private let ticket = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let isBusy = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)

    /// What to do for a part. Written before the ticket is published, read after a part was claimed.
    /// (In a structure, as a bare closure behind a pointer would be wrapped, and so allocated, once more.)
    private struct Job {
        let body: (Int) -> Void
        /// `Threads.temporaryCount` of the caller, which is the workers' too: parts divide their work as they would there.
        let temporaryCount: Int?
    }
    private let job = UnsafeMutablePointer<UnsafePointer<Job>?>.allocate(capacity: 1)

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// How many threads were started; touched only by the caller that holds `isBusy`.
    private let workers = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    /// How often a worker looks for a job before it sleeps: seldom if there is no processor for it alone.
    private static func patience(ofWorker number: Int) -> Int {
        number < ProcessInfo.processInfo.activeProcessorCount ? 400_000 : 1_000
    }
    /// How often the caller looks for the end before it yields.
    private static let patienceOfCaller = 20_000

    private init() {
        job.initialize(to: nil)
        workers.initialize(to: 0)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(wake, nil)
    }

    /// Calls `body` for each part 0 ..< parts, on several threads, and returns when all calls have.
    func run(_ parts: Int, _ body: (Int) -> Void) {
        precondition(parts <= Threads.maximalCount)
        guard reserve() else {
            for part in 0..<parts { body(part) }
            return
        }
        if workers.pointee < parts - 1 { startWorkers(parts - 1) }
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: Job(body: body, temporaryCount: Threads.temporaryCount)) {
                job.pointee = $0
                publish(parts)
                execute(part: 0)
                while let part = claim() { execute(part: part) }
                waitForAll()
            }
        }
        release()
    }

    /// Takes the workers away from everyone, if nobody has them: until `release`, every `run` does its parts one after the
    /// other.
    func reserve() -> Bool {
        isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    func release() { isBusy.store(false, ordering: .releasing) }

    private func publish(_ parts: Int) {
        unfinished.store(parts, ordering: .relaxed)
        let number = ticket.load(ordering: .relaxed) >> 32 &+ 1
        // Sequentially consistent with `sleepers`: either the worker sees the ticket before it sleeps, or we see it.
        ticket.store(number << 32 | UInt64(parts) << 16 | 1, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(wake)
            pthread_mutex_unlock(mutex)
        }
    }

    /// The number of a part that is now this thread's, if one is left.
    @inline(__always)
    private func claim() -> Int? {
        var seen = ticket.load(ordering: .acquiring)
        while hasPart(seen) {
            let (exchanged, original) = ticket.weakCompareExchange(
                expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
            if exchanged { return Int(seen & 0xFFFF) }
            seen = original
        }
        return nil
    }

    @inline(__always)
    private func hasPart(_ ticket: UInt64) -> Bool { ticket & 0xFFFF < ticket >> 16 & 0xFFFF }

    @inline(__always)
    private func execute(part: Int) {
        call(part)
        unfinished.subtract(1, ordering: .acquiringAndReleasing)
    }

    /// Not inlined, so that what it retains of the closure is released before the part counts as finished.
    @inline(never)
    private func call(_ part: Int) { job.pointee!.pointee.body(part) }

    private func waitForAll() {
        var looks = 0
        while unfinished.load(ordering: .acquiring) > 0 {
            looks += 1
            if looks > WorkerPool.patienceOfCaller { sched_yield() }
        }
    }

    // MARK: Workers

    private func startWorkers(_ count: Int) {
        while workers.pointee < count {
            workers.pointee += 1
            let number = workers.pointee
            let thread = Thread { WorkerPool.shared.work(patience: WorkerPool.patience(ofWorker: number)) }
            thread.name = "Tensors worker \(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private func work(patience: Int) -> Never {
        var looks = 0
        while true {
            if let part = claim() {
                Threads.temporaryCount = job.pointee!.pointee.temporaryCount
                execute(part: part)
                looks = 0
            } else {
                looks += 1
                if looks > patience {
                    sleep()
                    looks = 0
                }
            }
        }
    }

    private func sleep() {
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while !hasPart(ticket.load(ordering: .sequentiallyConsistent)) { pthread_cond_wait(wake, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}

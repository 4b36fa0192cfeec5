import Foundation
import Synchronization
import Testing

@testable import Tensors

@Suite struct ThreadsTests {
    @Test(arguments: [(1, 1), (7, 3), (100, 7), (1000, 8)]) func rangesCoverEverythingOnce(_ count: Int, _ parts: Int) {
        let ranges = (0..<parts).map { Threads.range(ofPart: $0, outOf: parts, count: count) }
        #expect(ranges.flatMap { Array($0) } == Array(0..<count))
        #expect(ranges.map(\.count).max()! - ranges.map(\.count).min()! <= 1)
    }

    @Test(arguments: [1, 2, 3, 8]) func everyItemIsVisitedOnce(_ threads: Int) {
        Threads.with(count: threads) {
            for count in [0, 1, 2, 5, 64, 1001] {
                var visits = [UInt8](repeating: 0, count: count)
                visits.withUnsafeMutableBufferPointer { visits in
                    parallel(count) { _, items in
                        for i in items { visits[i] += 1 }
                    }
                }
                #expect(visits.allSatisfy { $0 == 1 })
            }
        }
    }

    @Test func partsRespectTheGrain() {
        Threads.with(count: 8) {
            #expect(Threads.parts(of: 100, atLeast: 30) == 3 && Threads.parts(of: 5, atLeast: 30) == 1)
            #expect(Threads.parts(of: 0) == 1 && Threads.parts(of: 1000) == 8)
        }
    }

    /// Many short jobs, some at once and some after the workers have gone to sleep: none is lost or done twice.
    @Test func manyJobsInARow() {
        Threads.with(count: 3) {
            var sums = [0, 0, 0]
            sums.withUnsafeMutableBufferPointer { sums in
                for job in 0..<20_000 {
                    parallel(3) { part, _ in sums[part] += job }
                    if job % 5000 == 0 { for _ in 0..<200 { sched_yield() } }
                }
            }
            #expect(sums == [Int](repeating: 20_000 * 19_999 / 2, count: 3))
        }
    }

    @Test func nestedCallsRunInPlace() {
        Threads.with(count: 4) {
            let total = Atomic<Int>(0)
            parallel(4) { _, outer in
                for i in outer {
                    parallel(10) { _, inner in
                        for j in inner { total.add(i * 10 + j, ordering: .relaxed) }
                    }
                }
            }
            #expect(total.load(ordering: .relaxed) == 40 * 39 / 2)
        }
    }

    @Test func callsFromSeveralThreadsAtOnce() {
        Threads.with(count: 3) {
            let total = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                for _ in 0..<1000 {
                    var parts = [0, 0, 0]
                    parts.withUnsafeMutableBufferPointer { parts in
                        parallel(300, parts: 3) { part, items in parts[part] = items.reduce(0, +) }
                    }
                    total.add(parts.reduce(0, +), ordering: .relaxed)
                }
            }
            #expect(total.load(ordering: .relaxed) == 4 * 1000 * (300 * 299 / 2))
        }
    }

    /// Each waits for the other, and both give what they give alone, however many threads there are.
    @Test(arguments: [2, 3]) func twoThingsAtOnce(_ threads: Int) {
        func power(_ seed: Int) -> [Float] {
            var x = testMatrix(96, 96, UInt64(seed))
            let a = x
            for _ in 0..<20 {
                var y = Tensor(unfilled: [96, 96])
                y.setProduct(of: x, by: a, α: 0.1)
                x = y
            }
            return x.values
        }
        Threads.with(count: threads) {
            let (hasBegunFirst, hasBegunSecond) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let (first, second) = concurrently {
                hasBegunFirst.signal()
                hasBegunSecond.wait()
                return power(1)
            } _: {
                hasBegunSecond.signal()
                hasBegunFirst.wait()
                return power(2)
            }
            #expect(first == power(1) && second == power(2))
            // The workers are free again (as soon as another test has done with them).
            let isFree = (0..<5_000).contains { _ in WorkerPool.shared.reserve() || usleep(1_000) != 0 }
            #expect(isFree)
            if isFree { WorkerPool.shared.release() }
        }
    }

    @Test(arguments: [1, 2]) func errorsOfEitherOfTwoThings(_ threads: Int) {
        struct Failure: Error, Equatable { let name: String }
        Threads.with(count: threads) {
            var done: [Int] = []
            #expect(throws: Failure(name: "first")) {
                try concurrently({ throw Failure(name: "first") }, { if threads == 2 { done.append(2) } })
            }
            #expect(throws: Failure(name: "second")) {
                try concurrently({ done.append(1) }, { throw Failure(name: "second") })
            }
            #expect(throws: Failure(name: "first")) {
                try concurrently({ throw Failure(name: "first") }, { throw Failure(name: "second") })
            }
            #expect(done == (threads == 2 ? [2, 1] : [1]))
        }
    }

    @Test func temporaryCountsAreNestedAndUndone() {
        Threads.with(count: 5) {
            Threads.with(count: 2) { #expect(Threads.count == 2) }
            #expect(Threads.count == 5)
        }
    }

    /// So many parts as were asked for, whatever the number of threads: memory made for them fits.
    @Test(arguments: [1, 2, 5]) func partsThatWereAskedForArePartsThatRun(_ threads: Int) {
        Threads.with(count: threads) {
            var items = [Int](repeating: 0, count: 3)
            items.withUnsafeMutableBufferPointer { items in
                parallel(100, parts: 3) { part, range in items[part] += range.count }
            }
            #expect(items == [33, 33, 34])
        }
    }

    /// A number for a while is that of all threads that work for the caller, and of no others.
    @Test func temporaryCountsStayWithTheirWork() {
        let everyones = Threads.count
        Threads.with(count: 5) {
            var seen = [Int](repeating: 0, count: 64)
            seen.withUnsafeMutableBufferPointer { seen in
                for _ in 0..<200 {
                    parallel(64) { _, items in
                        for i in items { seen[i] = max(seen[i], Threads.count) }
                    }
                }
            }
            #expect(seen.allSatisfy { $0 == 5 })
            let (first, second) = concurrently({ Threads.count }, { Threads.count })
            #expect(first == 5 && second == 5)
            let others = Mutex(0)
            let thread = Thread { others.withLock { $0 = Threads.count } }
            thread.start()
            while !thread.isFinished { sched_yield() }
            #expect(others.withLock { $0 } == everyones)
        }
        #expect(Threads.count == everyones)
    }

    /// Cut along columns and along rows, in all transpositions: the product of one thread up to rounding, and the same
    /// bits every time.
    @Test(
        arguments: [(50, 784, 300), (400, 100, 33), (65, 300, 65)],
        [(false, false), (true, false), (false, true), (true, true)])
    func dividedProductsAreRepeatable(_ size: (Int, Int, Int), _ transposed: (Bool, Bool)) {
        let (m, k, n) = size
        let a = transposed.0 ? testMatrix(k, m, 1) : testMatrix(m, k, 1)
        let b = transposed.1 ? testMatrix(n, k, 2) : testMatrix(k, n, 2)
        func product(threads: Int) -> [Float] {
            Threads.with(count: threads) {
                var c = Tensor(repeating: 1, shape: [m, n])
                c.setProduct(of: a, transposed: transposed.0, by: b, transposed: transposed.1, α: 2, β: 0.5)
                return c.values
            }
        }
        let single = product(threads: 1)
        let double = product(threads: 2)
        #expect(zip(single, double).allSatisfy { abs($0 - $1) < 1e-4 })
        for _ in 0..<20 { #expect(product(threads: 2) == double) }
        #expect(zip(single, product(threads: 3)).allSatisfy { abs($0 - $1) < 1e-4 })
    }
}

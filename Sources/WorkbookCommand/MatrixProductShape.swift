import Tensors
import Workbook

/// A product C = op(A) op(B) of single precision, op(A) being m × k and op(B) k × n, and how fast this machine is at it.
struct MatrixProductShape: Hashable, Sendable {
    var m: Int
    var n: Int
    var k: Int
    var transposesFirst = false
    var transposesSecond = false

    /// Multiplications and additions.
    var operations: Double { 2 * Double(m) * Double(n) * Double(k) }

    /// Computes all products one after another, again and again for about as many seconds, on the threads in use.
    /// - Returns: The seconds that one round takes, the median of several measurements.
    static func secondsOfRound(_ products: [MatrixProductShape], for seconds: Double) -> Double {
        let a = Tensor(shape: [products.map { $0.m * $0.k }.max() ?? 1])
        let b = Tensor(shape: [products.map { $0.k * $0.n }.max() ?? 1])
        var results = products.map { Tensor(shape: [$0.m, $0.n]) }
        func round() {
            for (index, product) in products.enumerated() { product.compute(a, b, into: &results[index]) }
        }
        let once = time(round)
        let rounds = max(1, Int(seconds / 7 / max(once, 1e-9)))
        return (0..<7).map { _ in time { for _ in 0..<rounds { round() } } / Double(rounds) }.median
    }

    private func compute(_ a: Tensor, _ b: Tensor, into c: inout Tensor) {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
                    MatrixProduct.parallelGEMM(
                        m: m, n: n, k: k, a, strideA: transposesFirst ? m : k, transposedA: transposesFirst, b,
                        strideB: transposesSecond ? k : n, transposedB: transposesSecond, c, strideC: n)
                }
            }
        }
    }

    private static func time(_ body: () -> Void) -> Double {
        let start = ContinuousClock.now
        body()
        return start.duration(to: .now).seconds
    }
}

extension [Double] {
    /// The middle of the sorted values; NaN if there are none.
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}

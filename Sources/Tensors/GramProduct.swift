/// C ← Aᵀ A + β C on and below the diagonal of C, n × n; A is k × n.
///
/// The terms are added in order in blocks of 256 rows of A, each block begun with zero; β C comes first. Of A, so many rows of six
/// columns and of sixteen share the first cache.
enum GramProduct {
    private static let blockSize = 256
    private static let panel = 16

    static func compute(n: Int, k: Int, _ a: UnsafePointer<Float>, β: Float, _ c: UnsafeMutablePointer<Float>) {
        lowerHalf(n, k, a, β, c) { m, n, k, a, b, strideA, β, c, strideC in
            PackedProduct.compute(
                m: m, n: n, k: k, α: 1, .init(start: a, stride: strideA, isTransposed: true),
                .init(start: b, stride: strideA, isTransposed: false), β: β, c, strideC)
        }
    }

    static func compute(n: Int, k: Int, _ a: UnsafePointer<Double>, β: Double, _ c: UnsafeMutablePointer<Double>) {
        lowerHalf(n, k, a, β, c) { m, n, k, a, b, strideA, β, c, strideC in
            PackedProduct.compute(
                m: m, n: n, k: k, α: 1, .init(start: a, stride: strideA, isTransposed: true),
                .init(start: b, stride: strideA, isTransposed: false), β: β, c, strideC)
        }
    }

    /// Panel by panel of C's columns: the square on the diagonal by way of memory of its own, as nothing is written above the
    /// diagonal, then what is below.
    @inline(__always)
    private static func lowerHalf<Number: Numeric>(
        _ n: Int, _ k: Int, _ a: UnsafePointer<Number>, _ β: Number, _ c: UnsafeMutablePointer<Number>,
        _ product: (
            _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Number>, _ b: UnsafePointer<Number>, _ strideA: Int,
            _ β: Number, _ c: UnsafeMutablePointer<Number>, _ strideC: Int
        ) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Number.self, capacity: panel * panel) { square in
            let square = square.baseAddress!
            square.initialize(repeating: 0, count: panel * panel)
            var (first, β) = (0, β)
            repeat {
                let count = min(blockSize, k - first)
                let rows = a + first * n
                for j in stride(from: 0, to: n, by: panel) {
                    let width = min(panel, n - j)
                    for i in 0..<width {
                        (square + i * panel).update(from: c + ((j + i) * n + j), count: i + 1)
                    }
                    product(width, width, count, rows + j, rows + j, n, β, square, panel)
                    for i in 0..<width {
                        (c + ((j + i) * n + j)).update(from: square + i * panel, count: i + 1)
                    }
                    let below = j + width
                    if below < n {
                        product(n - below, width, count, rows + below, rows + j, n, β, c + (below * n + j), n)
                    }
                }
                first += count
                β = 1
            } while first < k
        }
    }
}

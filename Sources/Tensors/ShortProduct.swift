private typealias Floats = SIMD8<Float>

/// C ← Aᵀ B for matrices A and B of few rows, as in the gradient of a layer's weights from a small batch: C is large
/// then, and each of its elements a short sum. Six rows by sixteen columns of C are kept in registers, and C is written once and
/// never read. Sums run over the rows in order.
enum ShortProduct {
    /// Whether the product of m × k and k × n is one that is computed here.
    static func takes(m: Int, n: Int, k: Int) -> Bool {
        (1...mostRows).contains(k) && m >= tileRows && n >= tileColumns
    }

    private static let mostRows = 32
    private static let (tileRows, tileColumns) = (6, 16)

    /// - Parameters:
    ///   - a: k × m, its rows `strideA` apart.
    ///   - b: k × n, its rows `strideB` apart.
    ///   - c: m × n, its rows `strideC` apart.
    static func compute(
        m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int,
        _ c: UnsafeMutablePointer<Float>, _ strideC: Int
    ) {
        // The last tiles overlap those before, rather than be smaller.
        for i in stride(from: 0, to: m, by: tileRows) {
            let i = min(i, m - tileRows)
            for j in stride(from: 0, to: n, by: tileColumns) {
                let j = min(j, n - tileColumns)
                tile(a + i, strideA, b + j, strideB, k, c + (i * strideC + j), strideC)
            }
        }
    }
}

private func tile(
    _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int, _ k: Int,
    _ c: UnsafeMutablePointer<Float>, _ strideC: Int
) {
    let zero = Floats.zero
    var (p0, p1, p2, p3, p4, p5) = (zero, zero, zero, zero, zero, zero)
    var (q0, q1, q2, q3, q4, q5) = (zero, zero, zero, zero, zero, zero)
    var (a, b) = (a, b)
    for _ in 0..<k {
        let (b0, b1) = (load(b), load(b + 8))
        var x = Floats(repeating: a[0])
        p0.addProduct(x, b0)
        q0.addProduct(x, b1)
        x = Floats(repeating: a[1])
        p1.addProduct(x, b0)
        q1.addProduct(x, b1)
        x = Floats(repeating: a[2])
        p2.addProduct(x, b0)
        q2.addProduct(x, b1)
        x = Floats(repeating: a[3])
        p3.addProduct(x, b0)
        q3.addProduct(x, b1)
        x = Floats(repeating: a[4])
        p4.addProduct(x, b0)
        q4.addProduct(x, b1)
        x = Floats(repeating: a[5])
        p5.addProduct(x, b0)
        q5.addProduct(x, b1)
        a += strideA
        b += strideB
    }
    store(p0, q0, c)
    store(p1, q1, c + strideC)
    store(p2, q2, c + 2 * strideC)
    store(p3, q3, c + 3 * strideC)
    store(p4, q4, c + 4 * strideC)
    store(p5, q5, c + 5 * strideC)
}

@inline(__always)
private func load(_ source: UnsafePointer<Float>) -> Floats {
    UnsafeRawPointer(source).loadUnaligned(as: Floats.self)
}

@inline(__always)
private func store(_ left: Floats, _ right: Floats, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: left, as: Floats.self)
    UnsafeMutableRawPointer(target + 8).storeBytes(of: right, as: Floats.self)
}

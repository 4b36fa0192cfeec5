import Vectors

/// C ← op(A) op(B) for the products of layers and batches: each element of C is a short sum, its terms added in order by fused
/// multiplications, so that the bits are the same on every machine and however many threads divide C.
///
/// Sixteen columns of op(B) are packed into a panel, which lies in the first cache while op(A) passes by, six rows at a time.
/// Six by sixteen elements of C are kept in registers, and C is written once and never read.
enum PackedProduct {
    /// Whether the product of m × k and k × n is one that is computed here: at least a tile, and of no long sums.
    static func takes(m: Int, n: Int, k: Int) -> Bool {
        (1...longestSum).contains(k) && m >= tileRows && n >= tileColumns
    }

    private static let longestSum = 2048
    private static let (tileRows, tileColumns) = (6, 16)
    /// How much of op(A) passes by before the next panel: 512 kB, about the second cache.
    private static let passingSize = 1 << 17

    /// - Parameters:
    ///   - a: m × k, or k × m if it is to be transposed; its rows as stored are `strideA` apart.
    ///   - b: k × n, or n × k if it is to be transposed; its rows as stored are `strideB` apart.
    ///   - c: m × n, its rows `strideC` apart.
    static func compute(
        m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, _ strideA: Int, transposedA: Bool,
        _ b: UnsafePointer<Float>, _ strideB: Int, transposedB: Bool, _ c: UnsafeMutablePointer<Float>, _ strideC: Int
    ) {
        let (rowStep, sumStep) = transposedA ? (1, strideA) : (strideA, 1)
        let passing = max(passingSize / k / tileRows, 1) * tileRows
        withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * k) { panel in
            let panel = panel.baseAddress!
            for top in stride(from: 0, to: m, by: passing) {
                // The last tiles overlap those before, rather than be smaller.
                for j in stride(from: 0, to: n, by: tileColumns) {
                    let j = min(j, n - tileColumns)
                    if transposedB {
                        packTransposed(b + j * strideB, strideB, k, panel)
                    } else {
                        pack(b + j, strideB, k, panel)
                    }
                    for i in stride(from: top, to: min(top + passing, m), by: tileRows) {
                        let i = min(i, m - tileRows)
                        tile(a + i * rowStep, rowStep, sumStep, panel, k, c + (i * strideC + j), strideC)
                    }
                }
            }
        }
    }
}

/// Six rows of C: cᵢⱼ = Σₚ aᵢₚ bₚⱼ, where aᵢₚ is `a[i * rowStep + p * sumStep]`.
private func tile(
    _ a: UnsafePointer<Float>, _ rowStep: Int, _ sumStep: Int, _ panel: UnsafePointer<Lanes>, _ k: Int,
    _ c: UnsafeMutablePointer<Float>, _ strideC: Int
) {
    let zero = Lanes.zero
    var (l0, l1, l2, l3, l4, l5) = (zero, zero, zero, zero, zero, zero)
    var (r0, r1, r2, r3, r4, r5) = (zero, zero, zero, zero, zero, zero)
    var (upper, lower) = (a, a + 3 * rowStep)
    for p in 0..<k {
        let (left, right) = (panel[2 * p], panel[2 * p + 1])
        var x = Lanes(repeating: upper[0])
        l0.addProduct(x, left)
        r0.addProduct(x, right)
        x = Lanes(repeating: upper[rowStep])
        l1.addProduct(x, left)
        r1.addProduct(x, right)
        x = Lanes(repeating: upper[2 * rowStep])
        l2.addProduct(x, left)
        r2.addProduct(x, right)
        x = Lanes(repeating: lower[0])
        l3.addProduct(x, left)
        r3.addProduct(x, right)
        x = Lanes(repeating: lower[rowStep])
        l4.addProduct(x, left)
        r4.addProduct(x, right)
        x = Lanes(repeating: lower[2 * rowStep])
        l5.addProduct(x, left)
        r5.addProduct(x, right)
        upper += sumStep
        lower += sumStep
    }
    store(l0, r0, c)
    store(l1, r1, c + strideC)
    store(l2, r2, c + 2 * strideC)
    store(l3, r3, c + 3 * strideC)
    store(l4, r4, c + 4 * strideC)
    store(l5, r5, c + 5 * strideC)
}

/// Sixteen columns of B, one row after another.
private func pack(_ b: UnsafePointer<Float>, _ strideB: Int, _ k: Int, _ panel: UnsafeMutablePointer<Lanes>) {
    for p in 0..<k {
        panel[2 * p] = load(b + p * strideB)
        panel[2 * p + 1] = load(b + (p * strideB + 8))
    }
}

/// Sixteen rows of B, one column after another.
private func packTransposed(
    _ b: UnsafePointer<Float>, _ strideB: Int, _ k: Int, _ panel: UnsafeMutablePointer<Lanes>
) {
    let whole = k & ~7
    for p in stride(from: 0, to: whole, by: 8) {
        storeTransposed(b + p, strideB, panel + 2 * p)
        storeTransposed(b + (8 * strideB + p), strideB, panel + (2 * p + 1))
    }
    for p in whole..<k {
        for j in 0..<8 {
            panel[2 * p][j] = b[j * strideB + p]
            panel[2 * p + 1][j] = b[(j + 8) * strideB + p]
        }
    }
}

/// Eight by eight numbers: column p becomes `target[2 * p]`.
@inline(__always)
private func storeTransposed(_ b: UnsafePointer<Float>, _ strideB: Int, _ target: UnsafeMutablePointer<Lanes>) {
    var rows = (
        load(b), load(b + strideB), load(b + 2 * strideB), load(b + 3 * strideB),
        load(b + 4 * strideB), load(b + 5 * strideB), load(b + 6 * strideB), load(b + 7 * strideB)
    )
    // Each time the six bits of a number's place, row and column, move round by one.
    for _ in 0..<3 { rows = unzipped(rows) }
    (target[0], target[2], target[4], target[6], target[8], target[10], target[12], target[14]) = rows
}

private typealias EightRows = (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

/// The numbers in even places of all rows, then those in odd places.
@inline(__always)
private func unzipped(_ r: EightRows) -> EightRows {
    let (a, b) = (SIMD16(lowHalf: r.0, highHalf: r.1), SIMD16(lowHalf: r.2, highHalf: r.3))
    let (c, d) = (SIMD16(lowHalf: r.4, highHalf: r.5), SIMD16(lowHalf: r.6, highHalf: r.7))
    return (a.evenHalf, b.evenHalf, c.evenHalf, d.evenHalf, a.oddHalf, b.oddHalf, c.oddHalf, d.oddHalf)
}

@inline(__always)
private func store(_ left: Lanes, _ right: Lanes, _ target: UnsafeMutablePointer<Float>) {
    store(left, target)
    store(right, target + 8)
}

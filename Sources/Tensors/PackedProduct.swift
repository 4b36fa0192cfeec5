import Vectors

/// C ← α op(A) op(B) + β C, each element of C in one order, whatever the sizes of the matrices, the machine and the number of
/// threads that divide C: the bits are the same everywhere.
///
/// The sum over k is cut into blocks of 2048. In each the terms are added in order by fused multiplications, beginning with zero:
/// s = fma(aᵢₚ, bₚⱼ, s). The first block gives c = fma(α, s, β c), or α s if β is 0, each further one c = fma(α, s, c).
///
/// Sixteen columns of op(B) are packed into a panel, which lies in the first cache while op(A) passes by, up to six rows at a
/// time, so that six by sixteen elements of C are kept in registers: twelve chains, as many as two units with a latency of four
/// cycles can work on, and some to spare.
enum PackedProduct {
    /// As `MatrixProduct.gemm`.
    static func compute(
        m: Int, n: Int, k: Int, α: Float, _ a: Operand<Float>, _ b: Operand<Float>, β: Float,
        _ c: UnsafeMutablePointer<Float>, _ strideC: Int
    ) {
        product(SIMD8<Float>.self, m, n, k, α, a, b, β, c, strideC) { source, stride, panel, count in
            packTransposed(source, stride, panel, count)
        }
    }

    /// As `PreciseProduct.gemm`.
    static func compute(
        m: Int, n: Int, k: Int, α: Double, _ a: Operand<Double>, _ b: Operand<Double>, β: Double,
        _ c: UnsafeMutablePointer<Double>, _ strideC: Int
    ) {
        product(SIMD4<Double>.self, m, n, k, α, a, b, β, c, strideC) { _, _, _, _ in 0 }
    }

    /// A factor as it is stored: its rows are `stride` apart.
    struct Operand<Number> {
        let start: UnsafePointer<Number>
        let stride: Int
        let isTransposed: Bool

        /// How far apart neighbours in a column and in a row of op(X) are.
        @inline(__always) var steps: (down: Int, across: Int) { isTransposed ? (1, stride) : (stride, 1) }
    }
}

/// The terms that are added up before others are begun.
private let blockSize = 2048
/// The most rows of a tile.
private let tallest = 6
/// How much of op(A) passes by before the next panel: 512 kB of floats, about the second cache.
private let passingSize = 1 << 17
/// Up to so many tiles, a panel is not worth packing.
private let fewTiles = 2

/// A register of numbers.
private protocol Register {
    associatedtype Number: FloatingPoint
    static var width: Int { get }
    init(repeating: Number)
    init(at source: UnsafePointer<Number>)
    func write(to target: UnsafeMutablePointer<Number>)
    mutating func addProduct(_ a: Self, _ b: Self)
    static func * (a: Self, b: Self) -> Self
}

extension SIMD8: Register where Scalar == Float {
    @inline(__always) static var width: Int { 8 }
    @inline(__always) init(at source: UnsafePointer<Float>) { self = load(source) }
    @inline(__always) func write(to target: UnsafeMutablePointer<Float>) { store(self, target) }
}

extension SIMD4: Register where Scalar == Double {
    @inline(__always) static var width: Int { 4 }
    @inline(__always) init(at source: UnsafePointer<Double>) {
        self = UnsafeRawPointer(source).loadUnaligned(as: Self.self)
    }
    @inline(__always) func write(to target: UnsafeMutablePointer<Double>) {
        UnsafeMutableRawPointer(target).storeBytes(of: self, as: Self.self)
    }
}

/// - Parameter transpose: packs so many rows of two registers of columns faster than one by one, as far as it can: returns how
///   many it packed.
@inline(__always)
private func product<R: Register>(
    _: R.Type, _ m: Int, _ n: Int, _ k: Int, _ α: R.Number, _ a: PackedProduct.Operand<R.Number>,
    _ b: PackedProduct.Operand<R.Number>, _ β: R.Number, _ c: UnsafeMutablePointer<R.Number>, _ strideC: Int,
    transpose: (UnsafePointer<R.Number>, Int, UnsafeMutablePointer<R.Number>, Int) -> Int
) {
    let width = 2 * R.width
    let (rowStep, sumStep) = a.steps
    let (sumStepB, columnStep) = b.steps
    withUnsafeTemporaryAllocation(of: R.Number.self, capacity: width * (min(k, blockSize) + tallest)) { memory in
        let (tile, panel) = (memory.baseAddress!, memory.baseAddress! + width * tallest)
        var (first, β) = (0, β)
        repeat {
            let count = min(blockSize, k - first)
            let passing = max(passingSize / max(count, 1) / tallest, 1) * tallest
            for top in stride(from: 0, to: m, by: passing) {
                let rows = min(passing, m - top)
                let tiles = (rows + tallest - 1) / tallest
                for j in stride(from: 0, to: n, by: width) {
                    let columns = min(width, n - j)
                    let isWide = columns > R.width
                    let isWhole = columns == width || columns == R.width
                    let source = b.start + (first * sumStepB + j * columnStep)
                    var (right, step) = (source, sumStepB)
                    if b.isTransposed || !isWhole || tiles > fewTiles {
                        let done = columns == width && b.isTransposed ? transpose(source, b.stride, panel, count) : 0
                        if columns == width && !b.isTransposed {
                            pack(R.self, source, b.stride, panel, count)
                        } else {
                            for p in done..<count {
                                for i in 0..<columns {
                                    panel[p * width + i] = source[p * sumStepB + i * columnStep]
                                }
                                for i in columns..<width { panel[p * width + i] = 0 }
                            }
                        }
                        (right, step) = (UnsafePointer(panel), width)
                    }
                    for index in 0..<tiles {
                        let part = Threads.range(ofPart: index, outOf: tiles, count: rows)
                        let i = top + part.lowerBound
                        let left = a.start + (i * rowStep + first * sumStep)
                        let target = c + (i * strideC + j)
                        var t = Tile<R>(
                            a: left, rowStep: rowStep, sumStep: sumStep, b: right, step: step, k: count, α: α, β: β,
                            c: target, strideC: strideC)
                        if isWhole {
                            compute(t, height: part.count, isWide: isWide)
                        } else {
                            (t.α, t.β, t.c, t.strideC) = (1, 0, tile, width)
                            compute(t, height: part.count, isWide: isWide)
                            for i in 0..<part.count {
                                for j in 0..<columns {
                                    let (sum, place) = (tile[i * width + j], target + (i * strideC + j))
                                    place.pointee = β == 0 ? α * sum : (β * place.pointee).addingProduct(α, sum)
                                }
                            }
                        }
                    }
                }
            }
            first += count
            β = 1
        } while first < k
    }
}

/// The rows of op(B), two registers each.
@inline(__always)
private func pack<R: Register>(
    _: R.Type, _ b: UnsafePointer<R.Number>, _ stride: Int, _ panel: UnsafeMutablePointer<R.Number>, _ count: Int
) {
    for p in 0..<count {
        R(at: b + p * stride).write(to: panel + p * 2 * R.width)
        R(at: b + (p * stride + R.width)).write(to: panel + (2 * p + 1) * R.width)
    }
}

/// What a tile of C is made of: aᵢₚ is `a[i * rowStep + p * sumStep]`, bₚⱼ is `b[p * step + j]`.
private struct Tile<R: Register> {
    var (a, rowStep, sumStep): (UnsafePointer<R.Number>, Int, Int)
    var (b, step): (UnsafePointer<R.Number>, Int)
    var k: Int
    var (α, β): (R.Number, R.Number)
    var (c, strideC): (UnsafeMutablePointer<R.Number>, Int)
}

/// A number that is known when a function is compiled for it, so that what it does not need is left out.
private protocol Height { static var rows: Int { get } }
private enum One: Height { @inline(__always) static var rows: Int { 1 } }
private enum Two: Height { @inline(__always) static var rows: Int { 2 } }
private enum Three: Height { @inline(__always) static var rows: Int { 3 } }
private enum Four: Height { @inline(__always) static var rows: Int { 4 } }
private enum Five: Height { @inline(__always) static var rows: Int { 5 } }
private enum Six: Height { @inline(__always) static var rows: Int { 6 } }

/// cᵢⱼ ← α Σₚ aᵢₚ bₚⱼ + β cᵢⱼ for so many rows and two registers of columns, or one.
private func compute<R: Register>(_ t: Tile<R>, height: Int, isWide: Bool) {
    switch height {
    case 6: sums(t, Six.self, isWide)
    case 5: sums(t, Five.self, isWide)
    case 4: sums(t, Four.self, isWide)
    case 3: sums(t, Three.self, isWide)
    case 2: sums(t, Two.self, isWide)
    default: sums(t, One.self, isWide)
    }
}

@inline(__always)
private func sums<R: Register, H: Height>(_ t: Tile<R>, _: H.Type, _ isWide: Bool) {
    if isWide { sumsOfTwo(t, H.self) } else { sumsOfOne(t, H.self) }
}

@inline(never)
private func sumsOfTwo<R: Register, H: Height>(_ t: Tile<R>, _: H.Type) {
    let zero = R(repeating: 0)
    var (l0, l1, l2, l3, l4, l5) = (zero, zero, zero, zero, zero, zero)
    var (r0, r1, r2, r3, r4, r5) = (zero, zero, zero, zero, zero, zero)
    var (upper, lower, b) = (t.a, t.a + 3 * t.rowStep, t.b)
    for _ in 0..<t.k {
        let left = R(at: b)
        let right = R(at: b + R.width)
        b += t.step
        let x = R(repeating: upper[0])
        l0.addProduct(x, left)
        r0.addProduct(x, right)
        if H.rows > 1 {
            let x = R(repeating: upper[t.rowStep])
            l1.addProduct(x, left)
            r1.addProduct(x, right)
        }
        if H.rows > 2 {
            let x = R(repeating: upper[2 * t.rowStep])
            l2.addProduct(x, left)
            r2.addProduct(x, right)
        }
        if H.rows > 3 {
            let x = R(repeating: lower[0])
            l3.addProduct(x, left)
            r3.addProduct(x, right)
        }
        if H.rows > 4 {
            let x = R(repeating: lower[t.rowStep])
            l4.addProduct(x, left)
            r4.addProduct(x, right)
        }
        if H.rows > 5 {
            let x = R(repeating: lower[2 * t.rowStep])
            l5.addProduct(x, left)
            r5.addProduct(x, right)
        }
        upper += t.sumStep
        lower += t.sumStep
    }
    put(l0, t, 0, 0)
    put(r0, t, 0, R.width)
    if H.rows > 1 {
        put(l1, t, 1, 0)
        put(r1, t, 1, R.width)
    }
    if H.rows > 2 {
        put(l2, t, 2, 0)
        put(r2, t, 2, R.width)
    }
    if H.rows > 3 {
        put(l3, t, 3, 0)
        put(r3, t, 3, R.width)
    }
    if H.rows > 4 {
        put(l4, t, 4, 0)
        put(r4, t, 4, R.width)
    }
    if H.rows > 5 {
        put(l5, t, 5, 0)
        put(r5, t, 5, R.width)
    }
}

/// The same for one register of columns.
@inline(never)
private func sumsOfOne<R: Register, H: Height>(_ t: Tile<R>, _: H.Type) {
    let zero = R(repeating: 0)
    var (l0, l1, l2, l3, l4, l5) = (zero, zero, zero, zero, zero, zero)
    var (upper, lower, b) = (t.a, t.a + 3 * t.rowStep, t.b)
    for _ in 0..<t.k {
        let left = R(at: b)
        b += t.step
        let x = R(repeating: upper[0])
        l0.addProduct(x, left)
        if H.rows > 1 {
            let x = R(repeating: upper[t.rowStep])
            l1.addProduct(x, left)
        }
        if H.rows > 2 {
            let x = R(repeating: upper[2 * t.rowStep])
            l2.addProduct(x, left)
        }
        if H.rows > 3 {
            let x = R(repeating: lower[0])
            l3.addProduct(x, left)
        }
        if H.rows > 4 {
            let x = R(repeating: lower[t.rowStep])
            l4.addProduct(x, left)
        }
        if H.rows > 5 {
            let x = R(repeating: lower[2 * t.rowStep])
            l5.addProduct(x, left)
        }
        upper += t.sumStep
        lower += t.sumStep
    }
    put(l0, t, 0, 0)
    if H.rows > 1 { put(l1, t, 1, 0) }
    if H.rows > 2 { put(l2, t, 2, 0) }
    if H.rows > 3 { put(l3, t, 3, 0) }
    if H.rows > 4 { put(l4, t, 4, 0) }
    if H.rows > 5 { put(l5, t, 5, 0) }
}

@inline(__always)
private func put<R: Register>(_ sum: R, _ t: Tile<R>, _ row: Int, _ column: Int) {
    let target = t.c + (row * t.strideC + column)
    if t.β == 0 { return (R(repeating: t.α) * sum).write(to: target) }
    var result = R(repeating: t.β) * R(at: target)
    result.addProduct(R(repeating: t.α), sum)
    result.write(to: target)
}

/// Packs sixteen rows of B as columns, as far as they go by eight: returns how far.
private func packTransposed(
    _ b: UnsafePointer<Float>, _ strideB: Int, _ panel: UnsafeMutablePointer<Float>, _ k: Int
) -> Int {
    let whole = k & ~7
    for p in stride(from: 0, to: whole, by: 8) {
        storeTransposed(b + p, strideB, panel + 16 * p)
        storeTransposed(b + (8 * strideB + p), strideB, panel + (16 * p + 8))
    }
    return whole
}

/// Eight by eight numbers: column p goes to `target + 16 p`.
@inline(__always)
private func storeTransposed(_ b: UnsafePointer<Float>, _ strideB: Int, _ target: UnsafeMutablePointer<Float>) {
    var rows = (
        load(b), load(b + strideB), load(b + 2 * strideB), load(b + 3 * strideB),
        load(b + 4 * strideB), load(b + 5 * strideB), load(b + 6 * strideB), load(b + 7 * strideB)
    )
    // Each time the six bits of a number's place, row and column, move round by one.
    for _ in 0..<3 { rows = unzipped(rows) }
    store(rows.0, target)
    store(rows.1, target + 16)
    store(rows.2, target + 32)
    store(rows.3, target + 48)
    store(rows.4, target + 64)
    store(rows.5, target + 80)
    store(rows.6, target + 96)
    store(rows.7, target + 112)
}

private typealias EightRows = (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

/// The numbers in even places of all rows, then those in odd places.
@inline(__always)
private func unzipped(_ r: EightRows) -> EightRows {
    let (a, b) = (SIMD16(lowHalf: r.0, highHalf: r.1), SIMD16(lowHalf: r.2, highHalf: r.3))
    let (c, d) = (SIMD16(lowHalf: r.4, highHalf: r.5), SIMD16(lowHalf: r.6, highHalf: r.7))
    return (a.evenHalf, b.evenHalf, c.evenHalf, d.evenHalf, a.oddHalf, b.oddHalf, c.oddHalf, d.oddHalf)
}

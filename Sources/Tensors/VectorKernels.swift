import Vectors

/// Sums and updates of whole buffers, on one thread and always in the same order, so that the same input gives the
/// same bits.
public enum VectorKernels {
    /// y ← y + α x.
    public static func axpy(_ α: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        let factor = Lanes(repeating: α)
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) { store(load(y + i).addingProduct(factor, load(x + i)), y + i) }
        for i in whole..<count { y[i] = y[i].addingProduct(α, x[i]) }
    }

    /// y ← α x. `y` may be `x`.
    public static func scale(_ α: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        let factor = Lanes(repeating: α)
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) { store(factor * load(x + i), y + i) }
        for i in whole..<count { y[i] = α * x[i] }
    }

    /// z ← x + y. `z` may be `x` or `y`.
    public static func add(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) { store(load(x + i) + load(y + i), z + i) }
        for i in whole..<count { z[i] = x[i] + y[i] }
    }

    /// z ← x − y. `z` may be `x` or `y`.
    public static func subtract(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) { store(load(x + i) - load(y + i), z + i) }
        for i in whole..<count { z[i] = x[i] - y[i] }
    }

    /// z ← x ⊙ y, element by element. `z` may be `x` or `y`.
    public static func multiply(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ z: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) { store(load(x + i) * load(y + i), z + i) }
        for i in whole..<count { z[i] = x[i] * y[i] }
    }

    /// Σ xᵢ. Added in Float in blocks of 512, the blocks in Double: the relative error of a long sum of numbers of one
    /// sign stays below 4 · 10⁻⁶.
    public static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: count, by: block) {
            let end = min(start + block, count)
            var (a, b) = (Lanes.zero, Lanes.zero)
            var i = start
            while i + 16 <= end {
                a += load(x + i)
                b += load(x + i + 8)
                i += 16
            }
            var rest: Float = 0
            while i < end {
                rest += x[i]
                i += 1
            }
            total += Double(folded(a + b) + rest)
        }
        return total
    }

    /// Σ xᵢ yᵢ, added like `sum`.
    public static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Double {
        var total = 0.0
        for start in stride(from: 0, to: count, by: block) {
            let end = min(start + block, count)
            var (a, b) = (Lanes.zero, Lanes.zero)
            var i = start
            while i + 16 <= end {
                a.addProduct(load(x + i), load(y + i))
                b.addProduct(load(x + i + 8), load(y + i + 8))
                i += 16
            }
            var rest: Float = 0
            while i < end {
                rest.addProduct(x[i], y[i])
                i += 1
            }
            total += Double(folded(a + b) + rest)
        }
        return total
    }

    /// sⱼ ← β sⱼ + α Σᵢ xᵢⱼ: the sums of the columns of a rows × columns matrix, as in the gradient of a bias.
    /// The rows are added from first to last. With β = 0 the old sums are not read.
    public static func columnSums(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, stride rowStride: Int? = nil,
        α: Float = 1, β: Float = 0, _ sums: UnsafeMutablePointer<Float>
    ) {
        let rowStride = rowStride ?? columns
        var j = 0
        // Two cache lines of columns at a time keep four sums in registers.
        while j + 32 <= columns {
            var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
            var row = x + j
            for _ in 0..<rows {
                a += load(row)
                b += load(row + 8)
                c += load(row + 16)
                d += load(row + 24)
                row += rowStride
            }
            put(a, α, β, sums + j)
            put(b, α, β, sums + j + 8)
            put(c, α, β, sums + j + 16)
            put(d, α, β, sums + j + 24)
            j += 32
        }
        while j + 8 <= columns {
            var a = Lanes.zero
            for i in 0..<rows { a += load(x + i * rowStride + j) }
            put(a, α, β, sums + j)
            j += 8
        }
        while j < columns {
            var a: Float = 0
            for i in 0..<rows { a += x[i * rowStride + j] }
            sums[j] = β == 0 ? α * a : (β * sums[j]).addingProduct(α, a)
            j += 1
        }
    }

    /// Adds a vector to every row of a rows × columns matrix: xᵢⱼ ← xᵢⱼ + bⱼ.
    public static func addToRows(_ b: UnsafePointer<Float>, _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
        for i in 0..<rows { add(x + i * columns, b, x + i * columns, columns) }
    }

    /// How many numbers `sum` and `dot` add in Float before they go on in Double.
    public static let block = 512
}

@inline(__always)
private func put(_ sum: Lanes, _ α: Float, _ β: Float, _ target: UnsafeMutablePointer<Float>) {
    store(β == 0 ? α * sum : (β * load(target)).addingProduct(Lanes(repeating: α), sum), target)
}

/// The sum of the eight elements, in pairs.
@inline(__always)
private func folded(_ v: Lanes) -> Float {
    let four = v.lowHalf + v.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}

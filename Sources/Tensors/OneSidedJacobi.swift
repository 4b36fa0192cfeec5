/// Rotations that make the rows of a matrix B orthogonal to each other: V B = Σ U with orthonormal rows in U, so B = Vᵀ Σ U.
///
/// Pairs of rows are rotated in rounds, each row once in a round, so that threads can share a round; who meets whom is the order of
/// a tournament. Source: G. Golub, C. Van Loan, Matrix Computations, 4th edition, sections 8.6.3 and 8.5.5.
struct OneSidedJacobi {
    /// The lengths of the orthogonal rows, from the longest to the shortest.
    private(set) var values: [Double] = []
    /// U by rows, count × length.
    private(set) var turned: [Double] = []
    /// V by rows, count × count.
    private(set) var axes: [Double] = []
    /// The square of a length that is nothing beside that of the longest row: what rounding leaves of a row that depends on others.
    private let nothing: Double

    /// - Parameters:
    ///   - matrix: B by rows, count × length with count ≤ length, its numbers no larger than about 1.
    /// - Throws: `LinearAlgebraError` if 60 rounds of all pairs do not suffice.
    init(_ matrix: [Double], count: Int, length: Int) throws {
        nothing =
            0x1p-200
            * (0..<count).reduce(0) { longest, i in
                max(longest, matrix[i * length..<(i + 1) * length].reduce(0) { $0 + $1 * $1 })
            }
        var b = matrix
        var v = [Double](repeating: 0, count: count * count)
        for i in 0..<count { v[i * count + i] = 1 }
        try b.withUnsafeMutableBufferPointer { b in
            try v.withUnsafeMutableBufferPointer { v in
                let (b, v) = (b.baseAddress!, v.baseAddress!)
                for attempt in 0... {
                    guard attempt < 60 else {
                        throw LinearAlgebraError.notConverged(
                            decomposition: "singular value decomposition", rounds: attempt)
                    }
                    if !sweep(b, v, count, length) { break }
                }
            }
        }
        let lengths = (0..<count).map { i in
            b.withUnsafeBufferPointer {
                PreciseProduct.dot($0.baseAddress! + i * length, $0.baseAddress! + i * length, length).squareRoot()
            }
        }
        let order = lengths.indices.sorted { lengths[$0] > lengths[$1] || (lengths[$0] == lengths[$1] && $0 < $1) }
        values = order.map { lengths[$0] }
        axes = order.flatMap { v[$0 * count..<($0 + 1) * count] }
        turned.reserveCapacity(count * length)
        for i in order {
            let row = b[i * length..<(i + 1) * length]
            turned += lengths[i] * lengths[i] > nothing ? row.map { $0 / lengths[i] } : another(length)
        }
    }

    /// Lets every two rows meet once.
    ///
    /// - Returns: whether any were not yet orthogonal.
    private func sweep(
        _ b: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ count: Int, _ length: Int
    ) -> Bool {
        let players = count + count & 1
        var isDone = [Bool](repeating: true, count: players / 2)
        isDone.withUnsafeMutableBufferPointer { isDone in
            for round in 0..<max(players - 1, 0) {
                // Some ten microseconds' work for each thread.
                parallel(players / 2, atLeast: max(1, 40_000 / (length + count))) { _, games in
                    for game in games {
                        // The last player stays, the others move round the table.
                        let one = game == 0 ? players - 1 : (round + game) % (players - 1)
                        let other = (round + players - 1 - game) % (players - 1)
                        let (i, j) = (min(one, other), max(one, other))
                        if j < count, rotate(b, length, v, count, i, j) { isDone[game] = false }
                    }
                }
            }
        }
        return isDone.contains(false)
    }

    /// Makes two rows orthogonal.
    ///
    /// - Returns: whether they were not.
    private func rotate(
        _ b: UnsafeMutablePointer<Double>, _ length: Int, _ v: UnsafeMutablePointer<Double>, _ count: Int, _ i: Int,
        _ j: Int
    ) -> Bool {
        let (x, y) = (b + i * length, b + j * length)
        let products = innerProducts(x, y, length)
        if min(products.xx, products.yy) <= nothing { return false }
        if abs(products.xy) <= 0x1p-50 * (products.xx * products.yy).squareRoot() { return false }
        let ζ = (products.yy - products.xx) / (2 * products.xy)
        let t = (ζ < 0 ? -1 : 1) / (abs(ζ) + (1 + ζ * ζ).squareRoot())
        let c = 1 / (1 + t * t).squareRoot()
        turn(x, y, length, c, c * t)
        turn(v + i * count, v + j * count, count, c, c * t)
        return true
    }

    /// A vector at right angles to the rows of U so far: the unit vector that is farthest from their space, less its part in it,
    /// taken away twice.
    private func another(_ length: Int) -> [Double] {
        let rows = turned.count / length
        let remainders = (0..<length).map { j in
            (0..<rows).reduce(1) { $0 - turned[$1 * length + j] * turned[$1 * length + j] }
        }
        var x = [Double](repeating: 0, count: length)
        x[remainders.indices.max { remainders[$0] < remainders[$1] }!] = 1
        var coordinates = [Double](repeating: 0, count: rows)
        for _ in 0..<2 where rows > 0 {
            PreciseProduct.gemv(m: rows, n: length, turned, by: x, &coordinates)
            PreciseProduct.gemv(m: rows, n: length, α: -1, turned, transposed: true, by: coordinates, β: 1, &x)
        }
        let size = PreciseProduct.dot(x, x, length).squareRoot()
        return x.map { $0 / size }
    }
}

private typealias Eight = SIMD8<Double>

@inline(__always)
private func eight(_ x: UnsafeMutablePointer<Double>) -> Eight { UnsafeRawPointer(x).loadUnaligned(as: Eight.self) }

/// x · x, y · y and x · y.
private func innerProducts(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
) -> (xx: Double, yy: Double, xy: Double) {
    var (xx, yy, xy) = (Eight.zero, Eight.zero, Eight.zero)
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let (a, b) = (eight(x + i), eight(y + i))
        xx.addProduct(a, a)
        yy.addProduct(b, b)
        xy.addProduct(a, b)
    }
    var sums = (folded(xx), folded(yy), folded(xy))
    for i in whole..<count {
        sums.0.addProduct(x[i], x[i])
        sums.1.addProduct(y[i], y[i])
        sums.2.addProduct(x[i], y[i])
    }
    return sums
}

private func folded(_ v: Eight) -> Double {
    let four = v.lowHalf + v.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}

/// (x, y) ← (c x − s y, s x + c y)
private func turn(
    _ x: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int, _ c: Double, _ s: Double
) {
    let (cs, ss) = (Eight(repeating: c), Eight(repeating: s))
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let (a, b) = (eight(x + i), eight(y + i))
        UnsafeMutableRawPointer(x + i).storeBytes(of: (cs * a).addingProduct(-ss, b), as: Eight.self)
        UnsafeMutableRawPointer(y + i).storeBytes(of: (cs * b).addingProduct(ss, a), as: Eight.self)
    }
    for i in whole..<count {
        let (a, b) = (x[i], y[i])
        x[i] = (c * a).addingProduct(-s, b)
        y[i] = (c * b).addingProduct(s, a)
    }
}

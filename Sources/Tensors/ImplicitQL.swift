/// The eigenvalues of a symmetric tridiagonal matrix T, and the rotations that make it diagonal, by the QL algorithm with implicit
/// shifts.
///
/// The rotations are kept and applied to eigenvectors afterwards, to so many sweeps at a time as the second cache has room for.
/// Source: H. Bowdler, R. Martin, C. Reinsch, J. Wilkinson, The QR and QL algorithms for symmetric matrices, Numerische Mathematik
/// 11 (1968).
struct ImplicitQL {
    /// The eigenvalues, in the order in which they were found.
    private(set) var values: [Double] = []
    private var sweeps: [Sweep] = []
    private var rotations: [Rotation] = []

    /// Rotations of the planes (i, i + 1) for i = last − 1, last − 2, …, `count` of them.
    private struct Sweep {
        let last: Int
        let count: Int
        let first: Int
    }

    private struct Rotation {
        let c: Double
        let s: Double
    }

    /// - Parameters:
    ///   - diagonal: n numbers, no larger than about 1.
    ///   - below: n numbers, of which the last does not count.
    /// - Throws: `LinearAlgebraError` if an eigenvalue takes more than 100 sweeps.
    init(diagonal: [Double], below: [Double]) throws {
        var (d, e) = (diagonal, below)
        let n = d.count
        let size = zip(d, e).reduce(0) { max($0, abs($1.0) + abs($1.1)) }
        for l in 0..<n {
            for attempt in 0... {
                // What is nothing beside the matrix divides it: to leave it out moves no eigenvalue further than rounding has
                // moved it already. (Beside its neighbours alone it need never become nothing: a matrix of low rank has
                // eigenvalues that are rounding errors all through.)
                var m = l
                while m < n - 1, abs(e[m]) > 0x1p-54 * size { m += 1 }
                if m == l { break }
                guard attempt < 100 else {
                    throw LinearAlgebraError.notConverged(decomposition: "symmetric eigenproblem", rounds: attempt)
                }
                sweep(&d, &e, from: m, to: l)
            }
        }
        values = d
    }

    private mutating func sweep(_ d: inout [Double], _ e: inout [Double], from m: Int, to l: Int) {
        // The eigenvalue of the first two by two that is nearer to the first number: the shift.
        let ratio = (d[l + 1] - d[l]) / (2 * e[l])
        let root = (ratio * ratio + 1).squareRoot()
        var g = d[m] - d[l] + e[l] / (ratio < 0 ? ratio - root : ratio + root)
        var (s, c, p) = (1.0, 1.0, 0.0)
        let first = rotations.count
        defer { sweeps.append(Sweep(last: m, count: rotations.count - first, first: first)) }
        for i in (l..<m).reversed() {
            let (f, b) = (s * e[i], c * e[i])
            let r = (f * f + g * g).squareRoot()
            e[i + 1] = r
            if r == 0 {
                d[i + 1] -= p
                e[m] = 0
                return
            }
            (s, c) = (f / r, g / r)
            g = d[i + 1] - p
            let t = (d[i] - g) * s + 2 * c * b
            p = s * t
            d[i + 1] = g + p
            g = c * t - b
            rotations.append(Rotation(c: c, s: s))
        }
        d[l] -= p
        e[l] = g
        e[m] = 0
    }

    /// How many sweeps have 256 kB of rotations, from the sweep given on.
    private func chunk(from first: Int) -> Range<Int> {
        var end = first
        while end < sweeps.count, sweeps[end].first + sweeps[end].count - sweeps[first].first <= 1 << 14 { end += 1 }
        return first..<max(end, min(first + 1, sweeps.count))
    }

    /// Applies all rotations to the columns of matrices with eight rows: z[i] is column i of the first, z[n + i] of the second.
    func rotate(_ z: UnsafeMutablePointer<SIMD8<Double>>, count: Int) {
        let n = values.count
        sweeps.withUnsafeBufferPointer { sweeps in
            rotations.withUnsafeBufferPointer { rotations in
                var first = 0
                while first < sweeps.count {
                    let chunk = chunk(from: first)
                    for matrix in 0..<count {
                        for sweep in sweeps[chunk] {
                            apply(rotations.baseAddress! + sweep.first, sweep.count, z + (matrix * n + sweep.last))
                        }
                    }
                    first = chunk.upperBound
                }
            }
        }
    }

    /// (zᵢ, zᵢ₊₁) ← (c zᵢ − s zᵢ₊₁, s zᵢ + c zᵢ₊₁), downwards from the column given as i + 1.
    private func apply(
        _ rotations: UnsafePointer<Rotation>, _ count: Int, _ last: UnsafeMutablePointer<SIMD8<Double>>
    ) {
        var (z, upper) = (last, last[0])
        for k in 0..<count {
            let (c, s) = (SIMD8(repeating: rotations[k].c), SIMD8(repeating: rotations[k].s))
            let lower = (z - 1)[0]
            z[0] = (c * upper).addingProduct(s, lower)
            upper = (c * lower).addingProduct(-s, upper)
            z -= 1
        }
        z[0] = upper
    }
}

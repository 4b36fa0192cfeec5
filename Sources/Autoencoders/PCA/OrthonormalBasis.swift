import Tensors

/// Gram and Schmidt's orthogonalisation of vectors, the rows of a matrix, in Double.
enum OrthonormalBasis {
    /// Makes the rows orthonormal one after another: each loses its part along the rows before it, twice, since the first
    /// subtraction leaves rounding errors of the size of what it took away (Kahan's "twice is enough"), and is scaled to
    /// length 1.
    ///
    /// - Parameters:
    ///   - rows: k vectors of d numbers each, by rows.
    ///   - completing: what to do with a row of which nothing remains: take the unit vector with the largest remainder in its
    ///     place, or leave it out.
    ///   - scale: a length; what remains of a row counts as nothing below 10⁻¹⁰ of it. The row's own length if not given.
    /// - Returns: the number of rows that had something remaining.
    @discardableResult
    static func orthonormalise(
        _ rows: inout [Double], dimension d: Int, completing: Bool, scale: Double? = nil
    ) -> Int {
        let k = rows.count / d
        var (kept, rank) = (0, 0)
        for i in 0..<k {
            var v = Array(rows[i * d..<(i + 1) * d])
            let length = norm(v)
            remove(rows, kept, from: &v)
            if norm(v) > 1e-10 * (scale ?? length) {
                rank += 1
            } else if completing {
                v = bestUnitVector(rows, kept, d)
            } else {
                continue
            }
            let factor = 1 / norm(v)
            for j in 0..<d { rows[kept * d + j] = factor * v[j] }
            kept += 1
        }
        rows.removeLast((k - kept) * d)
        return rank
    }

    /// v ← v − RᵀR v with the first rows as R, twice.
    private static func remove(_ rows: [Double], _ count: Int, from v: inout [Double]) {
        guard count > 0 else { return }
        var coordinates = [Double](repeating: 0, count: count)
        for _ in 0..<2 {
            PreciseProduct.gemv(m: count, n: v.count, rows, by: v, &coordinates)
            PreciseProduct.gemv(m: count, n: v.count, α: -1, rows, transposed: true, by: coordinates, β: 1, &v)
        }
    }

    /// Of the unit vectors the one that is farthest from the space of the first rows, less its part in that space.
    private static func bestUnitVector(_ rows: [Double], _ count: Int, _ d: Int) -> [Double] {
        // |e_j|² less the squares of its coordinates along the rows.
        let remainders = (0..<d).map { j in
            (0..<count).reduce(1) { $0 - rows[$1 * d + j] * rows[$1 * d + j] }
        }
        let best = remainders.indices.max { remainders[$0] < remainders[$1] }!
        var v = [Double](repeating: 0, count: d)
        v[best] = 1
        remove(rows, count, from: &v)
        return v
    }

    static func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

import Tensors

/// The largest eigenvalues of a symmetric matrix without negative ones, such as a covariance, and their vectors, by the simplest
/// of all algorithms: multiply a vector by the matrix again and again. (R. von Mises, H. Pollaczek-Geiringer, Praktische
/// Verfahren der Gleichungsauflösung, ZAMM 9, 1929.)
///
/// In each step the part of u along the k-th eigenvector grows by λₖ, so beside that along the first it shrinks by λₖ/λ₁: the
/// error of the vector falls by λ₂/λ₁ a step, that of the eigenvalue by its square. If the two are close this takes long, and
/// if they are equal u settles on one vector of their plane.
public struct PowerIteration: Sendable {
    /// An eigenvalue λ with its vector u, |u| = 1.
    public struct Pair: Sendable {
        public let value: Double
        public let vector: [Double]
        /// How many products with the matrix it took.
        public let steps: Int
    }

    /// A pair is found when |Σu − λu| is at most this share of the largest eigenvalue. The angle between u and the true vector
    /// is then at most about `tolerance` · λ₁/(λₖ − λₖ₊₁).
    public var tolerance: Double
    /// The most steps for a pair.
    public var limit: Int

    public init(tolerance: Double = 1e-9, limit: Int = 100_000) {
        (self.tolerance, self.limit) = (tolerance, limit)
    }

    /// The first `count` pairs, from the largest eigenvalue on, one after another by deflation.
    ///
    /// - Parameters:
    ///   - matrix: Σ by rows, n · n elements, of which the diagonal and the part below it are read.
    ///   - random: draws the first u of each pair.
    ///   - observe: called with the number of the pair from 0, that of the step from 0, and u, after each product.
    /// - Throws: `PCAError.notConverged` if `limit` steps do not suffice for a pair.
    public func pairs(
        of matrix: [Double], count: Int, using random: inout RandomGenerator,
        observe: (_ pair: Int, _ step: Int, _ u: [Double]) -> Void = { _, _, _ in }
    ) throws -> [Pair] {
        let n = Int(Double(matrix.count).squareRoot())
        precondition(n * n == matrix.count && count <= n, "A square matrix has as many eigenvectors as columns.")
        var Σ = matrix
        var pairs: [Pair] = []
        for k in 0..<count {
            let start = Tensor.normal([n], using: &random).values.map(Double.init)
            let pair = try largest(of: Σ, from: start, accuracy: pairs.first?.value, number: k, observe)
            pairs.append(pair)
            // snippet.deflation
            // Σ ← Σ − λ u uᵀ
            PreciseProduct.addSquare(n: n, α: -pair.value, pair.vector, to: &Σ)
            // snippet.end
        }
        return pairs
    }

    private func largest(
        of Σ: [Double], from start: [Double], accuracy largest: Double?, number: Int,
        _ observe: (Int, Int, [Double]) -> Void
    ) throws -> Pair {
        let n = start.count
        var u = start
        normalise(&u)
        var w = u
        for step in 0..<limit {
            // snippet.step
            // w = Σ u,  λ = uᵀ Σ u,  u ← w / |w|
            PreciseProduct.symmetric(n: n, Σ, by: u, &w)
            let λ = dot(u, w)
            let residual = distance(w, from: u, times: λ)  // |Σu − λu|
            if residual <= tolerance * (largest ?? λ) { return Pair(value: max(λ, 0), vector: u, steps: step + 1) }
            swap(&u, &w)
            normalise(&u)
            // snippet.end
            observe(number, step, u)
        }
        throw PCAError.notConverged(component: number + 1, steps: limit)
    }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<a.count { sum += a[i] * b[i] }
    return sum
}

private func distance(_ a: [Double], from b: [Double], times factor: Double) -> Double {
    var sum = 0.0
    for i in 0..<a.count {
        let e = a[i] - factor * b[i]
        sum += e * e
    }
    return sum.squareRoot()
}

private func normalise(_ u: inout [Double]) {
    let factor = 1 / dot(u, u).squareRoot()
    for i in 0..<u.count { u[i] *= factor }
}

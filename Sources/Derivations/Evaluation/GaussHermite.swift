import Foundation

/// The nodes and weights of E[f(Z)] ≈ Σ w f(z) for a standard normal Z, exact for polynomials of degree 2n − 1.
struct GaussHermite: Sendable {
    let nodes: [Double]
    let weights: [Double]

    /// Nodes are the roots of the n-th (probabilists', normalised) Hermite polynomial, found between those of the one
    /// before by bisection and Newton's method; weights are 1 / (n hₙ₋₁²).
    init(_ n: Int) {
        func polynomials(_ x: Double, _ n: Int) -> (Double, previous: Double) {
            var (h, previous) = (1.0, 0.0)
            for k in 0..<n {
                (h, previous) = ((x * h - Double(k).squareRoot() * previous) / Double(k + 1).squareRoot(), h)
            }
            return (h, previous)
        }
        var roots: [Double] = []
        for degree in 1...n {
            let bound = 2 * Double(degree).squareRoot() + 1
            let edges = [-bound] + roots + [bound]
            roots = (0..<degree).map { k in
                var (low, high) = (edges[k], edges[k + 1])
                let sign = polynomials(low, degree).0 < 0
                for _ in 0..<60 {
                    let middle = (low + high) / 2
                    if (polynomials(middle, degree).0 < 0) == sign { low = middle } else { high = middle }
                }
                return (low + high) / 2
            }
        }
        nodes = roots
        weights = roots.map { 1 / (Double(n) * pow(polynomials($0, n).previous, 2)) }
    }

    /// Exact for polynomials of degree 9.
    static let standard = GaussHermite(5)
}

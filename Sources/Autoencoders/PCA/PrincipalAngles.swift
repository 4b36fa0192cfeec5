import Foundation
import Tensors

/// The principal angles between two subspaces: 0 ≤ θ₁ ≤ θ₂ ≤ … ≤ π/2, as many as the smaller of them has dimensions.
///
/// θ₁ is the smallest angle between a vector of the one and a vector of the other; θ₂ the smallest between vectors orthogonal
/// to that pair; and so on. All are 0 if one subspace contains the other, so the largest says how far two subspaces of one
/// dimension are from being the same.
///
/// With orthonormal bases A and B as rows, cos θ are the singular values of A Bᵀ. A cosine near 1 has lost the digits of its
/// angle, so small angles come from their sines, the singular values of B − B AᵀA. Source: Å. Björck, G. Golub, Numerical
/// methods for computing angles between linear subspaces, Mathematics of Computation 27 (1973).
public struct PrincipalAngles: Sendable {
    /// The angles in radians, from the smallest to the largest.
    public let values: [Double]

    /// How far the subspaces are from each other: the largest angle in radians.
    public var largest: Double { values.last ?? 0 }

    /// The angles between the subspaces that the rows of two matrices span. The rows need not be orthonormal.
    ///
    /// - Parameters:
    ///   - a: k × d, with linearly independent rows.
    ///   - b: m × d, likewise.
    /// - Throws: `ShapeError` if the rows have different lengths; `PCAError.dependentVectors` if the rows of one matrix are
    ///   linearly dependent (to ten digits); `LinearAlgebraError` if a matrix contains NaN or infinity.
    public init(between a: Tensor, and b: Tensor) throws {
        guard a.columns == b.columns else {
            throw ShapeError(
                "Vectors of \(a.columns) and of \(b.columns) numbers do not span subspaces of the same space.")
        }
        try self.init(
            between: a.withUnsafeBufferPointer { $0.map(Double.init) },
            and: b.withUnsafeBufferPointer { $0.map(Double.init) }, dimension: a.columns)
    }

    /// The angles between the spaces of two sets of components, in Double.
    ///
    /// - Throws: as above.
    public init(between a: PCA, and b: PCA) throws {
        guard a.dimension == b.dimension else {
            throw ShapeError(
                "Vectors of \(a.dimension) and of \(b.dimension) numbers do not span subspaces of the same space.")
        }
        try self.init(between: a.preciseComponents, and: b.preciseComponents, dimension: a.dimension)
    }

    /// The angles between the spaces of the rows of two matrices with `d` columns, given by rows.
    ///
    /// - Throws: as above.
    public init(between a: [Double], and b: [Double], dimension d: Int) throws {
        precondition(d > 0 && a.count % d == 0 && b.count % d == 0, "The matrices must have whole rows.")
        var (a, b) = (try Self.basis(a, d), try Self.basis(b, d))
        if a.count < b.count { swap(&a, &b) }
        let (k, m) = (a.count / d, b.count / d)
        guard m > 0 else {
            values = []
            return
        }
        // snippet.angles
        // C = B Aᵀ holds the cosines, S = B − C A the sines.
        var c = [Double](repeating: 0, count: m * k)
        PreciseProduct.gemm(m: m, n: k, k: d, b, strideA: d, a, strideB: d, transposedB: true, &c, strideC: k)
        var s = b
        PreciseProduct.gemm(m: m, n: d, k: k, α: -1, c, strideA: k, a, strideB: d, β: 1, &s, strideC: d)
        let cosines = try SingularValues(c, rows: m, columns: k).values
        let sines = Array(try SingularValues(s, rows: m, columns: d).values.reversed())
        values = zip(cosines, sines).map { cosine, sine in
            sine < cosine ? asin(min(1, sine)) : acos(min(1, cosine))
        }
        // snippet.end
    }

    private static func basis(_ rows: [Double], _ d: Int) throws -> [Double] {
        guard rows.allSatisfy(\.isFinite) else {
            throw LinearAlgebraError.notFinite(decomposition: "principal angles")
        }
        var basis = rows
        let rank = OrthonormalBasis.orthonormalise(&basis, dimension: d, completing: false)
        guard rank == rows.count / d else {
            throw PCAError.dependentVectors(count: rows.count / d, rank: rank)
        }
        return basis
    }
}

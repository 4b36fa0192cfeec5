/// Reflections H = 1 − τ v vᵀ that make zeros.
enum Householder {
    /// The reflection that makes (β, 0, 0, …) of a vector, whose elements are `stride` apart: β, τ, and v with v₀ = 1, which may
    /// take the vector's place.
    static func reflection(
        of x: UnsafePointer<Double>, stride: Int = 1, _ count: Int, _ v: UnsafeMutablePointer<Double>
    ) -> (β: Double, τ: Double) {
        let first = x[0]
        var squares = 0.0
        if stride == 1 {
            squares = PreciseProduct.dot(x + 1, x + 1, count - 1)
        } else {
            for i in 1..<max(count, 1) { squares.addProduct(x[i * stride], x[i * stride]) }
        }
        v[0] = 1
        if squares == 0 {
            for i in 1..<max(count, 1) { v[i] = 0 }
            return (first, 0)
        }
        let length = squares.addingProduct(first, first).squareRoot()
        let β = first < 0 ? length : -length
        let factor = 1 / (first - β)
        for i in 1..<count { v[i] = factor * x[i * stride] }
        return (β, (β - first) / β)
    }
}

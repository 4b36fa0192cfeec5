import Tensors

/// δ ← slope ∘ gradient for slopes that a vectorised kernel computes from the preactivation: piece by piece, as `δ` may be the
/// memory of `gradient` and the slopes need memory of their own, which stays in the first cache.
///
/// - Parameter slopes: writes φ′(z) for so many z; called for one piece after another.
func multiplySlopes(
    _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
    into δ: UnsafeMutableBufferPointer<Float>,
    _ slopes: (_ z: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ count: Int) -> Void
) {
    guard let g = gradient.baseAddress, let z = z.baseAddress, let δ = δ.baseAddress else { return }
    let size = 512
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { slope in
        let slope = slope.baseAddress!
        for start in stride(from: 0, to: gradient.count, by: size) {
            let count = min(size, gradient.count - start)
            slopes(z + start, slope, count)
            VectorKernels.multiply(g + start, slope, δ + start, count)
        }
    }
}

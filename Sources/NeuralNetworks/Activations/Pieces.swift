/// δ ← slope ∘ gradient for slopes that a vectorised kernel computes from the preactivation: piece by piece, as `δ` may be the
/// memory of `gradient` and the slopes need memory of their own, which stays in the first cache.
///
/// - Parameter slopes: writes φ′(z) for so many z; called for one piece after another.
func multiplySlopes(
    _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
    into δ: UnsafeMutableBufferPointer<Float>,
    _ slopes: (_ z: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ count: Int) -> Void
) {
    let size = 512
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { slope in
        for start in stride(from: 0, to: δ.count, by: size) {
            let count = min(size, δ.count - start)
            slopes(z.baseAddress! + start, slope.baseAddress!, count)
            for i in 0..<count { δ[start + i] = gradient[start + i] * slope[i] }
        }
    }
}

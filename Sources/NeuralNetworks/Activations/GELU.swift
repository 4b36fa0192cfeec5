import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The Gaussian error linear unit, φ(z) = zΦ(z), where Φ is the distribution function of N(0, 1); the exact form, with erf.
///
/// φ′(z) = Φ(z) + z exp(−z²/2)/√(2π).
/// Source: Hendrycks, Gimpel, Gaussian error linear units, 2016 (arXiv 1606.08415).
public struct GELU: ElementwiseActivation {
    public init() {}
    public var name: String { "gelu" }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    // At ±∞ the limits, as ∞ · 0 is none.
    public func value(_ z: Float) -> Float { z == -.infinity ? 0 : z * lowerTail(z) }
    public func derivative(_ z: Float) -> Float {
        if z.isInfinite { return z > 0 ? 1 : 0 }
        return lowerTail(z) + z * density(z)
    }
    // Φ(z) = ½ erfc(−z/√2), exact in the lower tail too
    private func lowerTail(_ z: Float) -> Float { 0.5 * erfc(-z * Float(0.5).squareRoot()) }
    // exp(−z²/2)/√(2π)
    private func density(_ z: Float) -> Float { exp(-0.5 * z * z) / (2 * Float.pi).squareRoot() }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.gelu(start, start, z.count) }
    }
}

extension Activation where Self == GELU {
    /// φ(z) = zΦ(z)
    public static var gelu: GELU { GELU() }
}

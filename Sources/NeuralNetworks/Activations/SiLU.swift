import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The sigmoid linear unit, φ(z) = zσ(z), with φ′(z) = σ(z)(1 + z(1 − σ(z))).
///
/// Also known as swish. Source: Elfwing, Uchibe, Doya, 2017 (arXiv 1702.03118).
public struct SiLU: ElementwiseActivation {
    public init() {}
    public var name: String { "silu" }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    // At ±∞ the limits, as ∞ · 0 is none.
    public func value(_ z: Float) -> Float { z == -.infinity ? 0 : z / (1 + exp(-z)) }
    public func derivative(_ z: Float) -> Float {
        if z.isInfinite { return z > 0 ? 1 : 0 }
        let σ = 1 / (1 + exp(-z))
        return σ * (1 + z * (1 - σ))
    }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.silu(start, start, z.count) }
    }
}

extension Activation where Self == SiLU {
    /// φ(z) = zσ(z)
    public static var silu: SiLU { SiLU() }
}

import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Softplus, φ(z) = ln(1 + exp(z)): a ReLU without a kink, whose derivative is the sigmoid, φ′(z) = σ(z).
///
/// Source: Dugas et al., Incorporating second-order functional knowledge for better option pricing, NIPS 2000.
public struct Softplus: ElementwiseActivation {
    public init() {}
    public var name: String { "softplus" }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    // ln(1 + exp(z)) = max(z, 0) + ln(1 + exp(−|z|)): the exponential never overflows
    public func value(_ z: Float) -> Float { (z < 0 ? 0 : z) + log1p(exp(-abs(z))) }
    public func derivative(_ z: Float) -> Float { 1 / (1 + exp(-z)) }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.softplus(start, start, z.count) }
    }
}

extension Activation where Self == Softplus {
    /// φ(z) = ln(1 + exp(z))
    public static var softplus: Softplus { Softplus() }
}

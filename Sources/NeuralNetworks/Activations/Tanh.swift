import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The hyperbolic tangent, φ(z) = tanh(z) = 2σ(2z) − 1, with φ′ = 1 − tanh² ≤ 1.
public struct Tanh: ElementwiseActivation {
    public init() {}
    public var name: String { "tanh" }

    // snippet.formula
    public func value(_ z: Float) -> Float { hyperbolicTangent(z) }
    // 1 − tanh² = 1/cosh², which does not cancel where tanh rounds to 1
    public func derivative(_ z: Float) -> Float {
        let c = cosh(z)
        return 1 / (c * c)
    }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.tanh(start, start, z.count) }
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        // From z, as 1 − y² has no digits left where y rounds to 1: 1/cosh² = 4e/(1 + e)² with e = exp(−2|z|)
        multiplySlopes(gradient, preactivation: z, into: δ) { z, slope, count in
            for i in 0..<count { slope[i] = -2 * abs(z[i]) }
            Elementwise.exp(slope, slope, count)
            for i in 0..<count { slope[i] = 4 * slope[i] / ((1 + slope[i]) * (1 + slope[i])) }
        }
    }
}

// Inside the type, `tanh` is the activation of that name.
private func hyperbolicTangent(_ z: Float) -> Float { tanh(z) }

extension Activation where Self == Tanh {
    /// φ(z) = tanh(z)
    public static var tanh: Tanh { Tanh() }
}

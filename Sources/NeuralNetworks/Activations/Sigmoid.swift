import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The logistic sigmoid, φ(z) = σ(z) = 1/(1 + exp(−z)), with φ′ = σ(1 − σ) ≤ ¼.
public struct Sigmoid: ElementwiseActivation {
    public init() {}
    public var name: String { "sigmoid" }

    // snippet.formula
    public func value(_ z: Float) -> Float { 1 / (1 + exp(-z)) }
    // σ(1 − σ) = exp(−|z|)/(1 + exp(−|z|))², which does not cancel where σ rounds to 1
    public func derivative(_ z: Float) -> Float {
        let e = exp(-abs(z))
        return e / ((1 + e) * (1 + e))
    }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.sigmoid(start, start, z.count) }
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        // From z, as 1 − y has no digits left where y rounds to 1.
        multiplySlopes(gradient, preactivation: z, into: δ) { z, slope, count in
            for i in 0..<count { slope[i] = -abs(z[i]) }
            Elementwise.exp(slope, slope, count)
            for i in 0..<count { slope[i] = slope[i] / ((1 + slope[i]) * (1 + slope[i])) }
        }
    }
}

extension Activation where Self == Sigmoid {
    /// φ(z) = 1/(1 + exp(−z))
    public static var sigmoid: Sigmoid { Sigmoid() }
}

import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The exponential linear unit: φ(z) = z for z ≥ 0 and α(exp(z) − 1) for z < 0.
///
/// φ′(z) = 1 for z ≥ 0 and α exp(z) for z < 0. With α = 1 it has no kink.
/// Source: Clevert, Unterthiner, Hochreiter, ELUs, ICLR 2016 (arXiv 1511.07289).
public struct ELU: ElementwiseActivation {
    /// −α is where φ tends to for z → −∞.
    public let α: Float

    /// - Parameter alpha: α > 0.
    public init(alpha α: Float = 1) {
        precondition(α > 0, "the alpha of an ELU must be positive, but is \(α)")
        self.α = α
    }

    public var name: String { "elu" }
    /// α = 1 goes without saying.
    public var label: String { α == 1 ? name : "\(name)(alpha \(α))" }
    public var constants: [String: Float] { ["alpha": α] }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    public func value(_ z: Float) -> Float { z < 0 ? α * expm1(z) : z }
    public func derivative(_ z: Float) -> Float { z < 0 ? α * exp(z) : 1 }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        if let start = z.baseAddress { Elementwise.elu(start, start, z.count, α: α) }
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        let α = α
        // From z, as y + α has no digits left where y rounds to −α.
        multiplySlopes(gradient, preactivation: z, into: δ) { z, slope, count in
            for i in 0..<count { slope[i] = z[i] < 0 ? z[i] : 0 }
            Elementwise.exp(slope, slope, count)
            for i in 0..<count { slope[i] = z[i] < 0 ? α * slope[i] : 1 }
        }
    }
}

extension Activation where Self == ELU {
    /// φ(z) = z for z ≥ 0, exp(z) − 1 for z < 0
    public static var elu: ELU { ELU() }
    /// φ(z) = z for z ≥ 0, α(exp(z) − 1) for z < 0
    public static func elu(alpha α: Float) -> ELU { ELU(alpha: α) }
}

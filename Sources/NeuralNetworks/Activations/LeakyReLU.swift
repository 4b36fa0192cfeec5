/// The leaky rectified linear unit: φ(z) = z for z ≥ 0 and αz for z < 0, with a small slope α ≥ 0.
///
/// Source: Maas, Hannun, Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013.
public struct LeakyReLU: ElementwiseActivation {
    /// The slope for negative z.
    public let α: Float

    /// - Parameter slope: α, positive, so that the sign of the output tells that of z.
    public init(slope: Float = 0.01) {
        precondition(slope > 0, "the slope of a leaky ReLU must be positive, but is \(slope)")
        α = slope
    }

    public var name: String { "leakyrelu" }
    public var constants: [String: Float] { ["slope": α] }
    public var needsPreactivation: Bool { false }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    public func value(_ z: Float) -> Float { z < 0 ? α * z : z }
    public func derivative(_ z: Float) -> Float { z > 0 ? 1 : α }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        let α = α
        for i in z.indices { z[i] = z[i] < 0 ? α * z[i] : z[i] }
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        let α = α
        for i in δ.indices { δ[i] = y[i] > 0 ? gradient[i] : α * gradient[i] }
    }
}

extension Activation where Self == LeakyReLU {
    /// φ(z) = max(αz, z) with α = 0.01
    public static var leakyReLU: LeakyReLU { LeakyReLU() }
    /// φ(z) = max(αz, z)
    public static func leakyReLU(slope α: Float) -> LeakyReLU { LeakyReLU(slope: α) }
}

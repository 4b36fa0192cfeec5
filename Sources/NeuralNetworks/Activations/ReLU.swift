/// The rectified linear unit, φ(z) = max(0, z).
///
/// φ′(z) = 1 for z > 0 and 0 for z < 0. At the kink z = 0, where no derivative exists, 0 is taken.
/// Source: Nair, Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010.
public struct ReLU: ElementwiseActivation {
    public init() {}
    public var name: String { "relu" }
    public var needsPreactivation: Bool { false }
    public var defaultInitializer: WeightInitializer { .heUniform }

    // snippet.formula
    // φ(z) = max(0, z), written so that a NaN stays one: every comparison with NaN is false.
    public func value(_ z: Float) -> Float { z < 0 ? 0 : z }
    public func derivative(_ z: Float) -> Float { z > 0 ? 1 : 0 }
    // snippet.end

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        for i in z.indices { z[i] = z[i] < 0 ? 0 : z[i] }
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        // y > 0 exactly where z > 0.
        for i in δ.indices { δ[i] = y[i] > 0 ? gradient[i] : 0 }
    }
}

extension Activation where Self == ReLU {
    /// φ(z) = max(0, z)
    public static var relu: ReLU { ReLU() }
}

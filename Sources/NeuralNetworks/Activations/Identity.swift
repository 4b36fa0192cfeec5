/// φ(z) = z, φ′(z) = 1: a layer without an activation.
public struct Identity: ElementwiseActivation {
    public init() {}
    public var name: String { "identity" }
    public var needsPreactivation: Bool { false }

    public func value(_ z: Float) -> Float { z }
    public func derivative(_ z: Float) -> Float { 1 }

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {}

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        for i in δ.indices { δ[i] = gradient[i] }
    }
}

extension Activation where Self == Identity {
    /// φ(z) = z
    public static var identity: Identity { Identity() }
}

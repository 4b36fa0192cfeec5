import Tensors

/// Normal noise on every pixel, clipped to what a pixel can be: x̃ = min(1, max(0, x + σn)), n ~ N(0, I).
///
/// Noise without the clipping is the layer `GaussianNoise`.
public struct GaussianCorruption: Corruption {
    /// σ
    public let standardDeviation: Float

    /// - Parameter standardDeviation: σ ≥ 0, before clipping.
    public init(_ standardDeviation: Float) { self.standardDeviation = standardDeviation }

    public var name: String { "Gaussian(\(standardDeviation))" }

    public var problem: String? {
        standardDeviation >= 0 && standardDeviation.isFinite ? nil : "the standard deviation must be a number ≥ 0"
    }

    public func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        // snippet.gaussian
        random.fillNormal(x̃, standardDeviation: standardDeviation)  // x̃ ← σ n
        for i in x.indices {
            x̃[i] = min(1, max(0, x[i] + x̃[i]))
        }
        // snippet.end
    }
}

extension Corruption where Self == GaussianCorruption {
    /// Normal noise of the standard deviation given, clipped to 0 ... 1.
    public static func gaussian(_ standardDeviation: Float) -> Self { Self(standardDeviation) }
}

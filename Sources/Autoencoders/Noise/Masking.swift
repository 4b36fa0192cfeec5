import Tensors

/// Each pixel is blanked with the probability given: x̃ = m ⊙ x, mⱼ ~ Bernoulli(1 − share).
public struct Masking: Corruption {
    /// The share of pixels that are set to 0.
    public let share: Double

    /// - Parameter share: the probability of each pixel to be blanked, 0 ... 1 (exact to 2⁻³²).
    public init(_ share: Double) { self.share = share }

    public var name: String { "Masking(\(share))" }
    public var problem: String? { NoiseError.problem(ofShare: share) }

    public func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        // snippet.masking
        random.fillMask(x̃, probability: 1 - share)  // x̃ ← m
        for i in x.indices { x̃[i] *= x[i] }
        // snippet.end
    }
}

extension Corruption where Self == Masking {
    /// Blanks a share of the pixels.
    public static func masking(_ share: Double) -> Self { Self(share) }
}

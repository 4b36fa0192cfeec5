import Tensors

/// Each pixel is replaced with the probability given, by white or by black, which are equally likely.
public struct SaltAndPepper: Corruption {
    /// The share of pixels that are replaced. One in two of them, or more, is no change at all if the image is black and
    /// white.
    public let share: Double

    /// - Parameter share: the probability of each pixel to be replaced, 0 ... 1 (exact to 2⁻²⁴).
    public init(_ share: Double) { self.share = share }

    public var name: String { "SaltAndPepper(\(share))" }
    public var problem: String? { NoiseError.problem(ofShare: share) }

    public func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        // snippet.salt-and-pepper
        let (pepper, salt) = (Float(share / 2), Float(share))
        random.fillUniform(x̃)  // x̃ ← u, uniform on [0, 1)
        for i in x.indices {
            x̃[i] = x̃[i] < pepper ? 0 : x̃[i] < salt ? 1 : x[i]
        }
        // snippet.end
    }
}

extension Corruption where Self == SaltAndPepper {
    /// Replaces a share of the pixels by white or black.
    public static func saltAndPepper(_ share: Double) -> Self { Self(share) }
}

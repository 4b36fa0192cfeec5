extension Derivation {
    /// Variational autoencoders.
    static let chapter08: [Derivation] = [
        klNonNegative, klGaussians, klDiagonal, klStandardNormal, variationalObjective, decoderObjective,
        evidenceLowerBound, reparametrisedGradient, scoreFunctionGradient, gradientVariances, interpolation,
        attributeVector,
    ]
}

extension Derivation {
    /// Denoising autoencoders.
    static let chapter07: [Derivation] = [optimalDenoiser, linearDenoiser, tweedie, tweedieMixture]
}

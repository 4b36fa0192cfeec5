extension Derivation {
    /// Autoencoders.
    static let chapter06: [Derivation] = [
        linearAutoencoderError, linearAutoencoderDecoder, linearAutoencoderOptimum,
    ]
}

extension Derivation {
    /// Activation functions.
    static let chapter01: [Derivation] = [sigmoidDerivative]
}

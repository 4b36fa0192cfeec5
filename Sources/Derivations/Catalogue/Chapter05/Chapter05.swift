extension Derivation {
    /// Principal component analysis.
    static let chapter05: [Derivation] = [projectedVariance, lagrangianGradient, firstComponent]
}

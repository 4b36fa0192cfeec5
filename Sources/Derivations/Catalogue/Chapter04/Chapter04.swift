extension Derivation {
    /// Training a classifier.
    static let chapter04: [Derivation] = [
        parameterCount, glorotVariance, glorotBackward, glorotUniform, heVariance, varianceThroughLayers,
    ]
}

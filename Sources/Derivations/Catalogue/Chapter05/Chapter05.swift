extension Derivation {
    /// Principal component analysis.
    static let chapter05: [Derivation] = [
        projectedVariance, lagrangianGradient, firstComponent, nextComponent, weightsOfDirections, topComponents,
        leastSquares, covarianceOfCentred, singularValues, innerProducts,
    ]
}

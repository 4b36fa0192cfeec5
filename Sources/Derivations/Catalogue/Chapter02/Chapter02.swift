extension Derivation {
    /// Loss functions.
    static let chapter02: [Derivation] = [
        meanSquaredErrorIsGaussian, binaryCrossEntropyIsBernoulli, crossEntropyIsCategorical, meanSquaredErrorGradient,
        sigmoidCrossEntropyGradient, softmaxCrossEntropyGradient, saturation, stableCrossEntropy,
        crossEntropyMinimiser, squaredErrorMinimiser,
    ]
}

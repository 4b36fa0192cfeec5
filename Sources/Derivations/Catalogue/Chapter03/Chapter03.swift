extension Derivation {
    /// Optimizers.
    static let chapter03: [Derivation] = [
        denseBackward, backpropagation, gradientDescentContraction, adamFirstMoment, adamSecondMoment,
        weightsOfTheMean, adamSecondMomentExpectation, adamSecondMomentBias, adamFirstMomentBias, adamZetaBound,
        adamFirstStep, adamConstantGradient, adamStepBound, adamEfficientForm,
    ]
}

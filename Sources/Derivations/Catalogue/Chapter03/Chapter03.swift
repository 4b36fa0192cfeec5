extension Derivation {
    /// Optimizers.
    static let chapter03: [Derivation] = [
        chainRuleOfAGraph, denseBackward, backpropagation, gradientDescentContraction, adamFirstMoment,
        adamSecondMoment,
        weightsOfTheMean, adamSecondMomentExpectation, adamSecondMomentBias, adamFirstMomentBias, adamZetaBound,
        adamFirstStep, adamConstantGradient, adamStepBound, adamEfficientForm,
    ]
}

import Workbook

@main struct Chapter01: Chapter {
    static let number = 1
    static let title = "Activation functions"
    static let sections: [any Section] = [
        WhyNonLinearity(), LogisticFunction(), HyperbolicTangent(), RectifiedLinearUnit(), LeakyAndExponentialUnits(),
        SmoothRectifiers(), Saturation(), VanishingGradients(), KeepingTheGradient(), DyingUnits(), SoftmaxFunction(),
        SoftmaxJacobian(), ChoosingAnActivation(),
    ]
    static let exercises: [any Exercise.Type] = [
        TanhFromSigmoidExercise.self, LogSumExpExercise.self, SoftmaxBackwardExercise.self, ParametricReLUExercise.self,
        SwishExercise.self,
    ]
}

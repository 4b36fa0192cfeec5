import Workbook

@main
struct Chapter03: Chapter {
    static let number = 3
    static let title = "Optimizers"
    static let sections: [any Section] = [
        StepLength(), OptimizerPaths(), BiasCorrection(), DriftingGradients(), AdamStepBound(), ReverseMode(),
        Backpropagation(), LectureExperiment(), WhyTheNumbersDiffer(), StepSizeValley(),
    ]
    static let exercises: [any Exercise.Type] = [
        MomentumStepExercise.self, EfficientAdamExercise.self, SquaredErrorGradientExercise.self,
        BatchStepExercise.self, AMSGradExercise.self, GoingBackExercise.self,
    ]
}

import Workbook

@main struct Chapter02: Chapter {
    static let number = 2
    static let title = "Loss functions"
    static let sections: [any Section] = [
        SquaredError(), WhySquares(), CrossEntropyAsLikelihood(), TwoCrossEntropies(), GradientsFromLogits(),
        SlowLearning(), LossLandscapes(), DecisionRegions(),
    ]
    static let exercises: [any Exercise.Type] = [
        MeanSquaredErrorExercise.self, CrossEntropyFromLogitExercise.self, PrintedLossExercise.self,
        HuberLossExercise.self, FocalLossExercise.self,
    ]
}

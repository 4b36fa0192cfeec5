import Workbook

@main
struct Chapter04: Chapter {
    static let number = 4
    static let title = "Training a classifier"
    static let sections: [any Section] = [
        LectureProgram(), LearningRateSchedule(), FiveSeeds(), WatchingTraining(), ConfusionMatrix(), WorstMistakes(),
        FirstLayer(), BadBeginnings(), VarianceThroughLayers(), SaveAndLoad(), Regularisation(),
    ]
    static let exercises: [any Exercise.Type] = [
        ParameterCountExercise.self, NetworkSummaryExercise.self, TestAccuracyExercise.self, CountMistakesExercise.self,
        LeakyInitialisationExercise.self, LabelSmoothingExercise.self,
    ]
}

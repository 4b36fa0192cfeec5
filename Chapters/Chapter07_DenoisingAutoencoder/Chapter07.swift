import Workbook

@main
struct Chapter07: Chapter {
    static let number = 7
    static let title = "The denoising autoencoder"
    static let sections: [any Section] = [
        ThreeNoises(), BestDenoiser(), VectorField(), MeasuringImages(), FiltersWithoutLearning(), LectureProgram(),
        NoisyDenoisedClean(), UnknownStrength(), AgainstFilters(), LearntFeatures(),
    ]
    static let exercises: [any Exercise.Type] = [
        DecibelsExercise.self, ClippedCopyExercise.self, CleanSamplesExercise.self, LinearDenoiserExercise.self,
        SquareMaskingExercise.self,
    ]
}

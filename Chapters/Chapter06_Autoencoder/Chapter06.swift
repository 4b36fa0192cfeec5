import Workbook

@main
struct Chapter06: Chapter {
    static let number = 6
    static let title = "The autoencoder"
    static let sections: [any Section] = [
        Bottleneck(), LinearError(), PrincipalSubspace(), Saddles(), Staircase(), DeepAgainstLinear(), CodeSize(),
        MapOfDigits(), RandomCodes(), OtherImages(),
    ]
    static let exercises: [any Exercise.Type] = [
        SquaredErrorPerImageExercise.self, BestDecoderExercise.self, LinearGradientsExercise.self,
        StationaryErrorsExercise.self, SparseCodeExercise.self,
    ]
}

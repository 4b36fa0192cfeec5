import Workbook

@main
struct Chapter08: Chapter {
    static let number = 8
    static let title = "The variational autoencoder"
    static let sections: [any Section] = [
        RandomCodes(), RelativeEntropy(), TheModel(), VariationalInference(), LinearGaussianEvidence(),
        Reparametrisation(), TrainingOnDigits(), PosteriorCollapse(), LatentSpaces(), Generating(),
        LogEvidenceOfDigits(), FacesData(), AttributeClassifier(), ThreeAutoencoders(),
        FaceGenerator(), AttributeVectors(),
    ]
    static let exercises: [any Exercise.Type] = [
        DivergenceGradientExercise.self, ForgottenHalfExercise.self, VarianceParameterExercise.self,
        ScoreGradientExercise.self, DividedByCodeSizeExercise.self, LaplaceDecoderExercise.self,
        LawKeepingWayExercise.self, UnconfoundedAttributeExercise.self,
    ]
}

import Workbook

@main
struct Chapter05: Chapter {
    static let number = 5
    static let title = "Principal component analysis"
    static let sections: [any Section] = [
        OneNumberOfTwo(), EveryDirection(), MoreDirections(), MultiplyAgain(), ThreeWays(), WideCase(), RoundClouds(),
        EigenDigits(), Spectrum(), Reconstructions(), DigitsInThePlane(), BentData(),
    ]
    static let exercises: [any Exercise.Type] = [
        DistanceToALineExercise.self, SubtractTheMeanExercise.self, HowManyComponentsExercise.self,
        PowerIterationExercise.self, WideComponentExercise.self, MergeCovariancesExercise.self,
    ]
}

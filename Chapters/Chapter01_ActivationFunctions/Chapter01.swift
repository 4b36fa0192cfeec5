import Workbook

@main
struct Chapter01: Chapter {
    static let number = 1
    static let title = "Activation functions"
    static let sections: [any Section] = []
    static let exercises: [any Exercise.Type] = [SwishExercise.self]
}

import Workbook

@main
struct Chapter04: Chapter {
    static let number = 4
    static let title = "Training a classifier"
    static let sections: [any Section] = []
}

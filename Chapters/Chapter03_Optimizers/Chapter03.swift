import Workbook

@main
struct Chapter03: Chapter {
    static let number = 3
    static let title = "Optimizers"
    static let sections: [any Section] = []
}

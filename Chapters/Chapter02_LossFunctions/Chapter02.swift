import Workbook

@main
struct Chapter02: Chapter {
    static let number = 2
    static let title = "Loss functions"
    static let sections: [any Section] = []
}

/// A chapter: an executable whose folder `Chapters/ChapterNN_Name` holds one file for each section.
///
/// ```swift
/// @main struct Chapter03: Chapter {
///     static let number = 3
///     static let title = "Optimizers"
///     static let sections: [any Section] = [GradientDescent(), BiasCorrection()]
///     static let exercises: [any Exercise.Type] = [MomentumExercise.self]
/// }
/// ```
public protocol Chapter: Sendable {
    /// From 1, as in the name of the chapter's folder.
    static var number: Int { get }
    static var title: String { get }
    /// The sections in their order. The file of each is named after its type.
    static var sections: [any Section] { get }
    /// The exercises in their order, from a warm-up to one that extends the library.
    static var exercises: [any Exercise.Type] { get }
}

extension Chapter {
    public static var exercises: [any Exercise.Type] { [] }

    /// The name of the chapter's module, folder and executable: `Chapter03_Optimizers`.
    public static var moduleName: String {
        String(String(reflecting: Self.self).prefix { $0 != "." })
    }

    /// The chapter's folder relative to the package's root.
    public static var folder: String { "Chapters/\(moduleName)" }

    /// Runs the chapter as a command.
    public static func main() { CommandLineTool.run(ChapterCommand<Self>.self) }
}

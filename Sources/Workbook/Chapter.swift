/// A chapter: an executable whose folder `Chapters/ChapterNN_Name` holds one file for each section.
///
/// ```swift
/// @main struct Chapter03: Chapter {
///     static let number = 3
///     static let title = "Optimizers"
///     static let sections: [any Section] = [GradientDescent(), BiasCorrection()]
/// }
/// ```
public protocol Chapter: Sendable {
    /// 1 to 10.
    static var number: Int { get }
    static var title: String { get }
    /// The sections in their order. The file of each is named after its type.
    static var sections: [any Section] { get }
}

/// One section of a chapter: a file of prose and code, named after this type, in the chapter's folder.
///
/// ```swift
/// struct BiasCorrection: Section {
///     static let title = "Why Adam divides by 1 − βᵗ"
///
///     func run(on page: Page) throws {
///         /*:
///          Early in training $v_t$ is too small ...
///          */
///         page.value("adam.firstStepRatio", ratio)
///     }
/// }
/// ```
public protocol Section: Sendable {
    static var title: String { get }

    /// Does the section's work and puts what it finds on the page.
    func run(on page: Page) throws
}

extension Section {
    /// The name of the section's type, which is also that of its file: `BiasCorrection`.
    public static var name: String { String(describing: Self.self) }
}

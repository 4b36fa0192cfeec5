/// What went wrong, in one sentence that names the thing and the reason.
public struct WorkbookError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// A place in a source, as editors and compilers write it.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// Relative to the package's root.
    public var file: String
    public var line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    public var description: String { "\(file):\(line)" }
}

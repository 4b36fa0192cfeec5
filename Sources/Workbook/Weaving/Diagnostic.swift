/// Something in a source that cannot be woven, said in the form that editors and CI turn into a link.
public struct Diagnostic: Error, CustomStringConvertible, Equatable, Sendable {
    /// Relative to the package's root.
    public var file: String
    public var line: Int
    public var message: String

    public init(file: String, line: Int, _ message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    public var description: String { "\(file):\(line): error: \(message)" }
}

/// All that is wrong in one weave: a writer wants to see every dangling reference, not the first.
public struct Diagnostics: Error, CustomStringConvertible, Equatable, Sendable {
    public var all: [Diagnostic]

    public init(_ all: [Diagnostic]) { self.all = all }

    public var description: String { all.map(\.description).joined(separator: "\n") }
}

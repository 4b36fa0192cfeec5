import Foundation

/// A file that cannot be read or written, in one sentence that names its path and the reason.
public struct FileError: LocalizedError, CustomStringConvertible, Equatable {
    public let description: String
    public var errorDescription: String? { description }

    public init(_ description: String) { self.description = description }
}

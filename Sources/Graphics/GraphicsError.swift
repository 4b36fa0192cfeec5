@_exported import Files
import Foundation

/// What went wrong while reading, writing or drawing, in one sentence that names the thing and the reason.
public struct GraphicsError: LocalizedError, CustomStringConvertible, Equatable {
    public let description: String
    public var errorDescription: String? { description }

    public init(_ description: String) { self.description = description }
}

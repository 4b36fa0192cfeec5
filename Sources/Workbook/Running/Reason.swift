import Foundation

/// What went wrong in one clause, without Foundation's wrapping.
public func reason(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
        return "“\((context.codingPath + [key]).dotted)” is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
        return "“\(context.codingPath.dotted)” is of the wrong type"
    case DecodingError.dataCorrupted(let context):
        return context.codingPath.isEmpty ? "it is no valid JSON" : "“\(context.codingPath.dotted)” is not valid"
    case let error as CocoaError:
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on device"
        case .fileWriteVolumeReadOnly: return "the file system is read-only"
        case .fileReadCorruptFile, .fileReadInapplicableStringEncoding: return "it is not UTF-8"
        case .fileReadInvalidFileName, .fileWriteInvalidFileName: return "no file can have this name"
        default: return systemReason(of: error as NSError)
        }
    case let error as any LocalizedError where error.errorDescription != nil:
        return error.errorDescription ?? ""
    case let error as any CustomStringConvertible:
        return error.description
    default:
        return systemReason(of: error as NSError)
    }
}

private func systemReason(of error: NSError) -> String {
    var inner = error
    while let underlying = inner.userInfo[NSUnderlyingErrorKey] as? NSError { inner = underlying }
    if inner.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(inner.code))) }
    // Foundation's own words (“The operation could not be completed. (NSCocoaErrorDomain error 512.)”) say nothing.
    guard inner.domain == NSCocoaErrorDomain else { return inner.localizedDescription }
    return (512..<768).contains(inner.code) ? "it cannot be written" : "it cannot be read"
}

extension [any CodingKey] {
    fileprivate var dotted: String { map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") }
}

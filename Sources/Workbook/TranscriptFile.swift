import Foundation
import Graphics

extension Transcript {
    /// The name of the file in a chapter's folder of figures.
    public static let fileName = "transcript.json"

    /// The transcript as JSON: keys sorted, two spaces of indentation, a newline at the end.
    public func json() throws -> Data { try JSONFile.encode(self) }

    /// - Throws: ``WorkbookError`` that names the file and what is wrong with it.
    public static func read(from file: URL) throws -> Transcript { try JSONFile.read(Transcript.self, from: file) }
}

/// JSON as the workbook keeps it: the same bytes for the same content.
enum JSONFile {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// Writes the file whole or not at all; makes the folder if need be.
    static func write(_ value: some Encodable, to file: URL) throws {
        do {
            try AtomicFile.write(encode(value), to: file)
        } catch {
            throw WorkbookError(reason(of: error) + ".")
        }
    }

    static func read<Value: Decodable>(_ type: Value.Type, from file: URL) throws -> Value {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw WorkbookError("cannot read \(file.path): \(reason(of: error))")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw WorkbookError("\(file.path) is not what it should be: \(reason(of: error))")
        }
    }
}

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
    return inner.domain == NSPOSIXErrorDomain
        ? String(cString: strerror(Int32(inner.code))) : inner.localizedDescription
}

extension [any CodingKey] {
    fileprivate var dotted: String { map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") }
}

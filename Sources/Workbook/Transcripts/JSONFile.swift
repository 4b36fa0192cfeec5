import Foundation
import Graphics

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

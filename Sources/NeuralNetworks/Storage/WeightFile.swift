import Files
import Foundation

/// The form of all files that hold weights: a header in JSON, then numbers; everything little-endian.
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | which kind of file, such as `NEURALNW` |
/// | 4 | version of the format |
/// | 4 | H, the length of the header |
/// | 8 | P, the number of numbers |
/// | H | the header as JSON |
/// | 4P | the numbers as 32-bit floats |
/// | 4 | CRC-32 of everything before |
struct WeightFile {
    /// Eight characters.
    let magic: String
    let version: UInt32
    /// As in "it is not a network's file".
    let owner: String

    private static let fixedLength = 24

    /// Writes the file, as a whole or not at all.
    ///
    /// - Throws: ``NetworkError`` if the file cannot be written.
    func write(_ header: some Encodable, _ numbers: [[Float]], to url: URL) throws {
        try writeWhole(data(header, numbers), to: url)
    }

    /// The file's bytes.
    func data(_ header: some Encodable, _ numbers: [[Float]]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // A measure of one's own may be no number.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        let json = try encoder.encode(header)
        let count = numbers.reduce(0) { $0 + $1.count }
        var data = Data(capacity: WeightFile.fixedLength + json.count + 4 * count + 4)
        data.append(contentsOf: magic.utf8)
        data.append(littleEndian: version)
        data.append(littleEndian: UInt32(json.count))
        data.append(littleEndian: UInt64(count))
        data.append(json)
        for part in numbers {
            part.map(\.bitPattern.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
        }
        data.append(littleEndian: crc32(data))
        return data
    }

    /// What stands in a file, checked as far as it can be without knowing what it is for.
    ///
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    func read<Header: Decodable>(_ header: Header.Type, from url: URL) throws -> (header: Header, numbers: [Float]) {
        guard let data = try? Data(contentsOf: url) else {
            throw NetworkError.file(path: url.path, reason: "it does not exist or cannot be read")
        }
        return try read(header, [UInt8](data), path: url.path)
    }

    func read<Header: Decodable>(
        _: Header.Type, _ bytes: [UInt8], path: String
    ) throws -> (header: Header, numbers: [Float]) {
        func failure(_ reason: String) -> NetworkError { .file(path: path, reason: reason) }
        let fixedLength = WeightFile.fixedLength
        guard bytes.starts(with: magic.utf8) else { throw failure("it is not a \(owner)'s file") }
        guard bytes.count >= fixedLength + 4 else { throw failure("it ends after \(bytes.count) bytes") }
        let version = UInt32(truncatingIfNeeded: bytes.littleEndian(at: 8, length: 4))
        guard version == self.version else {
            throw failure("it has version \(version) of the format, but only version \(self.version) is known")
        }
        // Compared as they stand, without arithmetic that a forged number could make overflow.
        let headerLength = bytes.littleEndian(at: 12, length: 4)
        let count = bytes.littleEndian(at: 16, length: 8)
        let room = UInt64(bytes.count - fixedLength - 4)
        guard headerLength <= room, count <= (room - headerLength) / 4, headerLength + 4 * count == room else {
            throw failure("it has \(bytes.count) bytes, which does not fit the \(count) weights it claims to hold")
        }
        guard UInt64(crc32(bytes.dropLast(4))) == bytes.littleEndian(at: bytes.count - 4, length: 4) else {
            throw failure("it is damaged: its checksum does not fit")
        }
        let end = fixedLength + Int(headerLength)
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        guard let header = try? decoder.decode(Header.self, from: Data(bytes[fixedLength..<end])) else {
            throw failure("its header cannot be read")
        }
        let numbers = [Float](unsafeUninitializedCapacity: Int(count)) { numbers, initialized in
            bytes.withUnsafeBytes { bytes in
                for i in 0..<Int(count) {
                    let bits = bytes.loadUnaligned(fromByteOffset: end + 4 * i, as: UInt32.self)
                    numbers.initializeElement(at: i, to: Float(bitPattern: UInt32(littleEndian: bits)))
                }
            }
            initialized = Int(count)
        }
        return (header, numbers)
    }
}

/// Writes a file so that it is either the old one or the new one, never a part.
func writeWhole(_ data: Data, to url: URL) throws {
    do {
        try AtomicFile.write(data, to: url)
    } catch let error as FileError {
        throw NetworkError.invalid(error.description)
    }
}

extension Data {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension [UInt8] {
    fileprivate func littleEndian(at position: Int, length: Int) -> UInt64 {
        self[position..<position + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

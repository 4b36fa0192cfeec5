import CZlib
import Foundation

/// The container of a PNG file (ISO/IEC 15948, section 5): a signature, then chunks of length, type, data and CRC.
/// It is walked here, before libpng decodes anything, so that damage is named by chunk and byte; and text chunks are
/// set into what libpng writes.
struct PNGChunk: Equatable {
    let type: String
    let data: Data

    static let signature = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

    /// Length, type, data, CRC-32 of type and data.
    var encoded: Data {
        let body = Data(type.utf8) + data
        return PNGChunk.bigEndian(UInt32(data.count)) + body + PNGChunk.bigEndian(PNGChunk.checksum(body))
    }

    /// All chunks of a file.
    /// - Throws: ``GraphicsError`` about the first thing that is wrong: signature, order, length, or CRC.
    static func parse(_ file: Data) throws -> [PNGChunk] {
        guard file.starts(with: signature) else {
            throw GraphicsError(file.isEmpty ? "the file is empty" : "it is not a PNG file")
        }
        /// The bytes of a range counted from the file's beginning, not copied.
        func bytes(_ range: Range<Int>) -> Data {
            file[file.startIndex + range.lowerBound..<file.startIndex + range.upperBound]
        }
        var chunks: [PNGChunk] = []
        var position = signature.count
        while chunks.last?.type != "IEND" {
            guard position + 8 <= file.count else {
                throw GraphicsError("it ends after \(file.count) bytes, within or before a chunk's head")
            }
            let length = Int(number(bytes(position..<position + 4)))
            let name = bytes(position + 4..<position + 8)
            guard name.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) else {
                throw GraphicsError("the chunk at byte \(position) has no valid type")
            }
            let type = String(decoding: name, as: UTF8.self)
            let end = position + 8 + length
            guard end + 4 <= file.count else {
                throw GraphicsError(
                    "chunk \(type) at byte \(position) claims \(length) bytes, but the file ends after \(file.count)")
            }
            guard number(bytes(end..<end + 4)) == checksum(bytes(position + 4..<end)) else {
                throw GraphicsError("chunk \(type) at byte \(position) is damaged (its CRC does not fit)")
            }
            guard chunks.isEmpty == (type == "IHDR") else {
                throw GraphicsError("chunk \(type) at byte \(position) is out of order")
            }
            chunks.append(PNGChunk(type: type, data: bytes(position + 8..<end)))
            position = end + 4
        }
        return chunks
    }

    /// CRC-32 by zlib.
    static func checksum(_ data: Data) -> UInt32 {
        data.withUnsafeBytes { UInt32(crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)) }
    }

    static func bigEndian(_ value: UInt32) -> Data { withUnsafeBytes(of: value.bigEndian) { Data($0) } }

    static func number(_ bytes: some Sequence<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}

/// Width, height and sample format, as the first chunk states them.
struct PNGHeader {
    let width: Int
    let height: Int
    let bitDepth: Int
    let colorType: Int
    let interlaced: Bool

    init(_ chunk: PNGChunk) throws {
        let bytes = [UInt8](chunk.data)
        guard chunk.type == "IHDR", bytes.count == 13 else {
            throw GraphicsError("its header has \(bytes.count) bytes instead of 13")
        }
        width = Int(PNGChunk.number(bytes[0..<4]))
        height = Int(PNGChunk.number(bytes[4..<8]))
        bitDepth = Int(bytes[8])
        colorType = Int(bytes[9])
        interlaced = bytes[12] != 0
        let depths: [Int: [Int]] = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
        guard depths[colorType]?.contains(bitDepth) == true, bytes[10] == 0, bytes[11] == 0, bytes[12] <= 1 else {
            throw GraphicsError("its header states no valid format (color type \(colorType), bit depth \(bitDepth))")
        }
    }

    /// The bytes of all rows before compression, filter bytes left out: a lower bound.
    var minimumRawByteCount: Int {
        let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType]!
        return (width * channels * bitDepth * height) / 8
    }
}

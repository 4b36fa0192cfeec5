import CZlib
import Foundation
import Testing

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("DatasetsTests-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a file, which may replace another, and returns its path.
    @discardableResult func write(_ bytes: [UInt8], to name: String) throws -> String {
        // Not by `Data.write(to:)`, which waits until the disk has the bytes; nor over an old file, which ext4 flushes too.
        unlink(path(name))
        let file = fopen(path(name), "wb")
        guard let file, fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        return path(name)
    }
}

/// An IDX file's bytes, true or forged.
func idx(type: UInt8 = 0x08, dimensions: [Int], body: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap { bigEndian($0) } + body
}

private func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

/// One gzip member (RFC 1952) of stored deflate blocks, made without zlib.
func gzip(_ bytes: [UInt8], blockSize: Int = 0xffff) -> [UInt8] {
    func littleEndian(_ number: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
        let end = min(start + blockSize, bytes.count)
        let length = UInt32(end - start)
        result += [end == bytes.count ? 1 : 0] + littleEndian(length, 2) + littleEndian(~length, 2)
        result += bytes[start..<end]
        start = end
    } while start < bytes.count
    return result + littleEndian(crc32(bytes), 4) + littleEndian(UInt32(truncatingIfNeeded: bytes.count), 4)
}

/// The CRC-32 of RFC 1952, by tables of its section 8.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256 as Range<UInt32>).map { index in
        (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~bytes.reduce(~0) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
}

/// Images and labels of a small set in MNIST's form: `count` images of 28 × 28, labels 0, 1, ..., 9, 0, ...
func forgedImages(_ count: Int) -> [UInt8] {
    idx(
        dimensions: [count, 28, 28],
        body: (0..<count * 784).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 784) })
}

func forgedLabels(_ count: Int) -> [UInt8] {
    idx(dimensions: [count], body: (0..<count).map { UInt8($0 % 10) })
}

/// Reproducible random numbers (xorshift64*), for fuzzing.
struct FuzzGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}

/// A PNG file (ISO/IEC 15948) of one bit a pixel, all white and none transparent, but with a transparent colour.
func hugePNG(side: Int, interlaced: Bool) throws -> Data {
    func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bigEndian(data.count) + body + bigEndian(Int(crc32(body)))
    }
    // The starts and steps of Adam7's passes; a row is a filter byte and its bits.
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    var raw: [UInt8] = []
    for (x, y, dx, dy) in interlaced ? passes : [(0, 0, 1, 1)] {
        let row = [0] + [UInt8](repeating: 255, count: ((side - x + dx - 1) / dx + 7) / 8)
        for _ in stride(from: y, to: side, by: dy) { raw += row }
    }
    var size = compressBound(uLong(raw.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    try #require(compress2(&packed, &size, raw, uLong(raw.count), 9) == Z_OK)
    return Data(
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", bigEndian(side) + bigEndian(side) + [1, 0, 0, 0, interlaced ? 1 : 0])
            + chunk("tRNS", [0, 0]) + chunk("IDAT", Array(packed.prefix(Int(size)))) + chunk("IEND", []))
}

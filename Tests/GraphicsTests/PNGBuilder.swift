import CZlib
import Foundation

@testable import Graphics

/// An encoder of PNG files by the standard's text, independent of libpng: it makes the kinds of files that the library
/// itself never writes, and decodes what the library does write.
struct PNGBuilder {
    var width: Int
    var height: Int
    var bitDepth: Int
    var colorType: Int
    var interlaced = false
    /// Chunks between the header and the pixels.
    var before: [PNGChunk] = []
    /// Samples by pixel: `samples(x, y)` has as many as the color type asks for.
    var samples: (Int, Int) -> [Int]

    static func compress(_ bytes: [UInt8]) -> Data {
        var size = compressBound(uLong(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(size))
        compress2(&result, &size, bytes, uLong(bytes.count), 9)
        return Data(result.prefix(Int(size)))
    }

    static func inflate(_ data: Data, count: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        var size = uLong(count)
        let status = uncompress(&result, &size, [UInt8](data), uLong(data.count))
        precondition(status == Z_OK && Int(size) == count)
        return result
    }

    var header: PNGChunk {
        PNGChunk(
            type: "IHDR",
            data: PNGChunk.bigEndian(UInt32(width)) + PNGChunk.bigEndian(UInt32(height))
                + Data([UInt8(bitDepth), UInt8(colorType), 0, 0, interlaced ? 1 : 0]))
    }

    /// One row without filter: its samples packed, the first in the highest bits.
    private func row(_ xs: [Int], _ y: Int) -> [UInt8] {
        var bits: [UInt8] = []
        for x in xs {
            for sample in samples(x, y) {
                for bit in (0..<bitDepth).reversed() { bits.append(UInt8(sample >> bit & 1)) }
            }
        }
        while bits.count % 8 != 0 { bits.append(0) }
        return [0] + stride(from: 0, to: bits.count, by: 8).map { bits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 } }
    }

    var file: Data {
        var raw: [UInt8] = []
        if interlaced {  // Adam7: start and step of each pass
            for (x0, y0, dx, dy) in [
                (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
            ] {
                let xs = Array(stride(from: x0, to: width, by: dx))
                guard !xs.isEmpty else { continue }
                for y in stride(from: y0, to: height, by: dy) { raw += row(xs, y) }
            }
        } else {
            for y in 0..<height { raw += row(Array(0..<width), y) }
        }
        let chunks =
            [header] + before + [
                PNGChunk(type: "IDAT", data: PNGBuilder.compress(raw)), PNGChunk(type: "IEND", data: Data()),
            ]
        return chunks.reduce(PNGChunk.signature) { $0 + $1.encoded }
    }

    /// Decodes an 8-bit, not interlaced file by the standard's text: inflate, then undo the filters.
    static func decode(_ file: Data) throws -> (width: Int, height: Int, bytes: [UInt8]) {
        let chunks = try PNGChunk.parse(file)
        let header = [UInt8](chunks[0].data)
        let (width, height) = (Int(PNGChunk.number(header[0..<4])), Int(PNGChunk.number(header[4..<8])))
        let channels = [0: 1, 2: 3, 6: 4][Int(header[9])]!
        precondition(header[8] == 8 && header[12] == 0)
        let data = chunks.filter { $0.type == "IDAT" }.reduce(Data()) { $0 + $1.data }
        let stride = width * channels
        let raw = inflate(data, count: height * (stride + 1))
        var bytes = [UInt8](repeating: 0, count: height * stride)
        for y in 0..<height {
            let filter = raw[y * (stride + 1)]
            for i in 0..<stride {
                let a = i >= channels ? Int(bytes[y * stride + i - channels]) : 0
                let b = y > 0 ? Int(bytes[(y - 1) * stride + i]) : 0
                let c = i >= channels && y > 0 ? Int(bytes[(y - 1) * stride + i - channels]) : 0
                let prediction: Int
                switch filter {
                case 0: prediction = 0
                case 1: prediction = a
                case 2: prediction = b
                case 3: prediction = (a + b) / 2
                default:
                    let p = a + b - c
                    let (pa, pb, pc) = (abs(p - a), abs(p - b), abs(p - c))
                    prediction = pa <= pb && pa <= pc ? a : pb <= pc ? b : c
                }
                bytes[y * stride + i] = raw[y * (stride + 1) + 1 + i] &+ UInt8(prediction)
            }
        }
        return (width, height, bytes)
    }
}

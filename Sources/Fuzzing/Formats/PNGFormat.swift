import CZlib
import Foundation
import Graphics

/// PNG files (ISO/IEC 15948): chunks with lengths and checksums around compressed rows.
struct PNGFormat: FuzzedFormat {
    let name = "png"
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private struct Chunk {
        var type: [UInt8]
        var data: [UInt8]

        init(_ type: String, _ data: [UInt8]) { (self.type, self.data) = (Array(type.utf8), data) }

        init(type: [UInt8], data: [UInt8]) { (self.type, self.data) = (type, data) }

        /// With the right length and checksum.
        var bytes: [UInt8] {
            let body = type + data
            return bigEndian(data.count) + body + bigEndian(Int(crc32(0, body, UInt32(body.count))))
        }
    }

    /// All colour types and depths, plain and interlaced, some with transparency and texts.
    func seeds() throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        let depths = [
            (0, [1, 2, 4, 8, 16], 1), (2, [8, 16], 3), (3, [1, 2, 4, 8], 1), (4, [8, 16], 2), (6, [8, 16], 4),
        ]
        for (colorType, depths, channels) in depths {
            for depth in depths {
                for interlaced in [false, true] {
                    let (width, height) = (5 + depth % 7, 6)
                    let raw = Self.rows(width, height, bits: channels * depth, interlaced)
                    var chunks = [
                        Chunk(
                            "IHDR",
                            bigEndian(width) + bigEndian(height)
                                + [UInt8(depth), UInt8(colorType), 0, 0, interlaced ? 1 : 0])
                    ]
                    if depth == 8 { chunks.append(Chunk("tEXt", Array("title\0seed".utf8))) }
                    if depth == 2 { chunks.append(Chunk("zTXt", Array("k\0\0".utf8) + deflated(Array("text".utf8)))) }
                    if depth == 16 { chunks.append(Chunk("gAMA", bigEndian(45455))) }
                    if colorType == 3 {
                        let colors = 1 << depth
                        chunks.append(Chunk("PLTE", (0..<3 * colors).map { UInt8(truncatingIfNeeded: $0 * 11) }))
                        if interlaced { chunks.append(Chunk("tRNS", [0, 128])) }
                    } else if colorType < 3, depth != 4 {
                        chunks.append(Chunk("tRNS", [UInt8](repeating: 0, count: 2 * channels)))
                    }
                    let packed = deflated(raw)
                    let cut = depth == 4 ? packed.count / 2 : packed.count
                    chunks.append(Chunk("IDAT", Array(packed[..<cut])))
                    if cut < packed.count { chunks.append(Chunk("IDAT", Array(packed[cut...]))) }
                    seeds.append(Self.file(chunks + [Chunk("IEND", [])]))
                }
            }
        }
        return seeds
    }

    /// Rows of all filters, each with its filter's byte, in the order of Adam7's passes if need be.
    private static func rows(_ width: Int, _ height: Int, bits: Int, _ interlaced: Bool) -> [UInt8] {
        let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        var raw: [UInt8] = []
        for (x, y, dx, dy) in interlaced ? passes : [(0, 0, 1, 1)] where x < width {
            for row in stride(from: y, to: height, by: dy) {
                let count = ((width - x + dx - 1) / dx * bits + 7) / 8
                raw += [UInt8(row % 5)] + (0..<count).map { UInt8(truncatingIfNeeded: ($0 + row) * 37) }
            }
        }
        return raw
    }

    private static func file(_ chunks: [Chunk]) -> [UInt8] { chunks.reduce(signature) { $0 + $1.bytes } }

    /// The chunks as far as their lengths lead.
    private static func chunks(_ file: [UInt8]) -> [Chunk] {
        var chunks: [Chunk] = []
        var place = signature.count
        while place + 12 <= file.count {
            let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - place - 12 else { break }
            chunks.append(
                Chunk(type: Array(file[place + 4..<place + 8]), data: Array(file[place + 8..<place + 8 + length])))
            place += length + 12
        }
        return chunks
    }

    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] {
        var chunks = Self.chunks(file)
        guard !chunks.isEmpty else { return file }
        for _ in 0...random.below(3) {
            guard !chunks.isEmpty else { break }
            let i = random.below(chunks.count)
            switch random.below(9) {
            case 0:
                Damage.once(&chunks[i].data, others: chunks.map(\.data).filter { !$0.isEmpty } + [[0]], with: &random)
            case 1: chunks.swapAt(i, random.below(chunks.count))
            case 2: chunks.insert(chunks[i], at: random.below(chunks.count + 1))
            case 3: chunks.remove(at: i)
            case 4: chunks[i].type = Array(random.pick(["IDAT", "PLTE", "tRNS", "IEND", "IHDR", "iCCP", "zTXt"]).utf8)
            case 5: header(&chunks[0], with: &random)
            case 6: pixels(&chunks, with: &random)
            case 7:
                let types = [
                    "tRNS", "PLTE", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "hIST", "pHYs", "zTXt", "eXIf",
                ]
                let data = (0..<random.below(40)).map { _ in random.byte() }
                chunks.insert(Chunk(random.pick(types), data), at: random.below(chunks.count + 1))
            default: chunks[i].data = Array(chunks[i].data.prefix(random.below(chunks[i].data.count + 1)))
            }
        }
        return Self.file(chunks)
    }

    /// Another size, depth, colour type or interlacing.
    private func header(_ chunk: inout Chunk, with random: inout FuzzRandom) {
        guard chunk.data.count == 13 else { return }
        switch random.below(5) {
        case 0: chunk.data[8] = random.pick([1, 2, 4, 8, 16, 3])
        case 1: chunk.data[9] = UInt8(random.below(8))
        case 2: chunk.data[10 + random.below(3)] = UInt8(random.below(3))
        default:
            let side = random.oneIn(2) ? random.below(300) : Int(truncatingIfNeeded: random.pick(Damage.awkward))
            let place = 4 * random.below(2)
            chunk.data.replaceSubrange(place..<place + 4, with: bigEndian(side))
        }
    }

    /// Other rows, well compressed: wrong filters, too few or far too many bytes.
    private func pixels(_ chunks: inout [Chunk], with random: inout FuzzRandom) {
        guard let i = chunks.firstIndex(where: { $0.type == Array("IDAT".utf8) }) else { return }
        let count = random.oneIn(20) ? random.below(200_000) : random.below(400)
        let fill = random.byte()
        let isFlat = random.oneIn(2)
        chunks[i].data = deflated((0..<count).map { _ in isFlat ? fill : random.byte() })
    }

    func read(_ file: [UInt8]) throws {
        let data = Data(file)
        _ = try? PNG.text(of: data)
        let image = try PNG.decode(data)
        guard image.bytes.count == image.width * image.height * image.format.channels, !image.bytes.isEmpty else {
            throw WrongResult(description: "the image has \(image.bytes.count) bytes")
        }
        var count = 0
        try PNG.decode(data) { _, row in count += row.count }
        guard count == image.width * image.height else {
            throw WrongResult(description: "\(count) pixels came by rows")
        }
    }

    func isRefusal(_ error: any Error) -> Bool { error is GraphicsError }

    /// Deflate makes at most 1032 bytes of one, a bit can be a pixel, and a pixel four bytes.
    func memory(forFileOf size: Int) -> Int { min(size * 1032 * 8, Image.maximumPixelCount) * 4 }
}

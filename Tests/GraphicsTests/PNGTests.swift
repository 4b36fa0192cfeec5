import Foundation
import Testing

@testable import Graphics

@Suite("PNG")
struct PNGTests {
    static func noise(_ width: Int, _ height: Int, _ format: Image.Format) throws -> Image {
        var state: UInt64 = 7
        let bytes = (0..<width * height * format.channels).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        return try Image(width: width, height: height, format: format, bytes: bytes)
    }

    @Test("what is written, an independent decoder and our own read back", arguments: Image.Format.allCases)
    func roundTrip(format: Image.Format) throws {
        for (width, height) in [(1, 1), (7, 3), (64, 33)] {
            let image = try PNGTests.noise(width, height, format)
            let file = try PNG.encode(image, text: ["title": "Rückwärts ∂L/∂w"])
            let decoded = try PNGBuilder.decode(file)
            #expect(decoded.width == width && decoded.height == height && decoded.bytes == image.bytes)
            #expect(try PNG.decode(file) == image)
        }
    }

    @Test("texts are UTF-8, sorted, and read back; equal images give equal bytes")
    func texts() throws {
        let image = try PNGTests.noise(5, 5, .grey)
        let texts = ["title": "σ′ ≤ ¼", "caption": "two\nlines", "chapter": "3", "seed": "1"]
        let file = try PNG.encode(image, text: texts)
        #expect(try PNG.text(of: file) == texts)
        #expect(try PNG.encode(image, text: texts) == file)
        let types = try PNGChunk.parse(file).map(\.type)
        #expect(!types.contains("tIME"))
        #expect(types.filter { $0 == "iTXt" }.count == 4)
        #expect(types.lastIndex(of: "iTXt")! < types.firstIndex(of: "IDAT")!)
        for keyword in ["", "ü", String(repeating: "a", count: 80), " a", "a\u{0}b"] {
            #expect(throws: GraphicsError.self) { try PNG.encode(image, text: [keyword: "x"]) }
        }
    }

    @Test("compressed and Latin-1 texts of other programs")
    func foreignTexts() throws {
        var builder = PNGBuilder(width: 1, height: 1, bitDepth: 8, colorType: 0) { _, _ in [9] }
        builder.before = [
            PNGChunk(type: "tEXt", data: Data([65, 0, 0xFC])),
            PNGChunk(type: "zTXt", data: Data([66, 0, 0]) + PNGBuilder.compress([104, 105])),
            PNGChunk(type: "iTXt", data: Data([67, 0, 1, 0, 0, 0]) + PNGBuilder.compress(Array("σ".utf8))),
            PNGChunk(type: "zTXt", data: Data([68, 0, 0, 1, 2, 3])),
            PNGChunk(type: "iTXt", data: Data([69, 0, 1])),
        ]
        #expect(try PNG.text(of: builder.file) == ["A": "ü", "B": "hi", "C": "σ"])
        #expect(try PNG.decode(builder.file).bytes == [9])
    }

    @Test("grey of few bits is widened", arguments: [1, 2, 4], [false, true])
    func fewBits(depth: Int, interlaced: Bool) throws {
        let top = 1 << depth - 1
        let builder = PNGBuilder(width: 11, height: 9, bitDepth: depth, colorType: 0, interlaced: interlaced) { x, y in
            [(x + 3 * y) % (1 << depth)]
        }
        let image = try PNG.decode(builder.file)
        #expect(image.format == .grey)
        for y in 0..<9 {
            for x in 0..<11 { #expect(Int(image[x, y].first!) == (x + 3 * y) % (1 << depth) * 255 / top) }
        }
    }

    @Test("16 bits are rounded to 8", arguments: [0, 2, 6], [false, true])
    func sixteenBits(colorType: Int, interlaced: Bool) throws {
        let channels = [0: 1, 2: 3, 6: 4][colorType]!
        func sample(_ x: Int, _ y: Int, _ c: Int) -> Int {
            // Opaque: unpremultiplied colours under partial opacity must not change, and are tested with 8 bits.
            c == 3 ? 65535 : (x * 4096 + y * 257 * 3 + c * 20_000) % 65536
        }
        let builder = PNGBuilder(
            width: 16, height: 8, bitDepth: 16, colorType: colorType, interlaced: interlaced
        ) { x, y in (0..<channels).map { sample(x, y, $0) } }
        let image = try PNG.decode(builder.file)
        #expect(image.format.channels == channels)
        for y in 0..<8 {
            for x in 0..<16 {
                for (c, value) in image[x, y].enumerated() {
                    #expect(abs(Double(value) - Double(sample(x, y, c)) / 257) <= 0.51)
                }
            }
        }
    }

    @Test("palettes, with and without transparency", arguments: [1, 2, 4, 8], [false, true])
    func palettes(depth: Int, transparent: Bool) throws {
        let colors: [[UInt8]] = [[10, 20, 30], [200, 100, 0]]
        var builder = PNGBuilder(width: 5, height: 4, bitDepth: depth, colorType: 3) { x, y in [(x + y) % 2] }
        builder.before = [PNGChunk(type: "PLTE", data: Data(colors.joined()))]
        if transparent { builder.before.append(PNGChunk(type: "tRNS", data: Data([255, 128]))) }
        let image = try PNG.decode(builder.file)
        #expect(image.format == (transparent ? .rgba : .rgb))
        for y in 0..<4 {
            for x in 0..<5 {
                let index = (x + y) % 2
                let expected = colors[index] + (transparent ? [index == 0 ? 255 : 128] : [])
                #expect(Array(image[x, y]) == expected)
            }
        }
    }

    @Test("a transparent grey level and grey with opacity become RGBA")
    func greyTransparency() throws {
        var keyed = PNGBuilder(width: 3, height: 1, bitDepth: 8, colorType: 0) { x, _ in [x * 100] }
        keyed.before = [PNGChunk(type: "tRNS", data: Data([0, 100]))]
        #expect(try PNG.decode(keyed.file).bytes == [0, 0, 0, 255, 100, 100, 100, 0, 200, 200, 200, 255])
        let graded = PNGBuilder(width: 3, height: 1, bitDepth: 8, colorType: 4) { x, _ in [70, x * 100] }
        #expect(try PNG.decode(graded.file).bytes == [70, 70, 70, 0, 70, 70, 70, 100, 70, 70, 70, 200])
    }

    /// The colours of opaque pixels; nil if any is transparent.
    private func opaque(_ image: Image) -> [UInt8]? {
        guard image.format == .rgba else { return image.bytes }
        let pixels = stride(from: 0, to: image.bytes.count, by: 4).map { image.bytes[$0..<$0 + 4] }
        return pixels.allSatisfy { $0.last == 255 } ? pixels.flatMap { $0.prefix(3) } : nil
    }

    private static let palette = PNGChunk(type: "PLTE", data: Data([10, 20, 30, 200, 100, 0]))

    @Test(
        "a transparency chunk that breaks the rules is ignored: wrong length, wrong place",
        arguments: [
            (3, [palette, PNGChunk(type: "tRNS", data: Data([255, 128, 0]))]),
            (3, [palette, PNGChunk(type: "tRNS", data: Data())]),
            (3, [PNGChunk(type: "tRNS", data: Data([255, 128])), palette]),
            (0, [PNGChunk(type: "tRNS", data: Data([0]))]), (0, [PNGChunk(type: "tRNS", data: Data(count: 6))]),
            (2, [PNGChunk(type: "tRNS", data: Data(count: 4))]), (2, [PNGChunk(type: "tRNS", data: Data(count: 7))]),
            (4, [PNGChunk(type: "tRNS", data: Data(count: 2))]), (6, [PNGChunk(type: "tRNS", data: Data(count: 6))]),
        ] as [(Int, [PNGChunk])], [false, true])
    func brokenTransparency(file: (colorType: Int, before: [PNGChunk]), interlaced: Bool) throws {
        let samples = [0: [77], 2: [10, 20, 30], 4: [77, 255], 6: [10, 20, 30, 255]]
        var builder = PNGBuilder(width: 2, height: 1, bitDepth: 8, colorType: file.colorType, interlaced: interlaced) {
            x, _ in samples[file.colorType] ?? [x]
        }
        builder.before = file.before
        let expected: [[UInt8]] =
            switch file.colorType {
            case 3: [[10, 20, 30, 200, 100, 0]]
            case 0, 4: [[77, 77], [77, 77, 77, 77, 77, 77]]  // as grey or as colour
            default: [[10, 20, 30, 10, 20, 30]]
            }
        #expect(try expected.contains(#require(opaque(PNG.decode(builder.file)))))
    }

    @Test("a transparency chunk after the pixels, or a second one, is ignored")
    func lateTransparency() throws {
        var builder = PNGBuilder(width: 1, height: 1, bitDepth: 8, colorType: 2) { _, _ in [10, 20, 30] }
        let transparent = PNGChunk(type: "tRNS", data: Data([0, 10, 0, 20, 0, 30]))
        var chunks = try PNGChunk.parse(builder.file)
        chunks.insert(transparent, at: chunks.count - 1)
        #expect(try opaque(PNG.decode(chunks.reduce(PNGChunk.signature) { $0 + $1.encoded })) == [10, 20, 30])
        builder.before = [PNGChunk(type: "tRNS", data: Data([0, 1, 0, 1, 0, 1])), transparent]
        #expect(try opaque(PNG.decode(builder.file)) == [10, 20, 30])
    }

    @Test("row by row every pixel comes once", arguments: [false, true])
    func rows(interlaced: Bool) throws {
        let builder = PNGBuilder(width: 13, height: 9, bitDepth: 8, colorType: 2, interlaced: interlaced) { x, y in
            [x, y, x * y]
        }
        var counts = [Int](repeating: 0, count: 13 * 9)
        let size = try PNG.decode(builder.file) { size, row in
            #expect(size == (13, 9) && row.format == .rgb && row.pixels.count == 3 * row.count)
            for i in 0..<row.count {
                let x = row.x + i * row.step
                counts[row.y * 13 + x] += 1
                #expect(Array(row.pixels[3 * i..<3 * i + 3]) == [UInt8(x), UInt8(row.y), UInt8(x * row.y)])
            }
        }
        #expect(size == (13, 9) && counts.allSatisfy { $0 == 1 })
    }

    @Test("any cut and any flipped byte give an error or the same image, never a trap")
    func damage() throws {
        let image = try PNGTests.noise(9, 7, .rgb)
        let file = try PNG.encode(image, text: ["title": "t"])
        for length in 0..<file.count {
            #expect(throws: GraphicsError.self, "cut after \(length)") { try PNG.decode(file.prefix(length)) }
        }
        for index in file.indices {
            var damaged = file
            damaged[index] ^= 0x41
            #expect(throws: GraphicsError.self, "byte \(index)") { try PNG.decode(damaged) }
        }
    }

    /// The same with right CRCs, so that libpng and zlib see the damage.
    @Test("damage under a right CRC gives an error or an image, never a trap")
    func damageBelow() throws {
        let chunks = try PNGChunk.parse(PNG.encode(PNGTests.noise(9, 7, .rgb)))
        for (number, chunk) in chunks.enumerated() where !chunk.data.isEmpty {
            for offset in 0..<chunk.data.count {
                for pattern in [0x01, 0x80, 0xFF] as [UInt8] {
                    var data = [UInt8](chunk.data)
                    data[offset] ^= pattern
                    var copy = chunks
                    copy[number] = PNGChunk(type: chunk.type, data: Data(data))
                    _ = try? PNG.decode(copy.reduce(PNGChunk.signature) { $0 + $1.encoded })
                }
            }
            var copy = chunks
            copy[number] = PNGChunk(type: chunk.type, data: chunk.data.prefix(chunk.data.count / 2))
            guard chunk.type.first!.isUppercase else { continue }  // what is not critical may be skipped
            #expect(throws: GraphicsError.self) { try PNG.decode(copy.reduce(PNGChunk.signature) { $0 + $1.encoded }) }
        }
    }

    @Test(
        "a forged size gives an error at once", arguments: [(60_000, 60_000), (8192, 8192), (1, 1_000_000_00), (0, 5)])
    func forgedSize(width: Int, height: Int) throws {
        var builder = PNGBuilder(width: 1, height: 1, bitDepth: 8, colorType: 6) { _, _ in [1, 2, 3, 4] }
        let pixels = try PNGChunk.parse(builder.file)[1...]
        (builder.width, builder.height) = (width, height)
        let file = pixels.reduce(PNGChunk.signature + builder.header.encoded) { $0 + $1.encoded }
        #expect(throws: GraphicsError.self) { try PNG.decode(file) }
    }

    @Test("errors name the path and the reason")
    func paths() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("png-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "nothing thrown"
        }
        let missing = folder.appendingPathComponent("missing.png")
        #expect(message { _ = try PNG.read(missing) } == "cannot read \(missing.path): there is no such file")
        let file = folder.appendingPathComponent("deep/er/image.png")
        let image = try PNGTests.noise(4, 4, .rgba)
        try PNG.write(image, to: file)
        try PNG.write(image, to: file)  // replaces
        #expect(try PNG.read(file) == image)
        let siblings = try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)
        #expect(siblings == ["image.png"])
        try Data("no picture".utf8).write(to: file)
        #expect(message { _ = try PNG.read(file) } == "\(file.path) cannot be read as PNG: it is not a PNG file")
        #expect(message { _ = try PNG.read(folder) } == "cannot read \(folder.path): it is not a file")
        let below = file.appendingPathComponent("x.png")  // a folder that is a file
        #expect(message { try PNG.write(image, to: below) }.hasPrefix("cannot make the folder \(file.path): "))
    }
}

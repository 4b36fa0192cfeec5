import Foundation
import Testing

@testable import Datasets

@Suite struct IDXTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Plain or gzipped, in one member or several, whatever the file is called.
    @Test(arguments: ["plain", "plain.gz", "one", "blocks.gz", "members.gz"]) func storedForms(name: String) throws {
        let body = (0..<2 * 3 * 5).map { UInt8($0) }
        let plain = idx(dimensions: [2, 3, 5], body: body)
        let bytes =
            switch name {
            case "plain", "plain.gz": plain
            case "one": gzip(plain)
            case "blocks.gz": gzip(plain, blockSize: 7)
            default: gzip(Array(plain[..<9])) + gzip([]) + gzip(Array(plain[9..<20])) + gzip(Array(plain[20...]))
            }
        let file = try IDX(path: try folder.write(bytes, to: name))
        #expect(file.elementType == .uint8)
        #expect(file.dimensions == [2, 3, 5])
        #expect(file.bytes == body)
        #expect(file.floats() == (0..<30).map { Float($0) })
    }

    @Test(arguments: [
        (IDX.ElementType.uint8, [0x80, 0x02] as [UInt8], [128, 2] as [Float]),
        (.int8, [0x80, 0x02], [-128, 2]),
        (.int16, [0xff, 0xfe, 0x01, 0x00], [-2, 256]),
        (.int32, [0xff, 0xff, 0xff, 0xff, 0x00, 0x01, 0x00, 0x00], [-1, 65536]),
        (.float32, [0x3f, 0x80, 0x00, 0x00, 0xc0, 0x20, 0x00, 0x00], [1, -2.5]),
        (.float64, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0x00, 0, 0, 0, 0, 0, 0], [1.5, -2]),
    ])
    func elementTypes(type: IDX.ElementType, body: [UInt8], numbers: [Float]) throws {
        let file = try IDX(path: try folder.write(idx(type: type.rawValue, dimensions: [2], body: body), to: "numbers"))
        #expect(file.elementType == type)
        #expect(file.floats() == numbers)
    }

    @Test func emptyArray() throws {
        let file = try IDX(path: try folder.write(idx(dimensions: [0, 28, 28], body: []), to: "empty"))
        #expect(file.dimensions == [0, 28, 28])
        #expect(file.bytes.isEmpty)
    }

    /// Larger than the reader's buffers, so that pieces and refills are passed through.
    @Test func manyPieces() throws {
        let body = (0..<700_001).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
        let plain = idx(dimensions: [body.count], body: body)
        #expect(try IDX(path: try folder.write(plain, to: "plain")).bytes == body)
        #expect(try IDX(path: try folder.write(gzip(plain), to: "gz")).bytes == body)
    }

    /// Tapes and some downloads pad gzip files with zeros, also between members.
    @Test(arguments: [1, 2, 3, 17, 512, 65_535, 65_536, 200_000]) func padding(zeros: Int) throws {
        let plain = idx(dimensions: [2, 3], body: [1, 2, 3, 4, 5, 6])
        let padding = [UInt8](repeating: 0, count: zeros)
        #expect(try IDX(bytes: gzip(plain) + padding).bytes == [1, 2, 3, 4, 5, 6])
        #expect(try IDX(path: folder.write(gzip(plain) + padding, to: "padded.gz")).bytes == [1, 2, 3, 4, 5, 6])
        let parts = gzip(Array(plain[..<9])) + padding + gzip(Array(plain[9...])) + padding
        #expect(try IDX(bytes: parts).bytes == [1, 2, 3, 4, 5, 6])
        for end in [[1], [0x1f], [0x1f, 0x8c, 8]] as [[UInt8]] {
            #expect(throws: DatasetError.self) { try IDX(bytes: gzip(plain) + padding + end) }
        }
        #expect(throws: DatasetError(path: "the data", problem: .trailingBytesAfterGZip)) {
            try IDX(bytes: gzip(plain) + padding + [7])
        }
    }

    @Test func manyDimensionsAreNotListed() {
        let error = #expect(throws: DatasetError.self) {
            try IDX(bytes: idx(dimensions: [Int](repeating: 2, count: 255), body: []))
        }
        #expect(error?.description.contains("it promises 2 × 2 × 2 × 2 × … (255 dimensions) elements") == true)
    }

    @Test func checksum() throws {
        let path = try folder.write(gzip(Array("\0\0\u{8}\u{1}\0\0\0\u{3}abc".utf8)), to: "file.gz")
        let sum = "ba24380862c233d5de71b298a2718b11"
        #expect(try IDX(path: path, expectedMD5: sum).bytes == Array("abc".utf8))
        let other = String(repeating: "0", count: 32)
        #expect(throws: DatasetError(path: path, problem: .wrongChecksum(found: sum, expected: other))) {
            try IDX(path: path, expectedMD5: other)
        }
    }

    @Test func limit() throws {
        let path = try folder.write(idx(dimensions: [10, 10], body: [UInt8](repeating: 0, count: 100)), to: "file")
        #expect(try IDX(path: path, limit: 100).bytes.count == 100)
        #expect(throws: DatasetError(path: path, problem: .largerThanLimit(dimensions: [10, 10], limit: 99))) {
            try IDX(path: path, limit: 99)
        }
    }

    /// Damage of one kind, what it is to be called, and a phrase that its sentence must hold.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let problem: DatasetError.Problem
        let phrase: String

        init(_ name: String, _ bytes: [UInt8], _ problem: DatasetError.Problem, _ phrase: String) {
            (testDescription, self.bytes, self.problem, self.phrase) = (name, bytes, problem, phrase)
        }
    }

    static let whole = idx(dimensions: [2, 3], body: [1, 2, 3, 4, 5, 6])
    /// 10 bytes of gzip header, 5 of block header, 18 of content, 8 of checksum and length.
    static let packed = gzip(whole)
    static let most = Int(UInt32.max)

    static func changed(_ bytes: [UInt8], at index: Int, to value: UInt8) -> [UInt8] {
        var bytes = bytes
        bytes[index] = value
        return bytes
    }

    static let damages: [Damage] = [
        Damage("empty file", [], .truncatedHeader(found: 0, needed: 4), "after 0 of the 4 bytes of its IDX header"),
        Damage("one byte", [0], .truncatedHeader(found: 1, needed: 4), "after 1 of the 4 bytes"),
        Damage("a text", Array("5,0,0".utf8), .wrongMagic(found: Array("5,0,".utf8)), "bytes 35 2c 30 2c instead"),
        Damage("half a gzip magic", [0x1f], .wrongMagic(found: [0x1f]), "is not an IDX file"),
        Damage(
            "unknown type", changed(whole, at: 2, to: 0x0a), .unknownElementType(code: 0x0a),
            "element type of code 0x0a"),
        Damage("no dimensions", [0, 0, 8, 0, 1], .noDimensions, "no dimensions"),
        Damage(
            "cut off in the header", Array(whole[..<10]), .truncatedHeader(found: 10, needed: 12),
            "after 10 of the 12 bytes of its IDX header"),
        Damage(
            "cut off in the body", Array(whole[..<17]), .truncatedBody(found: 5, dimensions: [2, 3], needed: 6),
            "promises 2 × 3 elements in 6 bytes, but only 5 bytes follow"),
        Damage(
            "count larger than the file", changed(whole, at: 6, to: 1),
            .truncatedBody(found: 6, dimensions: [258, 3], needed: 774), "promises 258 × 3 elements"),
        Damage(
            "huge count", idx(dimensions: [most], body: [1, 2, 3]), .largerThanFile(dimensions: [most], size: 11),
            "promises 4294967295 elements, more than its 11 bytes can hold"),
        Damage(
            "count that overflows", idx(dimensions: [most, most, most], body: [1]),
            .largerThanFile(dimensions: [most, most, most], size: 17), "more than its 17 bytes can hold"),
        Damage(
            "255 dimensions", idx(dimensions: [Int](repeating: most, count: 255), body: [1]),
            .largerThanFile(dimensions: [Int](repeating: most, count: 255), size: 1025), "1025 bytes"),
        Damage(
            "trailing byte", whole + [7], .trailingBytes(dimensions: [2, 3], needed: 6),
            "promises 2 × 3 elements in 6 bytes, but more bytes follow"),
        Damage(
            "gzip: wrong magic inside", gzip(Array("hello".utf8)), .wrongMagic(found: Array("hell".utf8)),
            "is not an IDX file"),
        Damage(
            "gzip: cut off in its header", Array(packed[..<6]), .truncatedGZip(size: 6),
            "ends after 6 bytes, in the middle of its gzip stream"),
        Damage("gzip: magic only", [0x1f, 0x8b], .truncatedGZip(size: 2), "in the middle of its gzip stream"),
        Damage("gzip: cut off in its content", Array(packed[..<30]), .truncatedGZip(size: 30), "cut off"),
        Damage("gzip: cut off in its checksum", Array(packed.dropLast(5)), .truncatedGZip(size: 36), "cut off"),
        Damage("gzip: cut off in its second member", packed + packed[..<12], .truncatedGZip(size: 53), "cut off"),
        Damage(
            "gzip: content cut off before packing", gzip(Array(whole[..<14])),
            .truncatedBody(found: 2, dimensions: [2, 3], needed: 6), "but only 2 bytes follow"),
        Damage(
            "gzip: header cut off before packing", gzip(Array(whole[..<5])), .truncatedHeader(found: 5, needed: 12),
            "after 5 of the 12 bytes"),
        Damage("gzip: content changed", changed(packed, at: 28, to: 99), .wrongGZipChecksum(offset: 37), "checksum"),
        Damage("gzip: checksum changed", changed(packed, at: 34, to: 99), .wrongGZipChecksum(offset: 37), "checksum"),
        Damage("gzip: length changed", changed(packed, at: 38, to: 99), .wrongGZipChecksum(offset: 41), "checksum"),
        Damage(
            "gzip: block damaged", changed(packed, at: 10, to: 0xff),
            .damagedGZip(offset: 11, reason: "invalid block type"),
            "cannot be unpacked beyond byte 11 (invalid block type)"),
        Damage(
            "gzip: unknown method", changed(packed, at: 2, to: 7),
            .damagedGZip(offset: 4, reason: "unknown compression method"), "unknown compression method"),
        Damage("gzip: followed by something else", packed + [1, 2, 3], .trailingBytesAfterGZip, "not gzip"),
        Damage(
            "gzip: followed by another member", packed + packed, .trailingBytes(dimensions: [2, 3], needed: 6),
            "too long"),
        Damage(
            "gzip: count larger than any packing", gzip(idx(dimensions: [most, 28, 28], body: [1])),
            .largerThanFile(dimensions: [most, 28, 28], size: 40), "4294967295 × 28 × 28 elements"),
    ]

    @Test(arguments: damages) func damage(_ damage: Damage) throws {
        let path = try folder.write(damage.bytes, to: "file.gz")
        let error = #expect(throws: DatasetError.self) { try IDX(path: path) }
        #expect(error?.path == path)
        #expect(error?.problem == damage.problem)
        let sentence = try #require(error?.description)
        #expect(sentence.contains(path) && sentence.contains(damage.phrase), "\(sentence)")
        #expect(sentence.hasSuffix(".") && !sentence.contains("\n"))
        #expect(error?.localizedDescription == sentence)
    }

    @Test func notAFile() throws {
        let missing = folder.path("missing")
        #expect(throws: DatasetError(path: missing, problem: .noSuchFile)) { try IDX(path: missing) }
        #expect(throws: DatasetError(path: folder.url.path, problem: .notAFile)) { try IDX(path: folder.url.path) }
        // Must neither block nor be read: a pipe without a writer, an endless device.
        let pipe = folder.path("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, "/dev/zero"] {
            #expect(throws: DatasetError(path: path, problem: .notAFile)) { try IDX(path: path) }
        }
        let inside = folder.path("missing") + "/" + String(repeating: "x", count: 5000)
        let error = #expect(throws: DatasetError.self) { try IDX(path: inside) }
        #expect(error?.description.contains("cannot be read") == true)
    }
}

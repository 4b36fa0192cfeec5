import CZlib
import Foundation

/// Text chunks of PNG files (ISO/IEC 15948, 11.3.4).
enum PNGText {
    /// The most characters of a decompressed text.
    private static let maximumTextSize = 1 << 20

    /// One `iTXt` chunk a text, uncompressed, sorted by keyword.
    static func chunks(_ texts: [String: String]) throws -> [PNGChunk] {
        try texts.sorted { $0.key < $1.key }.map { keyword, text in
            let name = Array(keyword.utf8)
            guard (1...79).contains(name.count), name.allSatisfy({ (32...126).contains($0) }),
                name.first != 32, name.last != 32
            else {
                throw GraphicsError("\"\(keyword)\" is no PNG keyword: it needs 1 to 79 printable ASCII characters")
            }
            // keyword 0, not compressed, method 0, no language 0, no translated keyword 0, text
            return PNGChunk(type: "iTXt", data: Data(name + [0, 0, 0, 0, 0]) + Data(text.utf8))
        }
    }

    static func texts(in chunks: [PNGChunk]) -> [String: String] {
        var result: [String: String] = [:]
        for chunk in chunks {
            if let (keyword, text) = parse(chunk), result[keyword] == nil { result[keyword] = text }
        }
        return result
    }

    private static func parse(_ chunk: PNGChunk) -> (String, String)? {
        let bytes = [UInt8](chunk.data)
        guard ["tEXt", "zTXt", "iTXt"].contains(chunk.type), let nameEnd = bytes.firstIndex(of: 0) else { return nil }
        let keyword = latin1(bytes[..<nameEnd])
        var rest = bytes[(nameEnd + 1)...]
        switch chunk.type {
        case "tEXt":
            return (keyword, latin1(rest))
        case "zTXt":
            guard rest.first == 0 else { return nil }
            return inflate(rest.dropFirst()).map { (keyword, latin1($0[...])) }
        default:
            guard rest.count >= 2 else { return nil }
            let compressed = rest.removeFirst() == 1
            rest.removeFirst()
            for _ in 0..<2 {  // language tag, translated keyword
                guard let end = rest.firstIndex(of: 0) else { return nil }
                rest = rest[(end + 1)...]
            }
            let text = compressed ? inflate(rest) : Array(rest)
            return text.map { (keyword, String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// Latin-1's code points are Unicode's first 256.
    private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// A zlib stream of at most `maximumTextSize` bytes, or nil if it is damaged or longer.
    private static func inflate(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        let source = Array(bytes)
        var size = min(maximumTextSize, source.count * 1032 + 1)
        var result = [UInt8](repeating: 0, count: size)
        var length = uLongf(size)
        guard uncompress(&result, &length, source, uLong(source.count)) == Z_OK else { return nil }
        size = Int(length)
        return Array(result.prefix(size))
    }
}

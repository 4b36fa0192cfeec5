import CPNG
import Foundation

/// Reading and writing of PNG files by libpng.
///
/// libpng reports errors by `longjmp`, which may not cross Swift frames. For writing, its simplified interface catches
/// them inside the library; for reading, a C function in the shim header does.
public enum PNG {
    /// The largest file that is read.
    public static let maximumFileSize = 1 << 28

    /// Deflate cannot make data larger than this many times what it reads (RFC 1951: 258 bytes from 2 bits).
    private static let maximumExpansion = 1032

    /// The bytes of a PNG file with the image and the texts, sorted by keyword, as `iTXt` chunks (UTF-8).
    /// Equal arguments give equal bytes: no time is written.
    /// - Throws: ``GraphicsError`` if a keyword is not 1 to 79 printable ASCII characters.
    public static func encode(_ image: Image, text: [String: String] = [:]) throws -> Data {
        var description = png_image()
        description.version = png_uint_32(PNG_IMAGE_VERSION)
        description.width = png_uint_32(image.width)
        description.height = png_uint_32(image.height)
        description.format = image.format.pngFormat
        defer { png_image_free(&description) }
        let stride = png_int_32(image.width * image.format.channels)
        let texts = try PNGText.chunks(text)

        // Room for the worst case, as png.h's PNG_IMAGE_PNG_SIZE_MAX computes it, and one pass.
        var size = image.bytes.count + image.height
        size += size / 1000 + 4096
        var file = Data(count: size)
        let written = file.withUnsafeMutableBytes { buffer in
            image.bytes.withUnsafeBytes { pixels in
                png_image_write_to_memory(
                    &description, buffer.baseAddress, &size, 0, pixels.baseAddress, stride, nil)
            }
        }
        guard written != 0 else { throw GraphicsError("cannot encode the image: \(message(of: &description))") }
        file.removeSubrange(size...)
        let headEnd = PNGChunk.signature.count + 25
        for chunk in texts.reversed() { file.insert(contentsOf: chunk.encoded, at: headEnd) }
        return file
    }

    /// The image in a PNG file's bytes: grey stays grey, palettes become RGB, transparency of any kind gives RGBA,
    /// 16 bits are rounded to 8, fewer than 8 bits are widened, interlacing is undone.
    /// - Throws: ``GraphicsError`` that says what is wrong with the bytes.
    public static func decode(_ file: Data) throws -> Image {
        guard file.count <= maximumFileSize else {
            throw GraphicsError("it has \(file.count) bytes, more than the limit of \(maximumFileSize)")
        }
        let chunks = try PNGChunk.parse(file)
        let header = try PNGHeader(chunks[0])
        try Image.check(width: header.width, height: header.height)
        // A forged header must not make us allocate what the data can never fill.
        let compressed = chunks.reduce(0) { $1.type == "IDAT" ? $0 + $1.data.count : $0 }
        guard compressed > 0, header.minimumRawByteCount <= compressed * maximumExpansion else {
            throw GraphicsError(
                "its header states \(header.width) × \(header.height) pixels, "
                    + "but \(compressed) bytes of compressed data cannot hold them")
        }

        // Grey with opacity, and transparency by palette or by one colour, all become RGBA.
        let transparent = header.colorType >= 4 || chunks.contains { $0.type == "tRNS" }
        let format: Image.Format = transparent ? .rgba : header.colorType == 0 ? .grey : .rgb
        var pixels = [UInt8](repeating: 0, count: header.width * header.height * format.channels)
        var message = [CChar](repeating: 0, count: 128)
        let done = file.withUnsafeBytes { bytes in
            workbook_png_read(
                bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, UInt32(header.width), UInt32(header.height),
                UInt32(format.channels), &pixels, &message)
        }
        guard done == 1 else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw GraphicsError("it cannot be decoded: \(reason)")
        }
        return try Image(width: header.width, height: header.height, format: format, bytes: pixels)
    }

    /// The texts of a PNG file by keyword (`tEXt`, `zTXt`, `iTXt`); damaged ones are left out.
    /// - Throws: ``GraphicsError`` if the file's structure is damaged.
    public static func text(of file: Data) throws -> [String: String] {
        try PNGText.texts(in: PNGChunk.parse(file))
    }

    /// Reads a PNG file; see ``decode(_:)``.
    /// - Throws: ``GraphicsError`` with the path and what is wrong.
    public static func read(_ url: URL) throws -> Image {
        let file = try AtomicFile.read(url, limit: maximumFileSize)
        do {
            return try decode(file)
        } catch let error as GraphicsError {
            throw GraphicsError("\(url.path) cannot be read as PNG: \(error.description)")
        }
    }

    /// Writes a PNG file, whole or not at all.
    /// - Throws: ``GraphicsError`` with the path and the reason.
    public static func write(_ image: Image, to url: URL, text: [String: String] = [:]) throws {
        try AtomicFile.write(encode(image, text: text), to: url)
    }

    private static func message(of description: inout png_image) -> String {
        withUnsafeBytes(of: &description.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension Image.Format {
    fileprivate var pngFormat: png_uint_32 {
        switch self {
        case .grey: return 0  // PNG_FORMAT_GRAY
        case .rgb: return png_uint_32(PNG_FORMAT_FLAG_COLOR)
        case .rgba: return png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
        }
    }
}

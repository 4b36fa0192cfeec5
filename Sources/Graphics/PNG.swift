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
        var format = Image.Format.grey
        var pixels: [UInt8] = []
        let size = try decode(file) { size, row in
            if pixels.isEmpty {
                format = row.format
                pixels = [UInt8](repeating: 0, count: size.width * size.height * format.channels)
            }
            let channels = format.channels
            let start = (row.y * size.width + row.x) * channels
            pixels.withUnsafeMutableBytes { pixels in
                if row.step == 1 {
                    UnsafeMutableRawBufferPointer(rebasing: pixels[start...]).copyMemory(from: row.pixels)
                } else {
                    for i in 0..<row.count {
                        for c in 0..<channels {
                            pixels[start + i * row.step * channels + c] = row.pixels[i * channels + c]
                        }
                    }
                }
            }
        }
        return try Image(width: size.width, height: size.height, format: format, bytes: pixels)
    }

    /// Pixels of one line of a picture, as they are decoded.
    public struct Row {
        public let format: Image.Format
        /// The place of the first pixel.
        public let x: Int
        public let y: Int
        /// The distance from a pixel to the next: above 1 in the passes of an interlaced picture.
        public let step: Int
        public let count: Int
        /// `count · format.channels` bytes.
        public let pixels: UnsafeRawBufferPointer
    }

    /// Decodes a PNG file row by row, for those who need less than the whole picture: only one row is held. Every pixel
    /// comes once; the rows of an interlaced picture come pass by pass.
    /// - Returns: the picture's size.
    /// - Throws: ``GraphicsError`` that says what is wrong with the bytes; some rows may have come before.
    @discardableResult
    public static func decode(
        _ file: Data, rows take: ((width: Int, height: Int), Row) -> Void
    ) throws -> (width: Int, height: Int) {
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
        let size = (width: header.width, height: header.height)
        var message = [CChar](repeating: 0, count: 128)
        let done = withoutActuallyEscaping({ (row: Row) in take(size, row) }) { body in
            let sink = RowSink(body)
            return file.withUnsafeBytes { bytes in
                workbook_png_read(
                    bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count,
                    { context, channels, x, y, step, count, pixels in
                        Unmanaged<RowSink>.fromOpaque(context!).takeUnretainedValue().take(
                            Row(
                                format: Image.Format(rawValue: Int(channels))!, x: Int(x), y: Int(y), step: Int(step),
                                count: Int(count),
                                pixels: UnsafeRawBufferPointer(start: pixels, count: Int(count * channels))))
                    }, Unmanaged.passUnretained(sink).toOpaque(), &message)
            }
        }
        guard done == 1 else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw GraphicsError("it cannot be decoded: \(reason)")
        }
        return size
    }

    /// Carries a closure through C.
    private final class RowSink {
        let take: (Row) -> Void
        init(_ take: @escaping (Row) -> Void) { self.take = take }
    }

    /// The texts of a PNG file by keyword (`tEXt`, `zTXt`, `iTXt`); damaged ones are left out.
    /// - Throws: ``GraphicsError`` if the file's structure is damaged.
    public static func text(of file: Data) throws -> [String: String] {
        try PNGText.texts(in: PNGChunk.parse(file))
    }

    /// Reads a PNG file; see ``decode(_:)``.
    /// - Throws: ``GraphicsError`` with the path and what is wrong.
    public static func read(_ url: URL) throws -> Image {
        let file = try contents(of: url)
        do {
            return try decode(file)
        } catch let error as GraphicsError {
            throw GraphicsError("\(url.path.printable) cannot be read as PNG: \(error.description)")
        }
    }

    /// A file's bytes, as many as a PNG file may have.
    /// - Throws: ``GraphicsError`` with the path and what is wrong.
    public static func contents(of url: URL) throws -> Data {
        do {
            return try AtomicFile.read(url, limit: maximumFileSize)
        } catch let error as FileError {
            throw GraphicsError(error.description)
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

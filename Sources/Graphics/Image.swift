/// A picture of 8-bit samples: grey, RGB, or RGB with (unpremultiplied) opacity. Rows from the top, no padding.
public struct Image: Hashable, Sendable {
    public enum Format: Int, CaseIterable, Sendable {
        case grey = 1
        case rgb = 3
        case rgba = 4

        /// Bytes of a pixel.
        public var channels: Int { rawValue }
    }

    /// The most pixels an image may have (2^26, a square of 8192): what a forged header can ask for is bounded.
    public static let maximumPixelCount = 1 << 26

    public let width: Int
    public let height: Int
    public let format: Format
    /// `height · width · channels` bytes.
    public private(set) var bytes: [UInt8]

    /// An image of the given bytes.
    /// - Throws: ``GraphicsError`` if a side is not positive, the image is too large, or the count of bytes does not fit.
    public init(width: Int, height: Int, format: Format, bytes: [UInt8]) throws {
        try Image.check(width: width, height: height)
        let expected = width * height * format.channels
        guard bytes.count == expected else {
            throw GraphicsError(
                "an image of \(width) × \(height) pixels with \(format.channels) bytes each needs \(expected) bytes, "
                    + "not \(bytes.count)")
        }
        self.width = width
        self.height = height
        self.format = format
        self.bytes = bytes
    }

    /// A grey image of intensities from 0 (black) to 1 (white) by rows; what lies outside is clamped, NaN is black.
    /// - Throws: ``GraphicsError`` if the count of values is not `width · height`.
    public init(grey values: some Collection<Float>, width: Int, height: Int) throws {
        try self.init(width: width, height: height, format: .grey, bytes: values.map { Color.byte(Double($0)) })
    }

    /// An image of one colour; its opacity counts only in RGBA.
    public init(width: Int, height: Int, format: Format, filledWith color: Color = .black) throws {
        try Image.check(width: width, height: height)
        let pixel: [UInt8]
        switch format {
        case .grey: pixel = [color.bytes[0]]
        case .rgb: pixel = color.bytes
        case .rgba: pixel = color.bytes + [Color.byte(color.alpha)]
        }
        let bytes = Array(repeatElement(pixel, count: width * height).joined())
        try self.init(width: width, height: height, format: format, bytes: bytes)
    }

    static func check(width: Int, height: Int) throws {
        guard width > 0, height > 0 else {
            throw GraphicsError("an image cannot have \(width) × \(height) pixels")
        }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= maximumPixelCount else {
            throw GraphicsError(
                "an image of \(width) × \(height) pixels is larger than the limit of \(maximumPixelCount) pixels")
        }
    }

    /// The bytes of a pixel; x from the left, y from the top.
    public subscript(x: Int, y: Int) -> ArraySlice<UInt8> {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) outside \(width) × \(height)")
        let start = (y * width + x) * format.channels
        return bytes[start..<start + format.channels]
    }

    /// The colour of a pixel.
    public func color(x: Int, y: Int) -> Color {
        let pixel = self[x, y].map { Double($0) / 255 }
        switch format {
        case .grey: return Color(grey: pixel[0])
        case .rgb: return Color(red: pixel[0], green: pixel[1], blue: pixel[2])
        case .rgba: return Color(red: pixel[0], green: pixel[1], blue: pixel[2], alpha: pixel[3])
        }
    }

    /// Sets a pixel; in a grey image to the colour's luma (ITU-R BT.709 weights).
    public mutating func set(_ color: Color, x: Int, y: Int) {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) outside \(width) × \(height)")
        let start = (y * width + x) * format.channels
        switch format {
        case .grey:
            bytes[start] = Color.byte(0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue)
        case .rgb, .rgba:
            bytes.replaceSubrange(start..<start + 3, with: color.bytes)
            if format == .rgba { bytes[start + 3] = Color.byte(color.alpha) }
        }
    }

    /// Every pixel as a block of `factor × factor`, sharp edges kept.
    public func enlarged(by factor: Int) throws -> Image {
        guard factor > 0 else { throw GraphicsError("an image cannot be enlarged by \(factor)") }
        try Image.check(width: width * factor, height: height * factor)
        let channels = format.channels
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * factor * factor)
        for y in 0..<height {
            var row: [UInt8] = []
            row.reserveCapacity(width * factor * channels)
            for x in 0..<width {
                for _ in 0..<factor { row.append(contentsOf: self[x, y]) }
            }
            for _ in 0..<factor { result.append(contentsOf: row) }
        }
        return try Image(width: width * factor, height: height * factor, format: format, bytes: result)
    }

    /// The same picture in another format. Grey is the luma (ITU-R BT.709); opacity is laid over white.
    public func converted(to target: Format) -> Image {
        guard target != format else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(width * height * target.channels)
        let channels = format.channels
        for start in stride(from: 0, to: bytes.count, by: channels) {
            var (r, g, b) = (Int(bytes[start]), Int(bytes[start]), Int(bytes[start]))
            var a = 255
            if format != .grey { (g, b) = (Int(bytes[start + 1]), Int(bytes[start + 2])) }
            if format == .rgba { a = Int(bytes[start + 3]) }
            if target != .rgba, a < 255 {
                func over(_ v: Int) -> Int { (v * a + 255 * (255 - a) + 127) / 255 }
                (r, g, b) = (over(r), over(g), over(b))
            }
            switch target {
            case .grey: result.append(UInt8((2126 * r + 7152 * g + 722 * b + 5000) / 10000))
            case .rgb: result += [UInt8(r), UInt8(g), UInt8(b)]
            case .rgba: result += [UInt8(r), UInt8(g), UInt8(b), UInt8(a)]
            }
        }
        return try! Image(width: width, height: height, format: target, bytes: result)
    }
}

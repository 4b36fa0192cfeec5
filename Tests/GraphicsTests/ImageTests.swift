import Testing

@testable import Graphics

@Suite("Image")
struct ImageTests {
    @Test("counts and sides must fit")
    func checks() {
        #expect(throws: GraphicsError.self) { try Image(width: 2, height: 2, format: .rgb, bytes: [1, 2, 3]) }
        #expect(throws: GraphicsError.self) { try Image(width: 0, height: 2, format: .grey, bytes: []) }
        #expect(throws: GraphicsError.self) { try Image(width: -1, height: -4, format: .grey, bytes: [1, 2, 3, 4]) }
        #expect(throws: GraphicsError.self) { try Image(width: 1 << 40, height: 1 << 40, format: .grey, bytes: []) }
        #expect(throws: GraphicsError.self) { try Image(width: 10_000, height: 10_000, format: .grey) }
        #expect(throws: GraphicsError.self) { try Image(grey: [Float](repeating: 0, count: 5), width: 2, height: 2) }
    }

    @Test("intensities are rounded and clamped")
    func intensities() throws {
        let image = try Image(grey: [0, 1, 0.5, -3, 7, .nan, .infinity, 0.002] as [Float], width: 4, height: 2)
        #expect(image.bytes == [0, 255, 128, 0, 255, 0, 255, 1])
    }

    @Test("enlarging repeats every pixel")
    func enlarging() throws {
        let image = try Image(width: 2, height: 1, format: .rgb, bytes: [1, 2, 3, 4, 5, 6])
        let large = try image.enlarged(by: 3)
        #expect(large.width == 6 && large.height == 3)
        for y in 0..<3 {
            for x in 0..<6 { #expect(large[x, y].elementsEqual(image[x / 3, 0])) }
        }
        #expect(throws: GraphicsError.self) { try image.enlarged(by: 0) }
    }

    @Test("conversion: grey to colours and back is exact, opacity lies over white")
    func conversion() throws {
        let grey = try Image(width: 16, height: 16, format: .grey, bytes: (0...255).map { UInt8($0) })
        #expect(grey.converted(to: .rgb).converted(to: .grey) == grey)
        #expect(grey.converted(to: .rgba).converted(to: .grey) == grey)
        let half = try Image(width: 1, height: 1, format: .rgba, bytes: [255, 0, 0, 128])
        #expect(half.converted(to: .rgb).bytes == [255, 127, 127])
    }

    @Test("a pixel is set and read")
    func pixels() throws {
        var image = try Image(width: 3, height: 2, format: .rgba, filledWith: .white)
        image.set(Color(hex: 0x336699, alpha: 0.4), x: 2, y: 1)
        #expect(Array(image[2, 1]) == [0x33, 0x66, 0x99, 102])
        #expect(Array(image[1, 1]) == [255, 255, 255, 255])
    }
}

@Suite("Image difference")
struct ImageDifferenceTests {
    static func page(_ draw: (Canvas) -> Void) throws -> Image {
        let canvas = try Canvas(size: Size(60, 40))
        draw(canvas)
        return try canvas.finishImage()
    }

    @Test("equal images differ by nothing, two greys by their distance")
    func ends() throws {
        let a = try Image(width: 9, height: 7, format: .grey, filledWith: Color(grey: 0.2))
        let b = try Image(width: 9, height: 7, format: .rgb, filledWith: Color(grey: 0.4))
        #expect(try ImageDifference(a, a) == ImageDifference(a, a.converted(to: .rgb)))
        #expect(try ImageDifference(a, a).maximum == 0)
        let difference = try ImageDifference(a, b)
        #expect(abs(difference.mean - 51) < 1e-3 && abs(difference.maximum - 51) < 1e-3)
        #expect(throws: GraphicsError.self) {
            try ImageDifference(a, Image(width: 7, height: 9, format: .grey))
        }
    }

    @Test("one pixel is spread over the kernel: at most 36/256 of it stays in one place, nothing is lost")
    func onePixel() throws {
        let a = try Image(width: 21, height: 21, format: .grey)
        var b = a
        b.set(.white, x: 10, y: 10)
        let difference = try ImageDifference(a, b)
        #expect(abs(difference.maximum - 255.0 * 36 / 256) < 1e-3)
        #expect(abs(difference.mean - 255.0 / 441) < 1e-4)
    }

    @Test("a shift by a tenth of a pixel is forgiven, a missing line is not")
    func perception() throws {
        func line(_ x: Double) -> (Canvas) -> Void {
            { $0.line(from: Point(x, 5), to: Point(x + 20, 35), color: .black, style: StrokeStyle(width: 1.8)) }
        }
        let original = try ImageDifferenceTests.page(line(15))
        let shifted = try ImageDifference(original, ImageDifferenceTests.page(line(15.05)))
        let missing = try ImageDifference(original, ImageDifferenceTests.page { _ in })
        #expect(shifted.maximum < 16 && shifted.mean < 0.5)
        #expect(missing.maximum > 120 && missing.mean > 4)
    }
}

import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Graphics

/// A figure with everything that a canvas can do.
private struct Sampler: Figure {
    var size: Size { Size(200, 120) }

    func draw(on canvas: Canvas) throws {
        canvas.fill(Path(Rectangle(x: 10, y: 10, width: 40, height: 30), cornerRadius: 6), with: Color(hex: 0x0072B2))
        canvas.fill(
            Path(circleAt: Point(90, 30), radius: 20),
            with: .radial(
                center: Point(90, 30), radius: 20, focus: Point(84, 24),
                stops: [Paint.Stop(0, .white), Paint.Stop(1, Color(hex: 0xD55E00))]))
        canvas.fill(
            Path(Rectangle(x: 120, y: 10, width: 70, height: 10)),
            with: .linear(
                from: Point(120, 0), to: Point(190, 0), stops: [Paint.Stop(0, .black), Paint.Stop(1, .white)]))
        canvas.stroke(
            Path(arcAt: Point(150, 60), radius: 20, from: 0, to: 4), with: .black,
            style: StrokeStyle(width: 2, dash: [4, 2]))
        canvas.saved {
            canvas.clip(to: Path(Rectangle(x: 0, y: 60, width: 50, height: 50)))
            canvas.fill(Path(circleAt: Point(50, 60), radius: 30), with: Color(hex: 0x009E73, alpha: 0.5))
        }
        canvas.draw("σ′(x) ≤ x^{2}, v_t", at: Point(60, 100), style: TextStyle(size: 12))
        canvas.draw("up", at: Point(190, 100), anchor: TextAnchor(.middle, .middle), rotation: -.pi / 2)
        try canvas.draw(
            Image(width: 2, height: 1, format: .rgba, bytes: [255, 0, 0, 255, 0, 0, 255, 128]),
            in: Rectangle(x: 60, y: 60, width: 20, height: 10))
    }
}

@Suite("Canvas")
struct CanvasTests {
    @Test("the same drawing gives the same bytes, whatever was drawn before", arguments: FigureFormat.allCases)
    func deterministic(format: FigureFormat) throws {
        let metadata = ["title": "A <title> & more", "caption": "Caption \"σ\""]
        let first = try Sampler().data(as: format, metadata: metadata)
        _ = try Sampler().data(as: .svg)
        #expect(try Sampler().data(as: format, metadata: metadata) == first)
    }

    @Test("shapes, clips and transforms cover what they should")
    func pixels() throws {
        let canvas = try Canvas(size: Size(40, 40), target: .pixels(scale: 1))
        let red = Color(hex: 0xFF0000)
        canvas.fill(Path(Rectangle(x: 0, y: 0, width: 10, height: 10)), with: red)
        canvas.saved {
            canvas.translate(x: 20, y: 20)
            canvas.clip(to: Path(Rectangle(x: 0, y: 0, width: 5, height: 5)))
            canvas.fill(Path(Rectangle(x: -5, y: -5, width: 20, height: 20)), with: .black)
        }
        canvas.fill(Path(Rectangle(x: 30, y: 0, width: 10, height: 10)), with: Color.black.opacity(0.5))
        let ring = Rectangle(x: 0, y: 20, width: 10, height: 10)
        var path = Path(ring)
        path.add(Path(ring.inset(by: 3)))
        canvas.fill(path, with: .black, evenOdd: true)
        let image = try canvas.finishImage()
        #expect(Array(image[5, 5]) == [255, 0, 0])
        #expect(Array(image[15, 5]) == [255, 255, 255])
        #expect(Array(image[22, 22]) == [0, 0, 0])
        for (x, y) in [(19, 22), (25, 22), (22, 25), (22, 19)] { #expect(Array(image[x, y]) == [255, 255, 255]) }
        #expect(abs(Int(image[35, 5].first!) - 127) <= 1)
        #expect(Array(image[1, 21]) == [0, 0, 0])
        #expect(Array(image[5, 25]) == [255, 255, 255])
    }

    @Test("an image is enlarged with sharp edges and composed with its opacity")
    func images() throws {
        let canvas = try Canvas(size: Size(20, 10))
        try canvas.draw(
            Image(width: 2, height: 1, format: .rgba, bytes: [200, 100, 50, 255, 0, 0, 0, 51]),
            in: Rectangle(x: 0, y: 0, width: 20, height: 10))
        let image = try canvas.finishImage()
        for y in 0..<20 {
            for x in 0..<40 {
                #expect(Array(image[x, y]) == (x < 20 ? [200, 100, 50] : [204, 204, 204]))
            }
        }
    }

    @Test("a gradient runs from its first to its last colour")
    func gradient() throws {
        let canvas = try Canvas(size: Size(100, 2), target: .pixels(scale: 1))
        canvas.fill(
            Path(Rectangle(Size(100, 2))),
            with: .linear(from: Point(0, 0), to: Point(100, 0), stops: [Paint.Stop(0, .black), Paint.Stop(1, .white)]))
        let row = try canvas.finishImage()
        let levels = (0..<100).map { Int(row[$0, 0].first!) }
        #expect(levels == levels.sorted() && levels[0] < 5 && levels[99] > 250 && abs(levels[50] - 128) < 4)
    }

    @Test("SVG is well formed, keeps text as text, and has its title")
    func svg() throws {
        let data = try Sampler().data(as: .svg, metadata: ["Title": "A <title> & more", "Description": "of \"σ\""])
        let parser = XMLParser(data: data)
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("<title>A &lt;title&gt; &amp; more</title>"))
        #expect(text.contains("σ′(x) ≤ x<tspan"))
    }

    @Test("coordinates that are not numbers, or are far away, do no harm", arguments: FigureFormat.allCases)
    func wildCoordinates(format: FigureFormat) throws {
        struct Wild: Figure {
            var size: Size { Size(50, 50) }
            func draw(on canvas: Canvas) {
                let points = [Point(.nan, 3), Point(1e300, -1e300), Point(.infinity, 0), Point(5, 5)]
                canvas.stroke(Path(points), with: .black)
                canvas.fill(Path(points, closed: true), with: Color(red: .nan, green: 7, blue: -1))
                canvas.draw("text", at: Point(.nan, 0))
                canvas.draw("zero \u{0} byte\n", at: Point(1, 20))
            }
        }
        #expect(try !Wild().data(as: format).isEmpty)
    }

    @Test(
        "impossible sizes are refused",
        arguments: [Size(0, 10), Size(10, -1), Size(.nan, 10), Size(.infinity, 1), Size(1e6, 10)])
    func sizes(size: Size) {
        for target in [Canvas.Target.pixels(scale: 2), .svg([:]), .pdf([:])] {
            #expect(throws: GraphicsError.self) { try Canvas(size: size, target: target) }
        }
    }

    @Test("a figure is written whole, over an older one, in a new folder", arguments: FigureFormat.allCases)
    func writing(format: FigureFormat) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figure-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appendingPathComponent("a/figure.\(format.rawValue)")
        for _ in 0..<2 { try Sampler().write(to: url, as: format, metadata: ["title": "t"]) }
        #expect(try Data(contentsOf: url) == Sampler().data(as: format, metadata: ["title": "t"]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path).count == 1)
    }
}

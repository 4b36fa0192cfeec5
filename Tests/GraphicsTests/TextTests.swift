import Foundation
import Testing

@testable import Graphics

@Suite("Text")
struct TextTests {
    @Test(
        "lowered and raised parts",
        arguments: [
            ("plain", [("plain", RichText.Level.base)]),
            ("v_t", [("v", .base), ("t", .sub)]),
            ("x^{2}+y^{2}", [("x", .base), ("2", .sup), ("+y", .base), ("2", .sup)]),
            ("train_loss", [("train_loss", .base)]),
            ("10^{−3} s", [("10", .base), ("−3", .sup), (" s", .base)]),
            ("z_{left} = 1", [("z", .base), ("left", .sub), (" = 1", .base)]),
            ("a\\_b", [("a_b", .base)]),
            ("x_{open", [("x_{open", .base)]),
            ("_x", [("_x", .base)]),
            ("x_", [("x_", .base)]),
            ("w_1 and w_2", [("w", .base), ("1", .sub), (" and w", .base), ("2", .sub)]),
        ] as [(String, [(String, RichText.Level)])])
    func runs(source: String, expected: [(String, RichText.Level)]) {
        #expect(RichText(source).runs == expected.map { RichText.Run(text: $0.0, level: $0.1) })
    }

    @Test("accents are found, what Unicode has as one character is composed")
    func accents() {
        let pieces = AccentedText.pieces("x\u{302} = y\u{302}")
        #expect(pieces.map(\.base) == ["x", " = ŷ"])
        #expect(pieces.map(\.accents) == [["\u{302}"], []])
    }

    @Test("widths: more text is wider, an accent adds nothing, the size scales, the target does not matter")
    func widths() throws {
        let canvas = try Canvas(size: Size(100, 100))
        let svg = try Canvas(size: Size(100, 100), target: .svg([:]))
        func width(_ text: String, _ size: Double = 10) -> Double {
            canvas.extents(of: text, style: TextStyle(size: size)).width
        }
        #expect(width("accuracy") > width("accurac"))
        #expect(abs(width("x\u{302}") - width("x")) < 1e-6)
        #expect(abs(width("loss", 20) - 2 * width("loss", 10)) < 1e-3)
        #expect(width("x^{2}") < width("x2"))
        #expect(width("") == 0)
        for text in ["σ′(x)", "∂L/∂w_{ij}", "ŷ = 10^{−3}"] {
            let other = svg.extents(of: text, style: TextStyle(size: 10)).width
            #expect(abs(width(text) - other) < 1e-6)
        }
        // DejaVu Sans, by its own table (hmtx): an em of 2048 units, "m" is 1995 wide.
        #expect(abs(width("m", 2048) - 1995) < 1.5)
    }

    @Test("anchors put the ink where they say", arguments: [0.0, -Double.pi / 2])
    func anchors(rotation: Double) throws {
        func ink(_ anchor: TextAnchor) throws -> Rectangle {
            let canvas = try Canvas(size: Size(200, 200))
            canvas.draw("HHHH", at: Point(100, 100), anchor: anchor, style: TextStyle(size: 20), rotation: rotation)
            let image = try canvas.finishImage()
            var box: Rectangle?
            for y in 0..<image.height {
                for x in 0..<image.width where image[x, y].first! < 128 {
                    let p = Point(Double(x) / 2, Double(y) / 2)
                    let pixel = Rectangle(p, p + Point(0.5, 0.5))
                    box =
                        box.map {
                            Rectangle(
                                Point(min($0.minX, pixel.minX), min($0.minY, pixel.minY)),
                                Point(max($0.maxX, pixel.maxX), max($0.maxY, pixel.maxY)))
                        } ?? pixel
                }
            }
            return try #require(box)
        }
        let middle = try ink(TextAnchor(.middle, .middle))
        #expect(abs(middle.midX - 100) < 1 && abs(middle.midY - 100) < 1)
        let start = try ink(TextAnchor(.start, .baseline))
        let end = try ink(TextAnchor(.end, .baseline))
        if rotation == 0 {
            #expect(start.minX > 99 && start.minX < 104 && abs(start.maxY - 100) < 1)
            #expect(end.maxX < 101 && end.maxX > 96)
            #expect(try ink(TextAnchor(.start, .top)).minY >= 100)
            #expect(try ink(TextAnchor(.start, .bottom)).maxY <= 100)
        } else {  // turned to the left: the text runs upwards
            #expect(start.maxY < 101 && start.maxY > 96 && abs(start.maxX - 100) < 1)
            #expect(end.minY > 99)
        }
    }
}

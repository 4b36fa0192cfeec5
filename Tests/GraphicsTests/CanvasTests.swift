import Foundation
import Testing

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
    @Test("the same drawing gives the same bytes, whatever was drawn before", arguments: [FigureFormat.png, .pdf])
    func deterministic(format: FigureFormat) throws {
        let metadata = ["title": "A <title> & more", "caption": "Caption \"σ\""]
        let first = try Sampler().data(as: format, metadata: metadata)
        _ = try Sampler().data(as: .svg)
        #expect(try Sampler().data(as: format, metadata: metadata) == first)
    }
}

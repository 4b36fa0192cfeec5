import Foundation
import Graphics

/// Arrows from points to points: steps, gradients, vector fields, axes of a cloud.
public struct ArrowMark: Mark {
    let starts: [(x: Double, y: Double)]
    let ends: [(x: Double, y: Double)]
    public var style: MarkStyle

    /// One arrow.
    public init(from start: (Double, Double), to end: (Double, Double), series: String? = nil) {
        starts = [start]
        ends = [end]
        style = MarkStyle(series: series)
    }

    /// The vectors (u, v) at the points (x, y), scaled by a factor in data units.
    public init(x: [Double], y: [Double], u: [Double], v: [Double], scale: Double = 1, series: String? = nil) {
        let count = [x.count, y.count, u.count, v.count].min()!
        starts = (0..<count).map { (x[$0], y[$0]) }
        ends = (0..<count).map { (x[$0] + scale * u[$0], y[$0] + scale * v[$0]) }
        style = MarkStyle(series: series)
    }

    public var bounds: MarkBounds {
        MarkBounds(x: starts.map(\.x) + ends.map(\.x), y: starts.map(\.y) + ends.map(\.y))
    }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        let width = style.lineWidth ?? (starts.count > 1 ? 1 : 1.8)
        for (start, end) in zip(starts, ends) {
            guard let a = plot.point(start.x, start.y), let b = plot.point(end.x, end.y),
                plot.visible(a, b) != nil
            else { continue }
            ArrowMark.draw(from: a, to: b, color: color, width: width, dash: style.dash, on: canvas)
        }
    }

    /// A shaft and a filled head whose tip is at `b`; nothing if both points are the same.
    static func draw(
        from a: Point, to b: Point, color: Color, width: Double, dash: [Double] = [], on canvas: Canvas
    ) {
        let length = (b - a).length
        guard length > 0.01 else { return }
        let along = 1 / length * (b - a)
        let across = Point(-along.y, along.x)
        let head = min(2 + 3.2 * width, 0.6 * length)
        let base = b - head * along
        canvas.line(from: a, to: b - 0.8 * head * along, color: color, style: StrokeStyle(width: width, dash: dash))
        canvas.fill(Path([b, base + 0.42 * head * across, base - 0.42 * head * across], closed: true), with: color)
    }

    public func occupied(in plot: Plot) -> [Point] {
        zip(starts, ends).flatMap { start, end -> [Point] in
            guard let a = plot.point(start.x, start.y), let b = plot.point(end.x, end.y) else { return [] }
            return (0...8).map { a + Double($0) / 8 * (b - a) }
        }
    }
}

import Graphics

/// Points of a scatter diagram. What has no place (NaN, infinite, not positive on a log axis) is left out.
public struct PointMark: Mark {
    let x: [Double]
    let y: [Double]
    public var style: MarkStyle

    /// Points at (x, y) pairs; the longer of the two sequences is cut.
    public init(x: any PlotValues, y: any PlotValues, series: String? = nil) {
        let pairs = zip(x.plotValues, y.plotValues).map { ($0, $1) }
        (self.x, self.y) = (pairs.map(\.0), pairs.map(\.1))
        style = MarkStyle(series: series)
    }

    /// One point.
    public init(x: some PlotValue, y: some PlotValue, series: String? = nil) {
        self.init(x: [x.plotValue], y: [y.plotValue], series: series)
    }

    public var bounds: MarkBounds { MarkBounds(x: x, y: y) }
    public var legendSymbol: LegendSymbol { .point }

    /// Many points are drawn smaller.
    private var diameter: Double { style.symbolSize ?? (x.count > 3000 ? 2.2 : x.count > 300 ? 3.2 : 5.5) }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        for (xValue, yValue) in zip(x, y) {
            guard let point = plot.point(xValue, yValue), plot.frame.inset(by: -10).contains(point) else { continue }
            PointMark.draw(style.symbol, at: point, diameter: diameter, color: color, on: canvas)
        }
    }

    static func draw(_ symbol: PointSymbol, at p: Point, diameter d: Double, color: Color, on canvas: Canvas) {
        let r = d / 2
        switch symbol {
        case .circle:
            // A line of no length with round ends: a third of the size of a circle in documents.
            canvas.stroke(Path([p, p]), with: color, style: StrokeStyle(width: d, cap: .round))
        case .ring:
            canvas.stroke(
                Path(circleAt: p, radius: r - 0.6), with: color, style: StrokeStyle(width: max(1.2, d / 5)))
        case .square:
            let s = 0.89 * r  // of the circle's area
            canvas.fill(Path(Rectangle(x: p.x - s, y: p.y - s, width: 2 * s, height: 2 * s)), with: color)
        case .diamond:
            let s = 1.25 * r
            canvas.fill(
                Path([p + Point(0, -s), p + Point(s, 0), p + Point(0, s), p + Point(-s, 0)], closed: true), with: color)
        case .triangle:
            let s = 1.35 * r
            canvas.fill(
                Path([p + Point(0, -s), p + Point(0.9 * s, 0.6 * s), p + Point(-0.9 * s, 0.6 * s)], closed: true),
                with: color)
        case .cross:
            var path = Path([p + Point(-r, -r), p + Point(r, r)])
            path.add(Path([p + Point(-r, r), p + Point(r, -r)]))
            canvas.stroke(path, with: color, style: StrokeStyle(width: max(1.4, d / 4), cap: .round))
        }
    }

    public func occupied(in plot: Plot) -> [Point] { zip(x, y).compactMap { plot.point($0, $1) } }
}

import Graphics

/// A line through points in their order. Where a value is missing (NaN, infinite, not positive on a log axis) the line
/// is interrupted.
public struct LineMark: Mark {
    let x: [Double]
    let y: [Double]
    public var style: MarkStyle

    /// A line through (x, y) pairs; the longer of the two sequences is cut.
    public init(x: any PlotValues, y: any PlotValues, series: String? = nil) {
        let pairs = zip(x.plotValues, y.plotValues).map { ($0, $1) }
        (self.x, self.y) = (pairs.map(\.0), pairs.map(\.1))
        style = MarkStyle(series: series)
    }

    /// A line over 1, 2, 3 …, or from another first x.
    public init(y: any PlotValues, from start: Int = 1, series: String? = nil) {
        let values = y.plotValues
        self.init(x: start..<start + values.count, y: values, series: series)
    }

    /// The graph of a function, sampled at equal steps.
    public init(
        over range: ClosedRange<Double>, samples: Int = 401, series: String? = nil, _ function: (Double) -> Double
    ) {
        let steps = max(2, samples) - 1
        let xs = (0...steps).map {
            range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(steps)
        }
        self.init(x: xs, y: xs.map(function), series: series)
    }

    public var bounds: MarkBounds {
        var bounds = MarkBounds(x: x, y: y)
        bounds.tightX = true
        return bounds
    }

    public func draw(on canvas: Canvas, in plot: Plot) {
        var path = Path()
        var previous: Point?
        var pen: Point?
        for (xValue, yValue) in zip(x, y) {
            guard let point = plot.point(xValue, yValue) else {
                (previous, pen) = (nil, nil)
                continue
            }
            if let (from, to) = plot.visible(previous ?? point, point) {
                if pen != from || previous == nil { path.move(to: from) }
                path.line(to: to)
                pen = to
            }
            previous = point
        }
        // A round cap makes a lone point between gaps visible as a dot.
        let style = StrokeStyle(
            width: self.style.lineWidth ?? 1.8, dash: self.style.dash, cap: self.style.dash.isEmpty ? .round : .butt)
        canvas.stroke(path, with: plot.color(of: self.style), style: style)
    }

    public func occupied(in plot: Plot) -> [Point] {
        var points: [Point] = []
        var previous: Point?
        for (xValue, yValue) in zip(x, y) {
            guard let point = plot.point(xValue, yValue) else {
                previous = nil
                continue
            }
            if let (from, to) = plot.visible(previous ?? point, point) {
                let steps = max(1, Int((to - from).length / 4))  // at most 4 points apart
                for i in 0...steps { points.append(from + Double(i) / Double(steps) * (to - from)) }
            }
            previous = point
        }
        return points
    }
}

import Graphics

/// The plot area of a chart as marks see it: data to page, colours of series.
public struct Plot {
    public let frame: Rectangle
    /// From values to positions along each axis.
    public let x: ScaleMap
    public let y: ScaleMap
    let xCategories: [String]
    let yCategories: [String]
    let colors: [String: Color]
    /// The series of marks that share the categories' room, in order.
    let sharingSeries: [String]
    /// Where data stand, so that labels can avoid them.
    var dataPoints: [Point] = []

    /// Of several places for a label the one that covers the fewest data, the first of equals.
    public func freest(of places: [Rectangle]) -> Rectangle? {
        places.map { place in (place, dataPoints.reduce(0) { place.contains($1) ? $0 + 1 : $0 }) }
            .min { $0.1 < $1.1 }?.0
    }

    /// The position of a pair of values, or nil if it has none (NaN, infinite, not positive on a log axis).
    public func point(_ xValue: Double, _ yValue: Double) -> Point? {
        guard let px = x.position(xValue), let py = y.position(yValue) else { return nil }
        return Point(px, py)
    }

    /// The part of a segment near the plot, or nil if there is none. What a diverging path does far away must neither
    /// bend its visible part nor be drawn.
    public func visible(_ a: Point, _ b: Point) -> (Point, Point)? {
        let box = frame.inset(by: -50)
        let d = b - a
        var (enter, leave) = (0.0, 1.0)  // Liang and Barsky: parameters where the segment crosses the box's sides
        for (delta, low, high) in [(d.x, box.minX - a.x, box.maxX - a.x), (d.y, box.minY - a.y, box.maxY - a.y)] {
            if delta == 0 {
                if low > 0 || high < 0 { return nil }
            } else {
                enter = max(enter, min(low / delta, high / delta))
                leave = min(leave, max(low / delta, high / delta))
            }
        }
        guard enter <= leave else { return nil }
        return (enter == 0 ? a : a + enter * d, leave == 1 ? b : a + leave * d)
    }

    /// The colour that a mark has in this chart.
    public func color(of style: MarkStyle) -> Color {
        let color = style.color ?? style.series.flatMap { colors[$0] } ?? Palette.color(0)
        return color.opacity(color.alpha * style.opacity)
    }

    /// Which part of a category's room a series has, and how many there are, where marks stand side by side.
    public func share(of style: MarkStyle) -> (index: Int, count: Int) {
        (style.series.flatMap { sharingSeries.firstIndex(of: $0) } ?? 0, max(1, sharingSeries.count))
    }

    /// The place of a category's middle along x.
    public func xPosition(ofCategory name: String) -> Double? {
        xCategories.firstIndex(of: name).flatMap { x.position(Double($0)) }
    }

    /// The smallest and largest data values that the plot shows.
    public var xDomain: ClosedRange<Double> { x.domain }
    public var yDomain: ClosedRange<Double> { y.domain }
}

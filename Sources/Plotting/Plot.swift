import Graphics

/// The plot area of a chart as marks see it: data to page, colours of series.
public struct Plot {
    public let frame: Rectangle
    let x: ScaleMap
    let y: ScaleMap
    let xCategories: [String]
    let yCategories: [String]
    let colors: [String: Color]
    /// The series of bars, in order: bars of one category stand side by side.
    let barSeries: [String]

    /// The position of a pair of values, or nil if it has none (NaN, infinite, not positive on a log axis).
    public func point(_ xValue: Double, _ yValue: Double) -> Point? {
        guard let px = x.position(xValue), let py = y.position(yValue) else { return nil }
        return Point(px, py)
    }

    /// The colour that a mark has in this chart.
    public func color(of style: MarkStyle) -> Color {
        let color = style.color ?? style.series.flatMap { colors[$0] } ?? Palette.color(0)
        return color.opacity(color.alpha * style.opacity)
    }

    /// The place of a category's middle along x.
    public func xPosition(ofCategory name: String) -> Double? {
        xCategories.firstIndex(of: name).flatMap { x.position(Double($0)) }
    }

    /// The smallest and largest data values that the plot shows.
    public var xDomain: ClosedRange<Double> { x.domain }
    public var yDomain: ClosedRange<Double> { y.domain }
}

import Graphics

/// A straight line across the plot at one x or one y, with an optional label.
public struct RuleMark: Mark {
    let x: Double?
    let y: Double?
    let label: String?
    public var style: MarkStyle

    public init(x: some PlotValue, label: String? = nil, series: String? = nil) {
        (self.x, y, self.label) = (x.plotValue, nil, label)
        style = RuleMark.initialStyle(series)
    }

    public init(y: some PlotValue, label: String? = nil, series: String? = nil) {
        (x, self.y, self.label) = (nil, y.plotValue, label)
        style = RuleMark.initialStyle(series)
    }

    private static func initialStyle(_ series: String?) -> MarkStyle {
        var style = MarkStyle(series: series)
        if series == nil { style.color = Color(grey: 0.35) }
        style.lineWidth = 1.1
        style.dash = LineDash.dashed.lengths
        return style
    }

    public var bounds: MarkBounds { MarkBounds(x: x.map { [$0] } ?? [], y: y.map { [$0] } ?? []) }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        let stroke = StrokeStyle(width: style.lineWidth ?? 1, dash: style.dash)
        var text = Theme.annotation
        text.color = color
        let frame = plot.frame
        if let x, let px = plot.x.position(x) {
            canvas.line(from: Point(px, frame.minY), to: Point(px, frame.maxY), color: color, style: stroke)
            if let label {
                let fits = px + 6 + canvas.extents(of: label, style: text).width < frame.maxX
                canvas.draw(
                    label, at: Point(px + (fits ? 5 : -5), frame.minY + 3),
                    anchor: TextAnchor(fits ? .start : .end, .top), style: text)
            }
        }
        if let y, let py = plot.y.position(y) {
            canvas.line(from: Point(frame.minX, py), to: Point(frame.maxX, py), color: color, style: stroke)
            if let label {
                let above = py - 18 > frame.minY
                canvas.draw(
                    label, at: Point(frame.maxX - 4, py + (above ? -3 : 3)),
                    anchor: TextAnchor(.end, above ? .bottom : .top), style: text)
            }
        }
    }

    public func occupied(in plot: Plot) -> [Point] {
        if let x, let px = plot.x.position(x) {
            return stride(from: plot.frame.minY, to: plot.frame.maxY, by: 6).map { Point(px, $0) }
        }
        if let y, let py = plot.y.position(y) {
            let step = label == nil ? 6.0 : 2
            return stride(from: plot.frame.minX, to: plot.frame.maxX, by: step).map { Point($0, py) }
        }
        return []
    }
}

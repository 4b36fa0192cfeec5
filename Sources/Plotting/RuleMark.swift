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

    public var role: MarkRole { .guide }

    public var bounds: MarkBounds { MarkBounds(x: x.map { [$0] } ?? [], y: y.map { [$0] } ?? []) }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        let stroke = StrokeStyle(width: style.lineWidth ?? 1, dash: style.dash)
        var text = Theme.annotation
        text.color = Palette.ink(color)
        let frame = plot.frame
        if let x, let px = plot.x.position(x) {
            canvas.line(from: Point(px, frame.minY), to: Point(px, frame.maxY), color: color, style: stroke)
        }
        if let y, let py = plot.y.position(y) {
            canvas.line(from: Point(frame.minX, py), to: Point(frame.maxX, py), color: color, style: stroke)
        }
        if let label, let place = labelBox(in: plot, canvas.extents(of: label, style: text)) {
            canvas.draw(
                label, at: Point(place.midX, place.maxY), anchor: TextAnchor(.middle, .bottom), style: text)
        }
    }

    /// Beside the line, inside the plot, off the data: at its ends or its middle, on either side.
    private func labelBox(in plot: Plot, _ text: TextExtents) -> Rectangle? {
        let frame = plot.frame
        var places: [Rectangle] = []
        if let x, let px = plot.x.position(x) {
            for y in [frame.minY + 3, frame.maxY - text.height - 3, frame.midY - text.height / 2] {
                for left in [px + 5, px - 5 - text.width] {
                    places.append(Rectangle(x: left, y: y, width: text.width, height: text.height))
                }
            }
        } else if let y, let py = plot.y.position(y) {
            for left in [frame.maxX - text.width - 4, frame.minX + 5, frame.midX - text.width / 2] {
                for top in [py - text.height - 2, py + 2] {
                    places.append(Rectangle(x: left, y: top, width: text.width, height: text.height))
                }
            }
        }
        let inside = places.filter { frame.inset(by: -2).contains($0) }
        return plot.freest(of: inside.isEmpty ? places : inside)
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

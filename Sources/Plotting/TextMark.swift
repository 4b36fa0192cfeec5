import Graphics

/// A note at a point of the plot.
public struct TextMark: Mark {
    let text: String
    let x: Double
    let y: Double
    let anchor: TextAnchor
    public var style: MarkStyle

    /// - Parameter anchor: which point of the text stands at (x, y).
    public init(
        _ text: String, x: some PlotValue, y: some PlotValue, anchor: TextAnchor = TextAnchor(.start, .middle),
        series: String? = nil
    ) {
        (self.text, self.x, self.y, self.anchor) = (text, x.plotValue, y.plotValue, anchor)
        style = MarkStyle(series: series)
        if series == nil { style.color = Theme.annotation.color }
    }

    public var role: MarkRole { .note }

    public var bounds: MarkBounds { MarkBounds(x: [x], y: [y]) }

    public func draw(on canvas: Canvas, in plot: Plot) {
        guard var point = plot.point(x, y) else { return }
        var text = Theme.annotation
        text.color = plot.color(of: style)
        switch anchor.horizontal {
        case .start: point.x += 5
        case .end: point.x -= 5
        case .middle: break
        }
        switch anchor.vertical {
        case .top: point.y += 4
        case .bottom: point.y -= 4
        default: break
        }
        canvas.draw(self.text, at: point, anchor: anchor, style: text)
    }

    public func occupied(in plot: Plot) -> [Point] {
        guard let point = plot.point(x, y) else { return [] }
        return (0..<max(1, text.count)).map { i in
            let offset = 6 * Double(i)
            switch anchor.horizontal {
            case .start: return point + Point(offset, 0)
            case .end: return point - Point(offset, 0)
            case .middle: return point + Point(offset - 3 * Double(text.count), 0)
            }
        }
    }
}

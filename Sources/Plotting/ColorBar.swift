import Graphics

/// The key of a colour scale, right of the plot.
enum ColorBar {
    static let barWidth = 10.0

    private static func ticks(_ scale: ColorScale) -> Ticks {
        let domain = scale.domain
        guard domain.lowerBound < domain.upperBound, scale.scale == .linear || domain.lowerBound > 0 else {
            return Ticks(values: [domain.lowerBound], labels: [TickFormat.automatic.label(domain.lowerBound)])
        }
        return Ticks(domain: domain, scale: scale.scale, count: 5, integers: false, format: .automatic)
    }

    /// The room that bar, labels and name take beside the plot.
    static func width(of scale: ColorScale, on canvas: Canvas) -> Double {
        let widest = ticks(scale).labels.map { canvas.extents(of: $0, style: Theme.tickLabel).width }.max() ?? 0
        return 10 + barWidth + 6 + widest + (scale.label.isEmpty ? 0 : Theme.axisLabel.size + 4)
    }

    static func draw(_ scale: ColorScale, in box: Rectangle, on canvas: Canvas) throws {
        let steps = 128
        let bytes = (0..<steps).flatMap { scale.map.color(1 - (Double($0) + 0.5) / Double(steps)).bytes }
        try canvas.draw(Image(width: 1, height: steps, format: .rgb, bytes: bytes), in: box, smooth: true)
        canvas.stroke(Path(box), with: Theme.axisLine, style: StrokeStyle(width: 0.6, join: .miter))
        let ticks = ticks(scale)
        let degenerate = !(scale.domain.lowerBound < scale.domain.upperBound)
        let map = ScaleMap(scale: scale.scale, domain: scale.domain, start: box.maxY, end: box.minY)
        var widest = 0.0
        for (value, label) in zip(ticks.values, ticks.labels) {
            guard let y = degenerate ? box.midY : map.position(value) else { continue }
            canvas.line(
                from: Point(box.maxX, y), to: Point(box.maxX + 3, y), color: Theme.axisLine,
                style: StrokeStyle(width: 0.8))
            canvas.draw(
                label, at: Point(box.maxX + 6, y), anchor: TextAnchor(.start, .middle), style: Theme.tickLabel)
            widest = max(widest, canvas.extents(of: label, style: Theme.tickLabel).width)
        }
        if !scale.label.isEmpty {
            canvas.draw(
                scale.label, at: Point(box.maxX + 6 + widest + 4, box.midY), anchor: TextAnchor(.middle, .top),
                style: Theme.axisLabel, rotation: -.pi / 2)
        }
    }
}

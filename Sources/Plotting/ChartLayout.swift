import Foundation
import Graphics

/// A chart laid out in a rectangle: room for title, labels, legend and colour bar is measured, the plot gets the rest.
struct ChartLayout {
    let chart: Chart
    let box: Rectangle
    let frame: Rectangle
    /// The room for the plot, which equal units may leave partly empty, and its smallest side in points.
    private let room: Size
    private static let smallestPlot = 8.0
    let plot: Plot
    let xTicks: Ticks
    let yTicks: Ticks
    private var legend: Legend
    private let legendRows: Rectangle?
    private let colorScale: ColorScale?
    /// Whether the names of categories along x are written at a slant, and how high the tick labels are.
    private let slanted: Bool
    private let xLabelHeight: Double
    private static let slant = Double.pi / 5
    private static func rise(of width: Double) -> Double { width * sin(slant) }

    init(_ chart: Chart, in box: Rectangle, on canvas: Canvas) {
        self.chart = chart
        self.box = box
        let bounds = chart.marks.map(\.bounds)
        let xDomain = ChartDomain.find(axis: chart.x, bounds: bounds, horizontal: true)
        let yDomain = ChartDomain.find(axis: chart.y, bounds: bounds, horizontal: false)
        let colors = chart.seriesColors
        colorScale = chart.marks.lazy.compactMap(\.colorScale).first
        legend = Legend(marks: chart.marks) { $0.color ?? $0.series.flatMap { colors[$0] } ?? Palette.color(0) }

        var frame = box.inset(by: Theme.margin)
        if !chart.title.isEmpty { frame = frame.inset(top: Theme.title.size * 1.2 + Theme.gap) }

        // The number of ticks follows from the room; labels are measured, then the room is known better.
        yTicks = ChartLayout.ticks(chart.y, yDomain, room: frame.height - 40, spacing: 30)
            .fitted(to: 0.45 * box.width, on: canvas)
        if !chart.x.label.isEmpty { frame = frame.inset(bottom: Theme.axisLabel.size + Theme.gap) }
        if chart.x.visible { frame = frame.inset(bottom: Theme.tickLabel.size + 7) }
        if !chart.y.label.isEmpty { frame = frame.inset(left: Theme.axisLabel.size + Theme.gap) }
        if chart.y.visible {
            let widest = yTicks.labels.map { canvas.extents(of: $0, style: Theme.tickLabel).width }.max() ?? 0
            frame = frame.inset(left: widest + 7)
        }
        if colorScale != nil, chart.legend != .hidden {
            frame = frame.inset(right: ColorBar.width(of: colorScale!, on: canvas))
        }
        if chart.legend == .direct {
            legend.label(
                canvas.fitted(legend.entries.map(\.name), to: 0.45 * box.width, style: Theme.directLabel))
            let widest = legend.entries.map { canvas.extents(of: $0.label, style: Theme.directLabel).width }.max() ?? 0
            frame = frame.inset(right: widest + 8)
        }
        // A name at a slant takes 0.6 of its length from the plot's height.
        let longest = 0.6 * min(box.width, box.height)
        let initial = ChartLayout.ticks(chart.x, xDomain, room: frame.width, spacing: 36)
            .fitted(to: longest, on: canvas)
        let labelWidth = initial.labels.map { canvas.extents(of: $0, style: Theme.tickLabel).width }.max() ?? 0
        xTicks = ChartLayout.ticks(chart.x, xDomain, room: frame.width, spacing: max(36, labelWidth + 16))
            .fitted(to: longest, on: canvas)
        // Names that do not fit beside each other are written upwards.
        let slot = frame.width / Double(max(1, xDomain.categories.count))
        slanted = !xDomain.categories.isEmpty && labelWidth > slot - 4
        if slanted, chart.x.visible {
            let rise = ChartLayout.rise(of: labelWidth)
            frame = frame.inset(
                left: max(0, labelWidth * cos(ChartLayout.slant) - slot / 2 - (frame.minX - box.minX) + 4)
            )
            .inset(bottom: rise)
        }
        xLabelHeight = Theme.tickLabel.size + (slanted ? ChartLayout.rise(of: labelWidth) : 0)
        if chart.x.visible, !slanted {  // half of the last label may stand out on the right
            let half = (xTicks.labels.last.map { canvas.extents(of: $0, style: Theme.tickLabel).width } ?? 0) / 2
            frame = frame.inset(right: max(0, half - Theme.margin + 2))
        }
        frame = frame.inset(top: 4)

        func makePlot(_ frame: Rectangle) -> Plot {
            let flipX = chart.x.reversed
            // Rows of a matrix begin on top.
            let flipY = chart.y.reversed != !yDomain.categories.isEmpty
            return Plot(
                frame: frame,
                x: ScaleMap(
                    scale: chart.x.scale, domain: xDomain.range, start: flipX ? frame.maxX : frame.minX,
                    end: flipX ? frame.minX : frame.maxX),
                y: ScaleMap(
                    scale: chart.y.scale, domain: yDomain.range, start: flipY ? frame.minY : frame.maxY,
                    end: flipY ? frame.maxY : frame.minY),
                xCategories: xDomain.categories, yCategories: yDomain.categories, colors: colors,
                sharingSeries: ChartLayout.sharingSeries(chart.marks))
        }
        func shaped(_ frame: Rectangle) -> Rectangle {
            guard chart.equalUnits else { return frame }
            let (w, h) = (
                xDomain.range.upperBound - xDomain.range.lowerBound, yDomain.range.upperBound - yDomain.range.lowerBound
            )
            let unit = min(frame.width / w, frame.height / h)
            return Rectangle(
                x: frame.midX - unit * w / 2, y: frame.midY - unit * h / 2, width: unit * w, height: unit * h)
        }

        var plot = makePlot(shaped(frame))
        var rows: Rectangle?
        let wanted = legend.entries.count > 1 || (legend.entries.count == 1 && chart.marks.count > 1)
        if wanted, chart.legend == .automatic || chart.legend == .top {
            let points = chart.marks.flatMap { $0.occupied(in: plot) }
            let hasField = colorScale != nil
            if chart.legend == .top || hasField || legend.freeBox(in: plot.frame, avoiding: points, on: canvas) == nil {
                legend = legend.fitting(
                    width: frame.width, height: max(frame.height / 2, frame.height - 130), on: canvas)
                let height = legend.height(width: frame.width, on: canvas)
                rows = Rectangle(x: frame.minX, y: frame.minY - 4, width: frame.width, height: height)
                frame = frame.inset(top: height + 2)
                plot = makePlot(shaped(frame))
            }
        }
        self.frame = plot.frame
        room = frame.size
        plot.dataPoints = chart.marks.filter { $0.role != .guide }.flatMap { $0.occupied(in: plot) }
        self.plot = plot
        legendRows = rows
    }

    private static func sharingSeries(_ marks: [any Mark]) -> [String] {
        var names: [String] = []
        for mark in marks where mark.bounds.sharesCategories {
            if let name = mark.style.series, !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func ticks(_ axis: Axis, _ domain: ChartDomain, room: Double, spacing: Double) -> Ticks {
        if !domain.categories.isEmpty {
            return Ticks(values: domain.categories.indices.map(Double.init), labels: domain.categories)
        }
        let count = max(2, Int(room / spacing))
        if let values = axis.ticks {
            return Ticks(at: values, domain: domain.range, scale: axis.scale, format: axis.format)
        }
        return Ticks(
            domain: domain.range, scale: axis.scale, count: count, integers: domain.integers, format: axis.format)
    }

    // MARK: Drawing

    func draw(on canvas: Canvas) throws {
        guard room.width >= ChartLayout.smallestPlot, room.height >= ChartLayout.smallestPlot else {
            throw GraphicsError(
                "the chart \(chart.title.isEmpty ? "" : "“\(chart.title)” ")of \(NumberText.short(box.width)) × "
                    + "\(NumberText.short(box.height)) points has no room for its plot beside title, labels and legend; "
                    + "make it larger, or shorten or hide them")
        }
        if !chart.title.isEmpty {
            canvas.draw(
                chart.title, at: Point(box.minX + Theme.margin, box.minY + Theme.margin),
                anchor: TextAnchor(.start, .top), style: Theme.title)
        }
        drawGrid(on: canvas)
        try canvas.saved {
            canvas.clip(to: Path(frame.inset(by: -1)))
            for mark in chart.marks where mark.role != .note { try mark.draw(on: canvas, in: plot) }
        }
        for mark in chart.marks where mark.role == .note { try mark.draw(on: canvas, in: plot) }
        drawAxes(on: canvas)
        drawLegend(on: canvas)
        if let colorScale, chart.legend != .hidden {
            let x = frame.maxX + 10
            try ColorBar.draw(
                colorScale, in: Rectangle(x: x, y: frame.minY, width: ColorBar.barWidth, height: frame.height),
                on: canvas)
        }
    }

    private func drawGrid(on canvas: Canvas) {
        let style = StrokeStyle(width: 0.7)
        if chart.x.grid, plot.xCategories.isEmpty {
            for case let x? in xTicks.values.map(plot.x.position) {
                canvas.line(from: Point(x, frame.minY), to: Point(x, frame.maxY), color: Theme.grid, style: style)
            }
        }
        if chart.y.grid, plot.yCategories.isEmpty {
            for case let y? in yTicks.values.map(plot.y.position) {
                canvas.line(from: Point(frame.minX, y), to: Point(frame.maxX, y), color: Theme.grid, style: style)
            }
        }
    }

    private func drawAxes(on canvas: Canvas) {
        let line = StrokeStyle(width: 0.9, cap: .square)
        let matrix = !plot.yCategories.isEmpty
        if chart.x.visible, !matrix {
            canvas.line(
                from: Point(frame.minX, frame.maxY), to: Point(frame.maxX, frame.maxY), color: Theme.axisLine,
                style: line)
        }
        if chart.y.visible, !matrix {
            canvas.line(
                from: Point(frame.minX, frame.minY), to: Point(frame.minX, frame.maxY), color: Theme.axisLine,
                style: line)
        }
        let tick = StrokeStyle(width: 0.8)
        if chart.x.visible {
            for (value, label) in zip(xTicks.values, xTicks.labels) {
                guard let x = plot.x.position(value) else { continue }
                if plot.xCategories.isEmpty {
                    canvas.line(
                        from: Point(x, frame.maxY), to: Point(x, frame.maxY + 3.5), color: Theme.axisLine, style: tick)
                }
                if slanted {
                    canvas.draw(
                        label, at: Point(x + 4, frame.maxY + 8), anchor: TextAnchor(.end, .middle),
                        style: Theme.tickLabel, rotation: -ChartLayout.slant)
                } else {
                    canvas.draw(
                        label, at: Point(x, frame.maxY + 6 + Theme.tickLabel.size * 0.76),
                        anchor: TextAnchor(.middle, .baseline), style: Theme.tickLabel)
                }
            }
            for case let x? in xTicks.minor.map(plot.x.position) {
                canvas.line(
                    from: Point(x, frame.maxY), to: Point(x, frame.maxY + 2), color: Theme.minorTick,
                    style: StrokeStyle(width: 0.6))
            }
        }
        if chart.y.visible {
            for (value, label) in zip(yTicks.values, yTicks.labels) {
                guard let y = plot.y.position(value) else { continue }
                if !matrix {
                    canvas.line(
                        from: Point(frame.minX - 3.5, y), to: Point(frame.minX, y), color: Theme.axisLine, style: tick)
                }
                canvas.draw(
                    label, at: Point(frame.minX - 6, y), anchor: TextAnchor(.end, .middle), style: Theme.tickLabel)
            }
            for case let y? in yTicks.minor.map(plot.y.position) {
                canvas.line(
                    from: Point(frame.minX - 2, y), to: Point(frame.minX, y), color: Theme.minorTick,
                    style: StrokeStyle(width: 0.6))
            }
        }
        if !chart.x.label.isEmpty {
            let y = frame.maxY + (chart.x.visible ? xLabelHeight + 7 : 0) + Theme.gap
            canvas.draw(
                chart.x.label, at: Point(frame.midX, y), anchor: TextAnchor(.middle, .top), style: Theme.axisLabel)
        }
        if !chart.y.label.isEmpty {
            let widest =
                chart.y.visible
                ? (yTicks.labels.map { canvas.extents(of: $0, style: Theme.tickLabel).width }.max() ?? 0) + 7 : 0
            canvas.draw(
                chart.y.label, at: Point(frame.minX - widest - Theme.gap, frame.midY),
                anchor: TextAnchor(.middle, .baseline), style: Theme.axisLabel, rotation: -.pi / 2)
        }
    }

    private func drawLegend(on canvas: Canvas) {
        if let legendRows {
            legend.drawRows(in: legendRows, on: canvas)
            return
        }
        switch chart.legend {
        case .hidden, .top: return
        case .direct: drawDirectLabels(on: canvas)
        case .automatic:
            guard legend.entries.count > 1 || (legend.entries.count == 1 && chart.marks.count > 1) else { return }
            let points = chart.marks.flatMap { $0.occupied(in: plot) }
            if let place = legend.freeBox(in: frame, avoiding: points, on: canvas) {
                legend.drawBox(at: place, on: canvas)
            }
        }
    }

    /// Names at the lines' ends, moved apart where they would touch.
    private func drawDirectLabels(on canvas: Canvas) {
        var labels: [(text: String, color: Color, y: Double)] = []
        for entry in legend.entries {
            let last = chart.marks.filter { $0.style.series == entry.name }.flatMap { $0.occupied(in: plot) }
                .filter { frame.inset(by: -1).contains($0) }.max { $0.x < $1.x }
            if let last { labels.append((entry.label, entry.color, last.y)) }
        }
        labels.sort { $0.y < $1.y }
        let height = Theme.legend.size * 1.2
        for _ in 0..<50 {
            for i in labels.indices.dropFirst() {
                let overlap = labels[i - 1].y + height - labels[i].y
                if overlap > 0 {
                    labels[i - 1].y -= overlap / 2
                    labels[i].y += overlap / 2
                }
            }
            for i in labels.indices { labels[i].y = min(max(labels[i].y, frame.minY), frame.maxY) }
        }
        for label in labels {
            var style = Theme.directLabel
            style.color = Palette.ink(label.color)
            canvas.draw(
                label.text, at: Point(frame.maxX + 6, label.y), anchor: TextAnchor(.start, .middle), style: style)
        }
    }
}

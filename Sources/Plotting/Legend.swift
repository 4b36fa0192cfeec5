import Graphics

/// Where a chart names its series.
public enum LegendPosition: Sendable {
    /// In the corner of the plot that is free of data, else above the plot; none for a single series.
    case automatic
    case top
    /// Each line's name at its right end, in its colour.
    case direct
    case hidden
}

/// The names and looks of a chart's series.
struct Legend {
    struct Entry {
        var name: String
        /// The name as written: where room is short, without its middle.
        var label: String
        var color: Color
        var symbols: [(LegendSymbol, MarkStyle)]
    }

    private(set) var entries: [Entry]
    /// The size of names and rows, as a part of the usual one.
    private var scale = 1.0
    var rowHeight: Double { 15 * scale }
    private var style: TextStyle {
        var style = Theme.legend
        style.size *= scale
        return style
    }

    /// The width of the pictures of lines, points or areas before the names.
    private var swatchWidth: Double {
        let onlyPoints = entries.allSatisfy { $0.symbols.allSatisfy { if case .point = $0.0 { true } else { false } } }
        return onlyPoints ? 9 : 22
    }

    private static let entryGap = 14.0

    /// One entry a series, in order of appearance; marks of one series share it.
    init(marks: [any Mark], plot: (MarkStyle) -> Color) {
        var entries: [Entry] = []
        for mark in marks {
            guard let name = mark.style.series else { continue }
            let symbol = (mark.legendSymbol, mark.style)
            if let index = entries.firstIndex(where: { $0.name == name }) {
                let isNew = !entries[index].symbols.contains { kind, style in
                    kind == symbol.0 && style.dash == symbol.1.dash && style.symbol == symbol.1.symbol
                }
                if isNew { entries[index].symbols.append(symbol) }
            } else {
                entries.append(
                    Entry(name: name, label: name, color: plot(mark.style).opacity(1), symbols: [symbol]))
            }
        }
        self.entries = entries
    }

    private func width(of entry: Entry, on canvas: Canvas) -> Double {
        swatchWidth + 5 + canvas.extents(of: entry.label, style: style).width
    }

    // MARK: In rows above the plot

    /// The legend in so little room that its rows fit: in smaller letters, then with shortened names in columns, then
    /// with the first series only and the number of the others.
    func fitting(width: Double, height: Double, on canvas: Canvas) -> Legend {
        var legend = self
        for scale in [1, 0.9, 0.8, 0.7, 0.6] {
            legend = self
            legend.scale = scale
            legend.shorten(to: width, on: canvas)
            if legend.height(width: width, on: canvas) <= height { return legend }
        }
        let columns = max(1, Int(width / 90))
        for count in stride(from: 2, through: columns, by: 1) {
            legend.shorten(to: width / Double(count) - Legend.entryGap, on: canvas)
            if legend.height(width: width, on: canvas) <= height { return legend }
        }
        let most = columns * max(1, Int(height / legend.rowHeight))
        let others = min(max(1, legend.entries.count - (most - 1)), legend.entries.count)
        legend.entries.removeLast(others)
        let text = "and \(others) more"
        legend.entries.append(Entry(name: text, label: text, color: .black, symbols: []))
        return legend
    }

    private mutating func shorten(to width: Double, on canvas: Canvas) {
        label(canvas.fitted(entries.map(\.name), to: max(0, width - swatchWidth - 5), style: style))
    }

    /// Lets the names be written so.
    mutating func label(_ labels: [String]) {
        for (i, label) in zip(entries.indices, labels) { entries[i].label = label }
    }

    /// The height of all rows.
    func height(width: Double, on canvas: Canvas) -> Double {
        Double(rows(width: width, on: canvas).count) * rowHeight
    }

    /// The entries in rows of at most the given width, the rows about equally long.
    func rows(width: Double, on canvas: Canvas) -> [[Entry]] {
        guard !entries.isEmpty else { return [] }
        let widths = entries.map { self.width(of: $0, on: canvas) + Legend.entryGap }
        for count in 1...entries.count {
            let length = (entries.count + count - 1) / count
            let starts = Array(stride(from: 0, to: entries.count, by: length))
            let rows = starts.map { $0..<min($0 + length, entries.count) }
            if count == entries.count || rows.allSatisfy({ widths[$0].reduce(-Legend.entryGap, +) <= width }) {
                return rows.map { Array(entries[$0]) }
            }
        }
        return []
    }

    func drawRows(in box: Rectangle, on canvas: Canvas) {
        for (r, row) in rows(width: box.width, on: canvas).enumerated() {
            var x = box.minX
            let y = box.minY + (Double(r) + 0.5) * rowHeight
            for entry in row {
                draw(entry, at: Point(x, y), on: canvas)
                x += width(of: entry, on: canvas) + Legend.entryGap
            }
        }
    }

    // MARK: In a box inside the plot

    func boxSize(on canvas: Canvas) -> Size {
        let width = entries.map { self.width(of: $0, on: canvas) }.max() ?? 0
        return Size(width + 12, Double(entries.count) * rowHeight + 6)
    }

    func drawBox(at box: Rectangle, on canvas: Canvas) {
        canvas.fill(Path(box, cornerRadius: 3), with: Color.white.opacity(0.85))
        for (i, entry) in entries.enumerated() {
            draw(entry, at: Point(box.minX + 6, box.minY + 3 + (Double(i) + 0.5) * rowHeight), on: canvas)
        }
    }

    /// The place in the frame that covers no data, corners first, or nil.
    func freeBox(in frame: Rectangle, avoiding points: [Point], on canvas: Canvas) -> Rectangle? {
        let size = boxSize(on: canvas)
        guard size.width < 0.6 * frame.width, size.height < 0.6 * frame.height else { return nil }
        let margin = 6.0
        let (left, right) = (frame.minX + margin, frame.maxX - margin - size.width)
        let (top, bottom) = (frame.minY + margin, frame.maxY - margin - size.height)
        let places = [
            Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom),
            Point((left + right) / 2, top), Point((left + right) / 2, bottom), Point(right, (top + bottom) / 2),
            Point(left, (top + bottom) / 2),
        ]
        return places.lazy.map { Rectangle(x: $0.x, y: $0.y, width: size.width, height: size.height) }.first { box in
            let zone = box.inset(by: -4)
            return !points.contains { zone.contains($0) }
        }
    }

    /// Swatch and name, the middle of the swatch's left edge at the point.
    private func draw(_ entry: Entry, at p: Point, on canvas: Canvas) {
        let end = p + Point(swatchWidth, 0)
        for (symbol, style) in entry.symbols {
            let color = entry.color
            switch symbol {
            case .line:
                if color.contrast(with: .white) < 1.6 {  // a pale line, meant for a dark field
                    canvas.line(from: p, to: end, color: Color(grey: 0.35), style: StrokeStyle(width: 5, cap: .round))
                }
                canvas.line(
                    from: p, to: end, color: color,
                    style: StrokeStyle(width: max(style.lineWidth ?? 1.8, 1.2), dash: style.dash))
            case .point:
                PointMark.draw(
                    style.symbol, at: 0.5 * (p + end), diameter: max(5.5, min(style.symbolSize ?? 6, 8)), color: color,
                    on: canvas)
            case .area:
                let box = Rectangle(x: p.x + 4, y: p.y - 4.5, width: swatchWidth - 8, height: 9)
                canvas.fill(Path(box), with: color.opacity(max(style.opacity, 0.3)))
            }
        }
        canvas.draw(
            entry.label, at: end + Point(5, 0), anchor: TextAnchor(.start, .middle), style: style)
    }
}

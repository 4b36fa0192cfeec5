import Graphics

/// Rectangles: one area of the plot, or a matrix as coloured cells (a heat map, a confusion matrix).
public struct RectangleMark: Mark {
    private enum Content: Sendable {
        case area(x: ClosedRange<Double>, y: ClosedRange<Double>)
        case matrix([[Double]], rows: [String], columns: [String], format: (@Sendable (Double) -> String)?)
    }

    private let content: Content
    public let colorScale: ColorScale?
    public var style: MarkStyle

    /// One rectangle of the plot.
    public init(x: ClosedRange<Double>, y: ClosedRange<Double>, series: String? = nil) {
        content = .area(x: x, y: y)
        colorScale = nil
        style = MarkStyle(series: series)
        style.opacity = 0.15
    }

    /// A matrix by rows, the first row on top; entries that are NaN stay grey.
    /// - Parameters:
    ///   - rows: names along y; 0, 1, 2 … if there are none.
    ///   - columns: names along x.
    ///   - colors: the colour map and the values of its ends; by default white to blue from 0 to the largest entry.
    ///   - format: what stands in each cell, or nil for nothing.
    public init(
        matrix: [[some PlotValue]], rows: [String] = [], columns: [String] = [], colors: ColorScale? = nil,
        format: (@Sendable (Double) -> String)? = nil
    ) {
        let values = matrix.map { $0.map(\.plotValue) }
        let columnCount = values.map(\.count).max() ?? 0
        func names(_ given: [String], _ count: Int) -> [String] {
            (0..<count).map { $0 < given.count ? given[$0] : String($0) }
        }
        content = .matrix(values, rows: names(rows, values.count), columns: names(columns, columnCount), format: format)
        let finite = values.joined().filter(\.isFinite)
        let low = min(0, finite.min() ?? 0)
        colorScale = colors ?? ColorScale(.blues, domain: low...max(low, finite.max() ?? 1))
        style = MarkStyle()
    }

    public var bounds: MarkBounds {
        var bounds = MarkBounds()
        switch content {
        case .area(let x, let y):
            bounds.x = [x.lowerBound, x.upperBound]
            bounds.y = [y.lowerBound, y.upperBound]
        case .matrix(_, let rows, let columns, _):
            bounds.xCategories = columns
            bounds.yCategories = rows
        }
        if case .matrix = content { (bounds.tightX, bounds.tightY) = (true, true) }
        return bounds
    }

    public var legendSymbol: LegendSymbol { .area }

    public func draw(on canvas: Canvas, in plot: Plot) {
        switch content {
        case .area(let x, let y):
            guard let a = plot.point(x.lowerBound, y.lowerBound), let b = plot.point(x.upperBound, y.upperBound) else {
                return
            }
            canvas.fill(Path(Rectangle(a, b)), with: plot.color(of: style))
        case .matrix(let values, _, _, let format):
            guard let colorScale else { return }
            for (r, row) in values.enumerated() {
                for (c, value) in row.enumerated() {
                    guard let a = plot.point(Double(c) - 0.5, Double(r) - 0.5),
                        let b = plot.point(Double(c) + 0.5, Double(r) + 0.5)
                    else { continue }
                    let cell = Rectangle(a, b)
                    let color = colorScale.color(value)
                    canvas.fill(Path(cell.inset(by: 0.4)), with: color)
                    if let format {
                        let ink = Color(grey: 0.1)
                        var text = Theme.tickLabel
                        text.color = color.contrast(with: ink) > color.contrast(with: .white) ? ink : .white
                        let label = format(value)
                        // Numbers that do not fit their cell get smaller.
                        let room = cell.width - 4
                        let width = canvas.extents(of: label, style: text).width
                        if width > room { text.size *= room / width }
                        text.size = min(text.size, cell.height * 0.7)
                        canvas.draw(label, at: cell.center, anchor: TextAnchor(.middle, .middle), style: text)
                    }
                }
            }
        }
    }
}

import Foundation
import Graphics

/// Several figures in rows and columns, each with its title: "(a) training loss".
public struct Panels: Figure {
    /// One figure with the words above it.
    public struct Panel {
        var title: String
        var figure: any Figure

        public init(_ title: String = "", _ figure: any Figure) {
            self.title = title
            self.figure = figure
        }
    }

    public var title: String
    public let columns: Int
    public let panels: [Panel]
    /// Whether titles begin with (a), (b) …
    public var lettered: Bool
    /// Whether the series of all charts are named once, on top, instead of in each chart.
    public var sharedLegend: Bool
    private let gap = 8.0

    /// - Parameter columns: panels in a row, at least 1.
    public init(
        _ title: String = "", columns: Int, lettered: Bool = true, sharedLegend: Bool = false,
        @PanelsBuilder panels: () throws -> [Panel]
    ) rethrows {
        self.title = title
        self.columns = max(1, columns)
        self.lettered = lettered
        self.sharedLegend = sharedLegend
        self.panels = try panels()
    }

    private static let titleHeight = Theme.title.size * 1.2 + Theme.gap

    /// The figures as drawn: charts without their own titles (those stand in the panel's) and, if the legend is shared,
    /// without legends.
    private var figures: [(title: String, figure: any Figure)] {
        let names = sharedSeries
        return panels.enumerated().map { index, panel in
            let letter = lettered && panels.count > 1 ? "(\(Panels.letter(index)))" : ""
            var title = panel.title
            var figure = panel.figure
            if var chart = figure as? Chart {
                if title.isEmpty { title = chart.title }
                chart.title = ""
                if sharedLegend {
                    chart.legend = .hidden
                    chart.sharedSeries = names
                }
                figure = chart
            }
            return ([letter, title].filter { !$0.isEmpty }.joined(separator: " "), figure)
        }
    }

    private static func letter(_ index: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
        return (index >= 26 ? String(alphabet[index / 26 - 1]) : "") + String(alphabet[index % 26])
    }

    /// The names of all charts' series in order of appearance, so that a name has one colour in all panels.
    private var sharedSeries: [String] {
        var names: [String] = []
        for panel in panels {
            guard let chart = panel.figure as? Chart else { continue }
            for name in chart.seriesNames where !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func legend(on canvas: Canvas) -> Legend? {
        guard sharedLegend else { return nil }
        let charts = panels.compactMap { $0.figure as? Chart }
        let names = sharedSeries
        let legend = Legend(marks: charts.flatMap(\.marks)) { style in
            style.color ?? Palette.color(style.series.flatMap(names.firstIndex) ?? 0)
        }
        return legend.entries.isEmpty
            ? nil : legend.fitting(width: width - 2 * Theme.margin, height: .infinity, on: canvas)
    }

    private var rowCount: Int { (panels.count + columns - 1) / columns }

    private func cells() -> (widths: [Double], heights: [Double]) {
        var widths = [Double](repeating: 0, count: columns)
        var heights = [Double](repeating: 0, count: rowCount)
        for (index, item) in figures.enumerated() {
            let titleHeight = item.title.isEmpty ? 0 : Panels.titleHeight
            widths[index % columns] = max(widths[index % columns], item.figure.size.width)
            heights[index / columns] = max(heights[index / columns], item.figure.size.height + titleHeight)
        }
        return (widths, heights)
    }

    private var width: Double {
        let used = cells().widths.filter { $0 > 0 }
        return max(1, used.reduce(0, +) + gap * Double(max(0, used.count - 1)))
    }

    /// The shared legend's rows; the figure grows by as many as it needs.
    private func legendHeight(_ legend: Legend, on canvas: Canvas) -> Double {
        legend.height(width: width - 2 * Theme.margin, on: canvas)
    }

    private func top(_ legend: Legend?, on canvas: Canvas) -> Double {
        (title.isEmpty ? 4 : Theme.margin + Theme.title.size * 1.45)
            + (legend.map { legendHeight($0, on: canvas) + 6 } ?? 0)
    }

    public var size: Size {
        let heights = cells().heights
        // Measuring needs a canvas, and the size is asked for before there is one.
        let top = (try? Canvas(size: Size(1, 1))).map { self.top(legend(on: $0), on: $0) } ?? 0
        return Size(width, max(1, top + heights.reduce(0, +) + gap * Double(max(0, heights.count - 1))))
    }

    public func draw(on canvas: Canvas) throws {
        var y = 0.0
        if !title.isEmpty {
            var style = Theme.title
            style.size = 13.5
            canvas.draw(
                title, at: Point(Theme.margin, Theme.margin), anchor: TextAnchor(.start, .top), style: style)
        }
        let legend = legend(on: canvas)
        let top = self.top(legend, on: canvas)
        if let legend {
            let height = legendHeight(legend, on: canvas)
            legend.drawRows(
                in: Rectangle(
                    x: Theme.margin, y: top - height - 4, width: width - 2 * Theme.margin, height: height), on: canvas)
        }
        y = top
        let (widths, heights) = cells()
        let figures = figures
        for row in 0..<rowCount {
            var x = 0.0
            for column in 0..<columns where row * columns + column < figures.count {
                let item = figures[row * columns + column]
                let titleHeight = item.title.isEmpty ? 0 : Panels.titleHeight
                if !item.title.isEmpty {
                    canvas.draw(
                        item.title, at: Point(x + Theme.margin, y + Theme.gap), anchor: TextAnchor(.start, .top),
                        style: Theme.title)
                }
                try canvas.saved {
                    canvas.translate(x: x, y: y + titleHeight)
                    try item.figure.draw(on: canvas)
                }
                x += widths[column] + gap
            }
            y += heights[row] + gap
        }
    }
}

/// The figures of ``Panels``; takes `if`, `for` and plain figures (a chart's own title becomes the panel's).
@resultBuilder
public enum PanelsBuilder {
    public static func buildExpression(_ panel: Panels.Panel) -> [Panels.Panel] { [panel] }
    public static func buildExpression(_ figure: any Figure) -> [Panels.Panel] { [Panels.Panel("", figure)] }
    public static func buildExpression(_ figures: [any Figure]) -> [Panels.Panel] {
        figures.map { Panels.Panel("", $0) }
    }
    public static func buildBlock(_ parts: [Panels.Panel]...) -> [Panels.Panel] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [Panels.Panel]?) -> [Panels.Panel] { part ?? [] }
    public static func buildEither(first: [Panels.Panel]) -> [Panels.Panel] { first }
    public static func buildEither(second: [Panels.Panel]) -> [Panels.Panel] { second }
    public static func buildArray(_ parts: [[Panels.Panel]]) -> [Panels.Panel] { parts.flatMap { $0 } }
}

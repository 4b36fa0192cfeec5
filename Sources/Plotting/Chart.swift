import Foundation
import Graphics

/// Marks over two axes.
///
/// ```swift
/// Chart(x: "epoch", y: .log("loss")) {
///     LineMark(y: training, series: "train")
///     LineMark(y: test, series: "test").lineStyle(.dashed)
///     RuleMark(y: 0.1, label: "the lecture's")
/// }
/// ```
public struct Chart: Figure, Sendable {
    public var title: String
    public var x: Axis
    public var y: Axis
    public var legend: LegendPosition
    /// Whether one unit of x is as long as one of y.
    public var equalUnits: Bool
    public var size: Size
    public let marks: [any Mark]
    /// The series of all charts that share a legend with this one, in order: they set the colours.
    var sharedSeries: [String] = []

    /// The size that suits half a slide or a column of a page.
    public static let standardSize = Size(400, 270)

    public init(
        _ title: String = "", x: Axis = "", y: Axis = "", legend: LegendPosition = .automatic,
        equalUnits: Bool = false, size: Size = Chart.standardSize, @ChartBuilder marks: () throws -> [any Mark]
    ) rethrows {
        self.title = title
        self.x = x
        self.y = y
        self.legend = legend
        self.equalUnits = equalUnits
        self.size = size
        self.marks = try marks()
    }

    public func draw(on canvas: Canvas) throws {
        let layout = ChartLayout(self, in: Rectangle(size), on: canvas)
        try layout.draw(on: canvas)
    }
}

extension Chart {
    /// The series in order of appearance.
    var seriesNames: [String] {
        var names: [String] = []
        for case let name? in marks.map(\.style.series) where !names.contains(name) { names.append(name) }
        return names
    }

    /// The colour of each series: its own, else the palette's next.
    var seriesColors: [String: Color] {
        var colors: [String: Color] = [:]
        for (index, name) in seriesNames.enumerated() {
            let index = sharedSeries.firstIndex(of: name) ?? index
            let own = marks.lazy.filter { $0.style.series == name }.compactMap(\.style.color).first
            colors[name] = own ?? Palette.color(index)
        }
        return colors
    }
}

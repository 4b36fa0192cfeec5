import Graphics

/// A number that a chart can place.
public protocol PlotValue: Sendable {
    var plotValue: Double { get }
}

extension Double: PlotValue { public var plotValue: Double { self } }
extension Float: PlotValue { public var plotValue: Double { Double(self) } }
extension Int: PlotValue { public var plotValue: Double { Double(self) } }
extension UInt8: PlotValue { public var plotValue: Double { Double(self) } }

/// Numbers that a chart can place: arrays of numbers and ranges of whole ones.
///
/// Marks take `any PlotValues` rather than generic sequences: the compiler then settles the type of an argument such as
/// `(1...10).map { exp(-0.1 * Double($0)) }` by itself, which is much faster.
public protocol PlotValues {
    var plotValues: [Double] { get }
}

extension Array: PlotValues where Element: PlotValue {
    public var plotValues: [Double] { map(\.plotValue) }
}
extension ArraySlice: PlotValues where Element: PlotValue {
    public var plotValues: [Double] { map(\.plotValue) }
}
extension ClosedRange: PlotValues where Bound == Int {
    public var plotValues: [Double] { map(Double.init) }
}
extension Range: PlotValues where Bound == Int {
    public var plotValues: [Double] { map(Double.init) }
}

/// Something that a chart draws from data: a line, points, bars. Add your own by conforming a type.
public protocol Mark: Sendable {
    /// Name and looks.
    var style: MarkStyle { get set }
    /// The values that the axes must hold, if the chart may choose.
    var bounds: MarkBounds { get }
    /// Draws the mark; the plot maps data to the page and knows the series' colour.
    func draw(on canvas: Canvas, in plot: Plot) throws
    /// Positions on the page that a legend or a label had better not cover.
    func occupied(in plot: Plot) -> [Point]
    /// How the legend shows the mark.
    var legendSymbol: LegendSymbol { get }
    /// The colours of values, where the mark shows values by colour: it gets a colour bar.
    var colorScale: ColorScale? { get }
    /// What the mark is to the chart: data unless it says otherwise.
    var role: MarkRole { get }
}

/// What a mark is to its chart.
public enum MarkRole: Sendable {
    /// Drawn inside the plot; labels keep off it.
    case data
    /// Drawn inside the plot, but labels may stand on it: a line that marks a value.
    case guide
    /// Drawn last and not cut off at the plot's border: words.
    case note
}

extension Mark {
    public func occupied(in plot: Plot) -> [Point] { [] }
    public var colorScale: ColorScale? { nil }
    public var legendSymbol: LegendSymbol { .line }
    public var role: MarkRole { .data }
}

/// Name and looks of a mark; what is nil the chart chooses.
public struct MarkStyle: Sendable {
    /// The name in the legend. Marks of one name share a colour; marks without one have the first.
    public var series: String?
    public var color: Color?
    public var opacity = 1.0
    public var lineWidth: Double?
    public var dash: [Double] = []
    /// Diameter of points.
    public var symbolSize: Double?
    public var symbol: PointSymbol = .circle

    public init(series: String? = nil) { self.series = series }
}

public enum PointSymbol: CaseIterable, Sendable { case circle, square, triangle, diamond, cross, ring }

public enum LegendSymbol: Sendable { case line, point, area }

/// A pattern of dashes.
public enum LineDash: Sendable {
    case solid, dashed, dotted, dashDotted

    /// Lengths of strokes and gaps in points.
    public var lengths: [Double] {
        switch self {
        case .solid: []
        case .dashed: [5, 3]
        case .dotted: [1.2, 2.4]
        case .dashDotted: [6, 2.5, 1.2, 2.5]
        }
    }
}

extension Mark {
    /// A colour other than the series' automatic one.
    public func foregroundStyle(_ color: Color) -> Self { changed { $0.color = color } }
    public func opacity(_ opacity: Double) -> Self { changed { $0.opacity = opacity } }
    /// Width in points and dashes of a line.
    public func lineStyle(width: Double? = nil, _ dash: LineDash = .solid) -> Self {
        changed {
            if let width { $0.lineWidth = width }
            $0.dash = dash.lengths
        }
    }
    /// Shape, and diameter in points, of a point.
    public func symbol(_ symbol: PointSymbol, size: Double? = nil) -> Self {
        changed {
            $0.symbol = symbol
            if let size { $0.symbolSize = size }
        }
    }
    public func symbolSize(_ size: Double) -> Self { changed { $0.symbolSize = size } }

    private func changed(_ change: (inout MarkStyle) -> Void) -> Self {
        var copy = self
        change(&copy.style)
        return copy
    }
}

/// The values that a mark needs room for.
public struct MarkBounds: Sendable {
    public var x: [Double] = []
    public var y: [Double] = []
    /// Names of categories along x, at 0, 1, 2 …
    public var xCategories: [String] = []
    public var yCategories: [String] = []
    /// Whether the y axis must begin (or end) at 0, as for bars.
    public var includesZero = false
    /// Whether marks of several series share the room of a category, side by side, as bars do.
    public var sharesCategories = false
    /// Whether data reach the borders of the plot without a margin, as lines along x and fields do.
    public var tightX = false
    public var tightY = false

    public init() {}

    public init(x: [Double], y: [Double]) {
        self.x = x
        self.y = y
    }
}

/// The marks of a chart; takes `if`, `if/else`, `switch`, `for` and optionals.
@resultBuilder
public enum ChartBuilder {
    public static func buildExpression(_ mark: any Mark) -> [any Mark] { [mark] }
    public static func buildExpression(_ marks: [any Mark]) -> [any Mark] { marks }
    public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
    public static func buildEither(first: [any Mark]) -> [any Mark] { first }
    public static func buildEither(second: [any Mark]) -> [any Mark] { second }
    public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
}

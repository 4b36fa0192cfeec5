/// What an axis of a chart shows. A string literal is an axis with that label and everything else automatic.
public struct Axis: ExpressibleByStringLiteral, Sendable {
    /// The quantity and its unit; `_` and `^` lower and raise (`x^{2}`, `v_t`).
    public var label: String
    public var scale: Scale
    /// The range of values shown, or nil for that of the data. On a log scale its ends must be positive.
    public var domain: ClosedRange<Double>?
    public var format: TickFormat
    /// Where ticks stand, or nil for round numbers.
    public var ticks: [Double]?
    /// Whether faint lines cross the plot at the ticks.
    public var grid: Bool
    /// Whether the axis runs from large to small (from top to bottom for y, as in a matrix).
    public var reversed: Bool
    /// Whether ticks and their labels are drawn.
    public var visible: Bool

    public init(
        _ label: String = "", scale: Scale = .linear, domain: ClosedRange<Double>? = nil,
        format: TickFormat = .automatic, ticks: [Double]? = nil, grid: Bool = true, reversed: Bool = false,
        visible: Bool = true
    ) {
        self.label = label
        self.scale = scale
        self.domain = domain
        self.format = format
        self.ticks = ticks
        self.grid = grid
        self.reversed = reversed
        self.visible = visible
    }

    public init(stringLiteral label: String) { self.init(label) }

    /// A logarithmic axis.
    public static func log(_ label: String, domain: ClosedRange<Double>? = nil) -> Axis {
        Axis(label, scale: .log, domain: domain)
    }

    /// Parts of one as percentages.
    public static func percent(_ label: String, domain: ClosedRange<Double>? = nil) -> Axis {
        Axis(label, domain: domain, format: .percent)
    }

    /// Neither ticks nor grid.
    public static func hidden(_ label: String = "", domain: ClosedRange<Double>? = nil) -> Axis {
        Axis(label, domain: domain, grid: false, visible: false)
    }
}

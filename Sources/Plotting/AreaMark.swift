import Graphics

/// The area between two curves over x, or between a curve and 0: bands of uncertainty, densities.
public struct AreaMark: Mark {
    let x: [Double]
    let low: [Double]
    let high: [Double]
    private let fromZero: Bool
    public var style: MarkStyle

    /// The band from `yStart` to `yEnd`.
    public init(
        x: any PlotValues, yStart: any PlotValues, yEnd: any PlotValues,
        series: String? = nil
    ) {
        let triples = zip(x.plotValues, zip(yStart.plotValues, yEnd.plotValues)).map { ($0, $1.0, $1.1) }
        (self.x, low, high) = (triples.map(\.0), triples.map(\.1), triples.map(\.2))
        fromZero = false
        style = MarkStyle(series: series)
        style.opacity = 0.2
    }

    /// The area between 0 and y.
    public init(x: any PlotValues, y: any PlotValues, series: String? = nil) {
        let pairs = zip(x.plotValues, y.plotValues).map { ($0, $1) }
        (self.x, low, high) = (pairs.map(\.0), pairs.map { _ in 0 }, pairs.map(\.1))
        fromZero = true
        style = MarkStyle(series: series)
        style.opacity = 0.2
    }

    public var bounds: MarkBounds {
        var bounds = MarkBounds(x: x, y: low + high)
        bounds.includesZero = fromZero
        bounds.tightX = true
        return bounds
    }

    public var legendSymbol: LegendSymbol { .area }

    public func draw(on canvas: Canvas, in plot: Plot) {
        var upper: [Point] = []
        var lower: [Point] = []
        func fill() {
            if upper.count > 1 {
                canvas.fill(Path(upper + lower.reversed(), closed: true), with: plot.color(of: style))
            }
            (upper, lower) = ([], [])
        }
        for i in x.indices {
            // On a log axis the area reaches down to the border.
            let base = plot.y.scale == .log && low[i] <= 0 ? plot.y.domain.lowerBound : low[i]
            guard let top = plot.point(x[i], high[i]), let bottom = plot.point(x[i], base) else {
                fill()
                continue
            }
            upper.append(top)
            lower.append(bottom)
        }
        fill()
    }

    public func occupied(in plot: Plot) -> [Point] {
        x.indices.flatMap { i in [low[i], (low[i] + high[i]) / 2, high[i]].compactMap { plot.point(x[i], $0) } }
    }
}

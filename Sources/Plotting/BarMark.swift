import Foundation
import Graphics

/// Bars from 0: over named categories (series stand side by side), or over intervals of x (histograms).
public struct BarMark: Mark {
    enum Place: Sendable {
        case category(String)
        case interval(Double, Double)
    }

    let places: [Place]
    let heights: [Double]
    /// Whether the height stands above each bar.
    let labelled: Bool
    public var style: MarkStyle

    /// One bar a category.
    public init(
        x categories: [String], y: any PlotValues, series: String? = nil, labelled: Bool = false
    ) {
        let pairs = Array(zip(categories, y.plotValues))
        places = pairs.map { .category($0.0) }
        heights = pairs.map(\.1)
        self.labelled = labelled
        style = MarkStyle(series: series)
    }

    /// Bars over the intervals between neighbouring edges (one edge more than heights).
    public init(edges: [Double], y: any PlotValues, series: String? = nil) {
        let pairs = zip(zip(edges, edges.dropFirst()), y.plotValues).map { ($0, $1) }
        places = pairs.map { .interval($0.0.0, $0.0.1) }
        heights = pairs.map(\.1)
        labelled = false
        style = MarkStyle(series: series)
    }

    /// A histogram of the finite values in a range: counts, or a density of these values, whose area is 1.
    /// - Parameter range: of all bins together; by default that of the values.
    public init(
        histogram values: any PlotValues, bins: Int = 30, range: ClosedRange<Double>? = nil,
        density: Bool = false, series: String? = nil
    ) {
        let finite = values.plotValues.filter(\.isFinite)
        let low = range?.lowerBound ?? finite.min() ?? 0
        var high = range?.upperBound ?? finite.max() ?? 1
        if high <= low { high = low + 1 + 1e-6 * abs(low) }
        let bins = max(1, bins)
        var counts = [Double](repeating: 0, count: bins)
        for value in finite where value >= low && value <= high {
            let fraction = (value / 2 - low / 2) / (high / 2 - low / 2)  // halves: the whole range could overflow
            counts[min(bins - 1, Int(fraction * Double(bins)))] += 1
        }
        let width = (high - low) / Double(bins)
        // Densityₖ = countₖ/(n w) with n values in the range, so that Σ densityₖ w = 1.
        let n = counts.reduce(0, +)
        if density, n > 0 { counts = counts.map { $0 / (n * width) } }
        self.init(edges: (0...bins).map { low + Double($0) * width }, y: counts, series: series)
    }

    var isCategorical: Bool {
        if case .category? = places.first { true } else { false }
    }

    public var bounds: MarkBounds {
        var bounds = MarkBounds(x: [], y: heights)
        for place in places {
            switch place {
            case .category(let name): bounds.xCategories.append(name)
            case .interval(let left, let right): bounds.x += [left, right]
            }
        }
        bounds.includesZero = true
        bounds.sharesCategories = isCategorical
        bounds.tightX = !isCategorical
        return bounds
    }

    public var legendSymbol: LegendSymbol { .area }

    /// The bars' rectangles on the page, with the index of each bar that has one.
    func rectangles(in plot: Plot) -> [(Int, Rectangle)] {
        let base = plot.y.position(plot.y.scale == .log ? plot.y.domain.lowerBound : 0) ?? plot.frame.maxY
        let (slot, group) = plot.share(of: style)
        return places.indices.compactMap { i in
            guard let top = plot.y.position(heights[i]) else { return nil }
            switch places[i] {
            case .category(let name):
                guard let middle = plot.xPosition(ofCategory: name), let next = plot.x.position(1),
                    let zero = plot.x.position(0)
                else { return nil }
                let width = 0.74 * abs(next - zero)
                let bar = width / Double(group)
                let left = middle - width / 2 + Double(slot) * bar
                return (i, Rectangle(Point(left, base), Point(left + bar * (group > 1 ? 0.94 : 1), top)))
            case .interval(let start, let end):
                guard let left = plot.x.position(start), let right = plot.x.position(end) else { return nil }
                return (i, Rectangle(Point(left, base), Point(right, top)))
            }
        }
    }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        for (i, box) in rectangles(in: plot) {
            if isCategorical {
                canvas.fill(Path(box), with: color)
            } else {
                canvas.fill(Path(box), with: color)
                if box.width > 3 {
                    canvas.stroke(Path(box), with: .white, style: StrokeStyle(width: 0.6, join: .miter))
                }
            }
            if labelled {
                let up = heights[i] >= 0
                canvas.draw(
                    NumberText.short(heights[i]), at: Point(box.midX, up ? box.minY - 2 : box.maxY + 2),
                    anchor: TextAnchor(.middle, up ? .bottom : .top), style: Theme.caption)
            }
        }
    }

    public func occupied(in plot: Plot) -> [Point] {
        rectangles(in: plot).flatMap { _, whole -> [Point] in
            guard let box = whole.intersection(plot.frame) else { return [] }
            var points: [Point] = []
            for x in stride(from: box.minX, through: box.maxX, by: max(4, box.width / 4)) {
                for y in stride(from: box.minY, through: box.maxY, by: 6) { points.append(Point(x, y)) }
            }
            return points
        }
    }
}

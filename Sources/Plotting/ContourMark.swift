import Foundation
import Graphics

/// Lines on which a function of x and y is constant, by marching squares.
public struct ContourMark: Mark {
    let grid: FieldGrid
    let levels: [Double]
    public var style: MarkStyle

    /// - Parameter levels: the values of the lines.
    public init(
        x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double], samples: Int = 160,
        _ function: (Double, Double) -> Double
    ) {
        grid = FieldGrid(x: x, y: y, samples: samples, function)
        self.levels = levels
        style = ContourMark.initialStyle
    }

    /// - Parameters:
    ///   - levels: how many lines, at values of which each has equally many samples below it as the one before:
    ///     dense where the function is flat.
    public init(
        x: ClosedRange<Double>, y: ClosedRange<Double>, levels: Int = 12, samples: Int = 160,
        _ function: (Double, Double) -> Double
    ) {
        grid = FieldGrid(x: x, y: y, samples: samples, function)
        let sorted = grid.values.filter(\.isFinite).sorted()
        let count = max(1, levels)
        self.levels =
            sorted.isEmpty ? [] : (1...count).map { sorted[($0 * sorted.count / (count + 1))] }
        style = ContourMark.initialStyle
    }

    private static var initialStyle: MarkStyle {
        var style = MarkStyle()
        style.color = Color(grey: 0.55)
        style.lineWidth = 0.8
        return style
    }

    public var bounds: MarkBounds { grid.bounds }

    public func draw(on canvas: Canvas, in plot: Plot) {
        let color = plot.color(of: style)
        for level in levels {
            var path = Path()
            for segment in segments(level: level) {
                guard let a = plot.point(grid.xValue(segment.0.x), grid.yValue(segment.0.y)),
                    let b = plot.point(grid.xValue(segment.1.x), grid.yValue(segment.1.y))
                else { continue }
                path.move(to: a)
                path.line(to: b)
            }
            canvas.stroke(path, with: color, style: StrokeStyle(width: style.lineWidth ?? 0.8, cap: .round))
        }
    }

    /// Pieces of the line in grid coordinates: in each cell, between the points where its sides cross the level
    /// (linear along a side). A saddle, where all four sides cross, is cut as the mean of its corners says.
    func segments(level: Double) -> [(Point, Point)] {
        var result: [(Point, Point)] = []
        let n = grid.samples
        for j in 0..<n - 1 {
            for i in 0..<n - 1 {
                let corners = [grid[i, j], grid[i + 1, j], grid[i + 1, j + 1], grid[i, j + 1]]
                let above = corners.map { $0 > level }
                if above == [true, true, true, true] || above == [false, false, false, false] { continue }
                guard corners.allSatisfy(\.isFinite) else { continue }
                let places = [Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1)]
                let origin = Point(Double(i), Double(j))
                var crossings: [Point] = []
                for side in 0..<4 {
                    let next = (side + 1) % 4
                    guard above[side] != above[next] else { continue }
                    let t = (level - corners[side]) / (corners[next] - corners[side])
                    crossings.append(origin + places[side] + t * (places[next] - places[side]))
                }
                if crossings.count == 2 {
                    result.append((crossings[0], crossings[1]))
                } else if crossings.count == 4 {
                    let middle = corners.reduce(0, +) / 4 > level
                    let first = middle == above[0] ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
                    for (a, b) in first { result.append((crossings[a], crossings[b])) }
                }
            }
        }
        return result
    }
}

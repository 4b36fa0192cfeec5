import Foundation
import Graphics

/// A function of x and y as colours, sampled on a grid over its rectangle: a loss landscape, a density, the regions of a
/// classifier.
public struct FieldMark: Mark {
    let grid: FieldGrid
    public let colorScale: ColorScale?
    public var style = MarkStyle()

    /// - Parameters:
    ///   - samples: along each axis, at least 2.
    ///   - scale: how values become colours; `log` for landscapes that range over decades.
    public init(
        x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int = 160, colors map: ColorMap = .viridis,
        domain: ClosedRange<Double>? = nil, scale: Scale = .linear, label: String = "",
        _ function: (Double, Double) -> Double
    ) {
        grid = FieldGrid(x: x, y: y, samples: samples, function)
        let usable = grid.values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
        let low = usable.min() ?? 0
        colorScale = ColorScale(map, domain: domain ?? low...max(low, usable.max() ?? 1), scale: scale, label: label)
    }

    public var bounds: MarkBounds { grid.bounds }

    public func draw(on canvas: Canvas, in plot: Plot) throws {
        guard let colorScale, let a = plot.point(grid.x.lowerBound, grid.y.lowerBound),
            let b = plot.point(grid.x.upperBound, grid.y.upperBound)
        else { return }
        // The plot's axes need not be linear: every pixel asks for the nearest sample of its own place.
        let n = grid.samples
        var bytes: [UInt8] = []
        bytes.reserveCapacity(n * n * 4)
        let box = Rectangle(a, b)
        let opacity = UInt8((255 * min(max(style.opacity, 0), 1)).rounded())
        for row in 0..<n {
            let yValue = plot.y.value(at: box.minY + (Double(row) + 0.5) / Double(n) * box.height)
            for column in 0..<n {
                let xValue = plot.x.value(at: box.minX + (Double(column) + 0.5) / Double(n) * box.width)
                bytes += colorScale.color(grid.interpolated(xValue, yValue)).bytes
                bytes.append(opacity)
            }
        }
        try canvas.draw(Image(width: n, height: n, format: .rgba, bytes: bytes), in: box, smooth: true)
    }
}

/// Values of a function on a regular grid.
struct FieldGrid: Sendable {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let samples: Int
    /// Rows of constant y, from the lowest.
    let values: [Double]

    init(x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int, _ function: (Double, Double) -> Double) {
        let n = max(2, min(samples, 2000))
        (self.x, self.y, self.samples) = (x, y, n)
        func at(_ range: ClosedRange<Double>, _ i: Int) -> Double {
            range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(n - 1)
        }
        var values: [Double] = []
        values.reserveCapacity(n * n)
        for j in 0..<n {
            for i in 0..<n { values.append(function(at(x, i), at(y, j))) }
        }
        self.values = values
    }

    func xValue(_ i: Double) -> Double { x.lowerBound + (x.upperBound - x.lowerBound) * i / Double(samples - 1) }
    func yValue(_ j: Double) -> Double { y.lowerBound + (y.upperBound - y.lowerBound) * j / Double(samples - 1) }
    subscript(i: Int, j: Int) -> Double { values[j * samples + i] }

    /// The value between the four samples around a place; clamped at the border.
    func interpolated(_ px: Double, _ py: Double) -> Double {
        func cell(_ value: Double, _ range: ClosedRange<Double>) -> (Int, Double) {
            let position = (value - range.lowerBound) / (range.upperBound - range.lowerBound) * Double(samples - 1)
            let clamped = min(max(position.isNaN ? 0 : position, 0), Double(samples - 1))
            let index = min(Int(clamped), samples - 2)
            return (index, clamped - Double(index))
        }
        let ((i, s), (j, t)) = (cell(px, x), cell(py, y))
        let lower = self[i, j] + s * (self[i + 1, j] - self[i, j])
        let upper = self[i, j + 1] + s * (self[i + 1, j + 1] - self[i, j + 1])
        return lower + t * (upper - lower)
    }

    var bounds: MarkBounds {
        var bounds = MarkBounds(x: [x.lowerBound, x.upperBound], y: [y.lowerBound, y.upperBound])
        bounds.tightX = true
        bounds.tightY = true
        return bounds
    }
}

import Foundation
import Graphics
import Testing

@testable import Plotting

@Suite("Marks")
struct MarkTests {
    @Test("a histogram counts every value in its range once, and a density has area 1")
    func histogram() {
        let values = (0..<1000).map { sin(Double($0)) * 3 } + [.nan, .infinity]
        for bins in [1, 7, 40] {
            let counts = BarMark(histogram: values, bins: bins)
            #expect(counts.heights.count == bins && counts.heights.reduce(0, +) == 1000)
            let density = BarMark(histogram: values, bins: bins, range: -3...3, density: true)
            #expect(abs(density.heights.reduce(0, +) * 6 / Double(bins) - 1) < 1e-12)
        }
        // Values outside the range neither count nor weigh.
        let within = BarMark(histogram: [0.25, 0.75, 5.0, 6.0], bins: 2, range: 0...1, density: true)
        #expect(within.heights == [1, 1])
        #expect(BarMark(histogram: [5.0], bins: 2, range: 0...1, density: true).heights == [0, 0])
        #expect(BarMark(histogram: [0.0, 0.5, 1], bins: 2, range: 0...1).heights == [1, 2])
        #expect(BarMark(histogram: [Double](), bins: 4).heights == [0, 0, 0, 0])
    }

    @Test("bars of several series stand side by side")
    func groups() throws {
        let canvas = try Canvas(size: Chart.standardSize)
        let bars = ["a", "b", "c"].map { BarMark(x: ["one", "two"], y: [1, 2], series: $0) }
        let chart = Chart { bars }
        let plot = ChartLayout(chart, in: Rectangle(chart.size), on: canvas).plot
        let boxes = bars.flatMap { $0.rectangles(in: plot).map(\.1) }
        #expect(boxes.count == 6)
        for i in boxes.indices {
            #expect(plot.frame.inset(by: -0.01).contains(boxes[i]))
            for j in 0..<i { #expect(!boxes[i].intersects(boxes[j])) }
        }
        #expect(abs(boxes[1].height - 2 * boxes[0].height) < 1e-9)
    }

    @Test("the contour of x² + y² at r² is the circle", arguments: [0.3, 0.55, 0.8])
    func circle(radius: Double) {
        let mark = ContourMark(x: -1...1, y: -1...1, levels: [radius * radius], samples: 201) { $0 * $0 + $1 * $1 }
        let points = mark.segments(level: radius * radius).map { a, b in
            [a, b].map { Point(mark.grid.xValue($0.x), mark.grid.yValue($0.y)) }
        }
        for segment in points { for p in segment { #expect(abs(p.length - radius) < 1e-4) } }
        let length = points.reduce(0) { $0 + ($1[1] - $1[0]).length }
        #expect(abs(length - 2 * .pi * radius) < 1e-3)
    }

    @Test("a saddle is cut without crossings")
    func saddle() {
        let mark = ContourMark(x: -1...1, y: -1...1, levels: [0.01], samples: 2) { $0 * $1 }
        let segments = mark.segments(level: 0.01)
        #expect(segments.count == 2)
        // The middle (0) is below the level: each piece cuts off one of the two high corners.
        for (a, b) in segments {
            #expect((a.x < 0.5) == (b.x < 0.5) && (a.y < 0.5) == (b.y < 0.5) || (b - a).length < 0.8)
        }
    }

    @Test("levels by count split the samples evenly")
    func levels() {
        let mark = ContourMark(x: 0...1, y: 0...1, levels: 3, samples: 101) { x, _ in x * x * x }
        for (level, share) in zip(mark.levels, [0.25, 0.5, 0.75]) { #expect(abs(cbrt(level) - share) < 0.011) }
    }

    @Test("a field's pixels have the colours of its values")
    func field() throws {
        let chart = Chart(x: .hidden(), y: .hidden(), legend: .hidden, size: Size(120, 120)) {
            FieldMark(x: 0...1, y: 0...1, samples: 64, colors: .grey) { x, y in y }
        }
        let image = try chart.image()
        let column = (0..<image.height).map { Int(image[120, $0].first!) }
        let inside = Array(column[40..<200])
        #expect(zip(inside, inside.dropFirst()).allSatisfy { $0 >= $1 })  // y grows upwards
        #expect(abs(inside[80] - 127) < 12)
    }

    @Test("a matrix has its first row on top, and its numbers in its cells")
    func matrix() throws {
        let chart = Chart(legend: .hidden, size: Size(200, 200)) {
            RectangleMark(matrix: [[0, 1], [2, 3]], rows: ["r0", "r1"], columns: ["c0", "c1"]) { "n\(Int($0))" }
        }
        let canvas = try Canvas(size: chart.size)
        let plot = ChartLayout(chart, in: Rectangle(chart.size), on: canvas).plot
        let (first, second) = (try #require(plot.point(0, 0)), try #require(plot.point(1, 1)))
        #expect(first.x < second.x && first.y < second.y)
        let svg = try chart.svg()
        for text in ["n0", "n1", "n2", "n3", "r0", "c1"] { #expect(svg.contains(">\(text)<")) }
    }

    @Test("ten thousand points are drawn in time")
    func manyPoints() throws {
        let chart = Chart {
            PointMark(x: (0..<10_000).map { sin(Double($0)) }, y: (0..<10_000).map { cos(Double($0) * 1.7) })
        }
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try chart.data(as: .png) }
        #expect(time < .seconds(5))
    }
}

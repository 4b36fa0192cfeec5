import Foundation
import Graphics
import Plotting
import Testing

/// Vertical lines from a lower to an upper value, written with what the module offers to everybody.
private struct IntervalMark: Mark {
    let x: [Double]
    let low: [Double]
    let high: [Double]
    var style = MarkStyle()

    var bounds: MarkBounds { MarkBounds(x: x, y: low + high) }

    func draw(on canvas: Canvas, in plot: Plot) {
        for i in x.indices {
            guard let a = plot.point(x[i], low[i]), let b = plot.point(x[i], high[i]),
                let (from, to) = plot.visible(a, b)
            else { continue }
            canvas.line(from: from, to: to, color: plot.color(of: style), style: StrokeStyle(width: 3))
        }
    }

    func occupied(in plot: Plot) -> [Point] {
        zip(x, low).compactMap { plot.point($0, $1) } + zip(x, high).compactMap { plot.point($0, $1) }
    }
}

/// A word at the plot's upper border, centred on a value of x.
private struct Signpost: Mark {
    let text: String
    let x: Double
    var style = MarkStyle()

    var bounds: MarkBounds { MarkBounds() }
    var role: MarkRole { .note }

    func draw(on canvas: Canvas, in plot: Plot) {
        guard let px = plot.x.position(x) else { return }
        canvas.draw(
            text, at: Point(px, plot.frame.minY - 1), anchor: TextAnchor(.middle, .bottom), style: Theme.annotation)
    }
}

/// Dots in the middle of a category's share, side by side with bars of other series.
private struct CategoryDot: Mark {
    let category: String
    let value: Double
    var style: MarkStyle

    var bounds: MarkBounds {
        var bounds = MarkBounds(x: [], y: [value])
        bounds.xCategories = [category]
        bounds.sharesCategories = true
        return bounds
    }

    func draw(on canvas: Canvas, in plot: Plot) {
        let share = plot.share(of: style)
        guard let middle = plot.xPosition(ofCategory: category), let y = plot.y.position(value) else { return }
        let x = middle + 20 * (Double(share.index) - Double(share.count - 1) / 2)
        canvas.fill(Path(Rectangle(x: x - 2, y: y - 2, width: 4, height: 4)), with: plot.color(of: style))
    }
}

@Suite("Marks of one's own")
struct OwnMarkTests {
    private func svg(_ chart: Chart) throws -> String { String(decoding: try chart.data(as: .svg), as: UTF8.self) }

    @Test("a mark from outside the module is drawn, named and given room like any other")
    func interval() throws {
        let chart = Chart(y: Axis("y", ticks: [0, 40])) {
            IntervalMark(x: [1, 2], low: [0, 10], high: [30, 40]).foregroundStyle(Color(hex: 0x123456))
            LineMark(x: [1, 2], y: [3, 4], series: "mean")
        }
        let svg = try svg(chart)
        #expect(svg.components(separatedBy: "#123456").count - 1 >= 2)
        #expect(svg.contains(">40<") && svg.contains(">0<"))  // the axes have room for both ends
        #expect(svg.contains(">mean<"))
    }

    @Test("a note is drawn after everything else")
    func note() throws {
        let chart = Chart(x: .hidden(), y: .hidden()) {
            Signpost(text: "here", x: 1.5)
            LineMark(x: [1, 2], y: [3, 4]).foregroundStyle(Color(hex: 0x654321))
        }
        let svg = try svg(chart)
        let (text, line) = (try #require(svg.range(of: ">here<")), try #require(svg.range(of: "#654321")))
        #expect(line.lowerBound < text.lowerBound)
    }

    @Test("marks that share categories stand beside bars, which become narrower")
    func categories() throws {
        func bars(beside dots: Bool) throws -> [Substring] {
            let chart = Chart(legend: .hidden) {
                BarMark(x: ["a", "b"], y: [1, 2], series: "bars").foregroundStyle(Color(hex: 0x654321))
                if dots { CategoryDot(category: "a", value: 1, style: MarkStyle(series: "dots")) }
            }
            return try svg(chart).split(separator: "\n").filter { $0.contains("#654321") }
        }
        let (alone, beside) = (try bars(beside: false), try bars(beside: true))
        #expect(alone.count == 2 && beside.count == 2 && alone != beside)
    }
}

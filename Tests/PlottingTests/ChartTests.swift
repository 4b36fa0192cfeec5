import Foundation
import Graphics
import Testing

@testable import Plotting

extension Figure {
    /// The figure as SVG, where texts and shapes can be looked for.
    func svg() throws -> String { String(decoding: try data(as: .svg), as: UTF8.self) }

    /// Whether the outermost pixels are white: nothing runs out of the figure.
    func hasClearBorder() throws -> Bool {
        let image = try image()
        let (right, bottom) = (image.width - 1, image.height - 1)
        let white: [UInt8] = [255, 255, 255]
        return (0...right).allSatisfy { image[$0, 0].elementsEqual(white) && image[$0, bottom].elementsEqual(white) }
            && (0...bottom).allSatisfy { image[0, $0].elementsEqual(white) && image[right, $0].elementsEqual(white) }
    }
}

@Suite("Charts")
struct ChartTests {
    static let awkward: [(String, [Double], [Double])] = [
        ("empty", [], []),
        ("one point", [3], [4]),
        ("constant", [1, 2, 3], [5, 5, 5]),
        ("zero", [0, 0], [0, 0]),
        ("NaN", [1, 2, 3, 4], [1, .nan, 3, 4]),
        ("only NaN", [.nan, .nan], [.nan, .nan]),
        ("infinite", [1, 2, 3], [1, .infinity, -.infinity]),
        ("huge", [0, 1, 2], [-1.7e308, 0, 1.7e308]),
        ("tiny", [0, 1, 2], [0, .leastNonzeroMagnitude, .leastNormalMagnitude / 3]),
        ("negative", [-3, -2, -1], [-1, -10, -100]),
        ("far", [1e17, 1e17 + 16, 1e17 + 32], [1, 2, 3]),
        ("near", [1, 1.0000000000000002], [1, 1.0000000000000002]),
        ("diverging", [0, 1, 2, 3], [1, 1e100, -1e200, 1e300]),
    ]

    @Test("awkward data are drawn without a trap", arguments: awkward.indices, [Scale.linear, .log])
    func robust(index: Int, scale: Scale) throws {
        let (_, x, y) = ChartTests.awkward[index]
        let chart = Chart("awkward", x: Axis("x", scale: scale), y: Axis("y", scale: scale), size: Size(200, 150)) {
            LineMark(x: x, y: y, series: "line")
            PointMark(x: x, y: y, series: "points")
            AreaMark(x: x, y: y, series: "area")
            BarMark(edges: x, y: y)
            BarMark(histogram: y, bins: 5)
            ArrowMark(x: x, y: y, u: y, v: x)
            RuleMark(y: y.first ?? 0, label: "rule")
            RuleMark(x: x.first ?? 0, label: "rule")
            TextMark("note", x: x.last ?? 0, y: y.last ?? 0)
        }
        for format in FigureFormat.allCases { #expect(try !chart.data(as: format).isEmpty) }
    }

    @Test("fields and matrices of awkward values are drawn without a trap")
    func robustFields() throws {
        for value in [Double.nan, .infinity, 0, -1, 1e308] {
            let chart = Chart(size: Size(150, 150)) {
                FieldMark(x: 0...1, y: 0...1, samples: 5, scale: .log) { x, _ in x > 0.5 ? value : 1 }
                ContourMark(x: 0...1, y: 0...1, levels: 3, samples: 5) { x, _ in x > 0.5 ? value : 1 }
            }
            #expect(try !chart.image().bytes.isEmpty)
            let matrix = Chart(size: Size(150, 150)) { RectangleMark(matrix: [[value, 1], [2]]) { "\($0)" } }
            #expect(try !matrix.image().bytes.isEmpty)
        }
        #expect(try !Chart { RectangleMark(matrix: [[Double]]()) }.image().bytes.isEmpty)
    }

    @Test("texts of every kind of chart stay inside the figure")
    func borders() throws {
        let charts = [
            Chart("A title", x: "epoch", y: .log("loss on the test set")) {
                LineMark(y: [3.0, 1, 0.1, 0.001], series: "a")
            },
            Chart(x: "x", y: "y") { LineMark(x: [-100_000, 100_000], y: [-1e-9, 1e-9]) },
            Chart(y: .percent("share")) { BarMark(x: ["one", "two", "three"], y: [0.1, 0.999, 0.5], labelled: true) },
            Chart(legend: .direct) {
                LineMark(y: [1, 2], series: "a long name at the end")
                LineMark(y: [1, 2.0001], series: "another")
            },
            Chart(x: "predicted", y: "true") { RectangleMark(matrix: [[1, 2], [3, 4]]) },
            Chart { FieldMark(x: 0...1, y: 0...1, samples: 8, label: "height") { $0 * $1 } },
            Chart(x: "article") {
                BarMark(
                    x: ["T-shirt or top", "trousers", "pullover", "ankle boot", "sandals", "bag"],
                    y: [1, 2, 3, 4, 5, 6])
            },
            Chart(x: .hidden(), y: .hidden()) { PointMark(x: [1, 2], y: [1, 2]) },
        ]
        for (index, chart) in charts.enumerated() { #expect(try chart.hasClearBorder(), "chart \(index)") }
    }

    @Test("a legend stands where there are two series or more, and says their names")
    func legends() throws {
        func chart(_ count: Int, _ position: LegendPosition) -> Chart {
            Chart(legend: position) {
                for i in 0..<count { LineMark(y: [1, 2 + Double(i), 4], series: "series \(i)") }
            }
        }
        for position in [LegendPosition.automatic, .top, .direct] {
            let svg = try chart(3, position).svg()
            for i in 0..<3 { #expect(svg.contains(">series \(i)<"), "\(position)") }
        }
        #expect(try !chart(1, .automatic).svg().contains("series 0"))
        #expect(try !chart(3, .hidden).svg().contains("series 0"))
    }

    @Test("a legend inside the plot covers no data; without room it stands above")
    func legendPlace() throws {
        let canvas = try Canvas(size: Chart.standardSize)
        for slope in [-1.0, 0, 1] {
            let chart = Chart {
                LineMark(over: 0...1, series: "one") { slope * $0 }
                LineMark(over: 0...1, series: "two") { slope * $0 + 0.1 }
            }
            let layout = ChartLayout(chart, in: Rectangle(chart.size), on: canvas)
            let legend = Legend(marks: chart.marks) { _ in .black }
            let points = chart.marks.flatMap { $0.occupied(in: layout.plot) }
            let box = try #require(legend.freeBox(in: layout.frame, avoiding: points, on: canvas))
            #expect(layout.frame.contains(box))
            #expect(!points.contains { box.contains($0) })
        }
        let everywhere = (0..<2000).map { (Double($0 % 45), Double($0 / 45)) }
        func crowded(_ names: [String]) -> Chart {
            Chart { for name in names { PointMark(x: everywhere.map(\.0), y: everywhere.map(\.1), series: name) } }
        }
        let full = ChartLayout(crowded(["one", "two"]), in: Rectangle(Chart.standardSize), on: canvas)
        let bare = ChartLayout(crowded(["one"]), in: Rectangle(Chart.standardSize), on: canvas)
        #expect(full.frame.minY > bare.frame.minY + 10)
    }

    @Test("series get the palette's colours in order, marks of one name share one, a mark's own goes first")
    func colors() {
        let chart = Chart {
            LineMark(y: [1], series: "a")
            AreaMark(x: [1], y: [1], series: "b")
            PointMark(x: 1, y: 1, series: "a")
            LineMark(y: [1], series: "c").foregroundStyle(.black)
        }
        #expect(chart.seriesColors == ["a": Palette.series[0], "b": Palette.series[1], "c": .black])
    }

    @Test("a line is interrupted where a value is missing")
    func gaps() throws {
        func moves(_ y: [Double], _ axis: Axis = "") throws -> Int {
            let chart = Chart(y: axis) { LineMark(y: y).foregroundStyle(Color(hex: 0x123456)) }
            let path = try #require(chart.svg().split(separator: "\n").first { $0.contains("#123456") })
            return path.filter { $0 == "M" }.count
        }
        #expect(try moves([1, 2, 3, 4]) == 1)
        #expect(try moves([1, 2, .nan, 4, 5]) == 2)
        #expect(try moves([1, .nan, 2, .infinity, 3]) == 3)
        #expect(try moves([1, 2, 0, 4, -1, 3], .log("")) == 3)
    }

    @Test("a diverging path keeps its direction at the border, and the field sets the domain")
    func divergence() throws {
        let canvas = try Canvas(size: Chart.standardSize)
        let chart = Chart {
            ContourMark(x: 0...1, y: 0...1, levels: 3, samples: 8) { $0 + $1 }
            LineMark(x: [0, 1e12], y: [0, 5e11])
        }
        let plot = ChartLayout(chart, in: Rectangle(chart.size), on: canvas).plot
        #expect(plot.xDomain == 0...1 && plot.yDomain == 0...1)
        let (a, b) = try #require(plot.visible(plot.point(0, 0)!, plot.point(1e12, 5e11)!))
        let (c, d) = (plot.point(0, 0)!, plot.point(1, 0.5)!)
        #expect(abs((b.y - a.y) / (b.x - a.x) - (d.y - c.y) / (d.x - c.x)) < 1e-9)
    }

    @Test("domains: data with a margin, bars from zero, a wish obeyed, a bad wish replaced")
    func domains() {
        func find(_ axis: Axis, horizontal: Bool = false, @ChartBuilder _ marks: () -> [any Mark]) -> ClosedRange<
            Double
        > {
            ChartDomain.find(axis: axis, bounds: marks().map(\.bounds), horizontal: horizontal).range
        }
        let points = PointMark(x: [2.0, 4], y: [10.0, 20])
        #expect(find("", horizontal: true) { points } == 1.9...4.1)
        #expect(find("", horizontal: true) { LineMark(x: [2, 4], y: [1, 2]) } == 2...4)
        #expect(find("") { BarMark(x: ["a"], y: [8]) }.lowerBound == 0)
        #expect(find(Axis(domain: -3...7)) { points } == -3...7)
        #expect(find(Axis(scale: .log, domain: -3...7)) { points }.lowerBound > 0)
        #expect(find(Axis(domain: -Double.infinity...0)) { points } == 9.5...20.5)
        #expect(find("", horizontal: true) { BarMark(x: ["a", "b"], y: [1, 2]) } == -0.5...1.5)
    }

    @Test("the builder takes if, else, for and optionals")
    func builder() {
        func count(_ flag: Bool) -> Int {
            Chart {
                if flag { LineMark(y: [1]) }
                if flag { LineMark(y: [1]) } else { [LineMark(y: [1]), LineMark(y: [2])] }
                for _ in 0..<3 { PointMark(x: 1, y: 1) }
            }.marks.count
        }
        #expect(count(true) == 5 && count(false) == 5)
    }

    @Test("numbers of any kind, and ranges, are data")
    func values() {
        #expect(LineMark(x: 1...3, y: [1, 2, 3] as [Float]).bounds.x == [1, 2, 3])
        #expect(LineMark(y: [UInt8(4), 5][...], from: 0).bounds.y == [4, 5])
        #expect(LineMark(x: 0..<10, y: [1.5, 2.5]).bounds.x == [0, 1])
    }

    @Test("charts are equal bytes when drawn again; title, labels and rules are there as text")
    func deterministic() throws {
        let chart = Chart("Loss", x: "epoch t", y: .percent("accuracy")) {
            LineMark(y: [0.5, 0.9], series: "a")
            RuleMark(y: 0.8, label: "the slides'")
        }
        for format in FigureFormat.allCases { #expect(try chart.data(as: format) == chart.data(as: format)) }
        let svg = try chart.svg()
        for text in [">Loss<", ">epoch t<", ">accuracy<", ">80 %<", ">the slides'<"] { #expect(svg.contains(text)) }
    }
}

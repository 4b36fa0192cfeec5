import Graphics
import Testing

@testable import Plotting

/// Charts with more to say than they have room for.
@Suite("Crowded charts")
struct CrowdedChartTests {
    private func layout(_ chart: Chart) throws -> ChartLayout {
        ChartLayout(chart, in: Rectangle(chart.size), on: try Canvas(size: chart.size))
    }

    private func runs(_ names: [String], _ legend: LegendPosition = .automatic) -> Chart {
        Chart(x: "epoch", y: "loss", legend: legend) {
            for name in names { LineMark(y: [1, 0.5, 0.25], series: name) }
        }
    }

    @Test("many and long names leave room for the plot and stay inside the figure", arguments: [16, 60, 150])
    func legend(count: Int) throws {
        for length in [1, 60, 300] {
            for position in [LegendPosition.automatic, .top, .direct] {
                let names = (0..<count).map { "\($0) " + String(repeating: "m", count: length) }
                let chart = runs(names, position)
                let frame = try layout(chart).plot.frame
                #expect(frame.height > 60 && frame.width > 100, "\(count) names of \(length) letters: \(frame.size)")
                // Labels at the lines' ends may lie on one another at the lower border; nothing else leaves the figure.
                if position != .direct { #expect(try chart.hasClearBorder()) }
            }
        }
    }

    @Test("names are written in smaller letters before any is shortened; what is left out is counted")
    func steps() throws {
        let canvas = try Canvas(size: Size(400, 270))
        func shown(_ count: Int, _ length: Int) -> [String] {
            let names = (0..<count).map { "\($0)" + String(repeating: "x", count: length) }
            return Legend(marks: runs(names).marks) { _ in .black }
                .fitting(width: 340, height: 100, on: canvas).entries.map(\.label)
        }
        #expect(shown(3, 10) == (0..<3).map { "\($0)xxxxxxxxxx" })
        #expect(shown(10, 20) == (0..<10).map { "\($0)" + String(repeating: "x", count: 20) })
        #expect(shown(20, 100).allSatisfy { $0.contains("x…x") } && shown(20, 100).count == 20)
        let many = shown(100, 100)
        #expect(many.last == "and \(100 - many.count + 1) more")
        #expect(many.count > 20 && many.dropLast().enumerated().allSatisfy { $1.hasPrefix("\($0)x") })
    }

    @Test("names that differ in the middle alone still differ when they are shortened")
    func middles() throws {
        let names = (0..<16).map { "Adam, learning rate 0.00\($0), batch size 128, the same seed for all of them" }
        let legend = Legend(marks: runs(names).marks) { _ in .black }
            .fitting(width: 340, height: 100, on: try Canvas(size: Size(400, 270)))
        #expect(Set(legend.entries.map(\.label)).count == 16)
        #expect(legend.entries[7].label.hasPrefix("…0.007, batch"))
    }

    @Test("long names of categories and ticks leave room for the plot")
    func categories() throws {
        let name = String(repeating: "a long name ", count: 20)
        let bars = Chart { BarMark(x: (0..<5).map { "\($0) \(name)" }, y: [1, 2, 3, 4, 5]) }
        #expect(try layout(bars).plot.frame.height > 60 && layout(bars).plot.frame.width > 100)
        let ticks = Chart(y: Axis("y", format: .custom { "\($0) \(name)" })) { LineMark(y: [1, 2]) }
        #expect(try layout(ticks).plot.frame.width > 100)
    }

    @Test("a chart without room for its plot says so")
    func tooSmall() throws {
        let chart = Chart("Loss", x: "epoch", y: "loss", size: Size(60, 40)) { LineMark(y: [1, 2]) }
        let error = #expect(throws: GraphicsError.self) { try chart.image() }
        #expect(error?.description.hasPrefix("the chart “Loss” of 60 × 40 points has no room for its plot") == true)
    }

    @Test("panels grow by the rows of their shared legend")
    func panels() throws {
        func panels(_ count: Int) -> Panels {
            Panels(columns: 2, sharedLegend: true) {
                for _ in 0..<2 { runs((0..<count).map { "a rather long name of series \($0)" }) }
            }
        }
        let (few, many) = (panels(2), panels(24))
        #expect(few.size.width == many.size.width)
        #expect(many.size.height > few.size.height + 60)
        #expect(try many.hasClearBorder())
    }
}

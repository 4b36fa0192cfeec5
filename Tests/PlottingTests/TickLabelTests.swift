import Foundation
import Graphics
import Testing

@testable import Plotting

/// Labels must say the value of their tick, wherever ticks come from, and different ticks have different labels.
@Suite("Tick labels")
struct TickLabelTests {
    private func labels(_ axis: Axis) throws -> [String] {
        let chart = Chart(x: axis) { LineMark(x: [0.001, 1], y: [0, 1]) }
        return ChartLayout(chart, in: Rectangle(chart.size), on: try Canvas(size: chart.size)).xTicks.labels
    }

    @Test(
        "ticks of one's own, linear",
        arguments: [
            ([0, 0.25, 0.5, 0.75, 1], ["0.00", "0.25", "0.50", "0.75", "1.00"]),
            ([0.5], ["0.5"]),
            ([0.125], ["0.125"]),
            ([0, 0.0625, 0.5], ["0.0000", "0.0625", "0.5000"]),
            ([1, 2.5, 4], ["1.0", "2.5", "4.0"]),
            ([4, 1, 1, 2], ["1", "2", "4"]),
            ([-0.05, 3], ["−0.05", "3.00"]),
            ([0, 1.0 / 3, 2.0 / 3], ["0.000", "0.333", "0.667"]),
            ([0, 1e-4, 2.5e-4], ["0", "1.0·10^{−4}", "2.5·10^{−4}"]),
            ([1e-9, 4], ["10^{−9}", "4"]),
            ([123.456], ["123.456"]),
            ([1e7, 1e7 + 0.5], ["10000000", "10000000.5"]),
            ([], []),
        ] as [([Double], [String])])
    func linear(ticks: [Double], expected: [String]) throws {
        #expect(try labels(Axis("x", domain: -1...2e7, ticks: ticks)) == expected)
    }

    @Test(
        "ticks of one's own in per cent",
        arguments: [
            ([0, 0.125, 0.25], ["0.0 %", "12.5 %", "25.0 %"]), ([0.995, 0.9975], ["99.50 %", "99.75 %"]),
            ([0.07], ["7 %"]), ([0, 1], ["0 %", "100 %"]),
        ] as [([Double], [String])])
    func percent(ticks: [Double], expected: [String]) throws {
        #expect(try labels(Axis("p", domain: 0...1, format: .percent, ticks: ticks)) == expected)
    }

    @Test(
        "ticks of one's own on a log axis",
        arguments: [
            ([1e-4, 1e-2, 1], ["10^{−4}", "10^{−2}", "1"]), ([0.3, 3], ["0.3", "3"]),
            ([1e-5, 3e-5, 1], ["0.00001", "0.00003", "1"]), ([2e-9], ["2·10^{−9}"]), ([0, -1, 0.5], ["0.5"]),
        ] as [([Double], [String])])
    func logarithmic(ticks: [Double], expected: [String]) throws {
        #expect(try labels(Axis("η", scale: .log, domain: 1e-10...10, ticks: ticks)) == expected)
    }

    @Test("what a custom format says stands there")
    func custom() throws {
        let axis = Axis("x", domain: 0...1, format: .custom { $0 < 0.5 ? "low" : "high" }, ticks: [0.1, 0.2, 0.9])
        #expect(try labels(axis) == ["low", "low", "high"])
    }

    /// Domains of 1.1 to 20 decades, from the smallest numbers to the largest.
    @Test("log axes at any magnitude: labels are short, differ, and can be read back")
    func logMagnitudes() throws {
        for exponent in stride(from: -300, through: 280, by: 9) {
            for decades in [0.3, 0.9, 1.1, 1.48, 2, 2.4, 2.6, 5, 20] {
                let low = 1.7 * pow(10, Double(exponent))
                for format in [TickFormat.automatic, .percent] {
                    let ticks = Ticks(
                        domain: low...low * pow(10, decades), scale: .log, count: 6, integers: false, format: format)
                    #expect(Set(ticks.labels).count == ticks.values.count, "\(ticks.labels)")
                    for (value, label) in zip(ticks.values, ticks.labels) {
                        #expect(label.count <= 16, "\(label)")
                        let read = try #require(number(label), "\(label)")
                        #expect(abs(read / value - 1) < 1e-9, "\(label) for \(value)")
                    }
                }
            }
        }
    }

    @Test("known log axes of few decades")
    func knownLog() {
        func labels(_ domain: ClosedRange<Double>, _ format: TickFormat = .automatic) -> [String] {
            Ticks(domain: domain, scale: .log, count: 6, integers: false, format: format).labels
        }
        #expect(labels(1e-18...3e-17) == ["10^{−18}", "2·10^{−18}", "5·10^{−18}", "10^{−17}", "2·10^{−17}"])
        #expect(labels(1e30...1e31) == ["10^{30}", "2·10^{30}", "5·10^{30}", "10^{31}"])
        #expect(labels(0.001...0.02) == ["0.001", "0.002", "0.005", "0.01", "0.02"])
        #expect(labels(0.001...0.02, .percent) == ["0.1 %", "0.2 %", "0.5 %", "1 %", "2 %"])
        #expect(labels(1e-20...1e-2, .percent).first == "10^{−18} %")
    }

    @Test("linear ticks too close for decimals still differ")
    func close() {
        for domain in [1e17...1e17 + 64, 1...1 + 8e-16, 1e15 + 0.25...1e15 + 1] {
            let ticks = Ticks(domain: domain, scale: .linear, count: 6, integers: false, format: .automatic)
            #expect(Set(ticks.labels).count == ticks.values.count, "\(ticks.labels)")
        }
    }

    @Test("charts of very small and large numbers keep their plots; the colour bar of a field says its values")
    func charts() throws {
        for values in [[1e-18, 4e-18, 2e-17], [1e30, 4e30, 2e31]] {
            let chart = Chart(y: .log("gradient norm")) { LineMark(y: values) }
            let layout = ChartLayout(chart, in: Rectangle(chart.size), on: try Canvas(size: chart.size))
            #expect(layout.plot.frame.width > 250)
        }
        let field = Chart {
            FieldMark(x: 0...1, y: 0...1, samples: 5, scale: .log) { x, _ in 1e-18 * pow(30, x) }
        }
        let svg = try field.svg()
        #expect(!svg.contains(">0.000000000000000<") && svg.contains("10"))
        let constant = Chart { FieldMark(x: 0...1, y: 0...1, samples: 5) { _, _ in 0.12345 } }
        #expect(try constant.svg().contains(">0.12345<"))
    }
}

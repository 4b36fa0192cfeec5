import Foundation
import Testing

@testable import Plotting

/// Domains over many magnitudes and signs, always the same ones.
private let domains: [ClosedRange<Double>] = {
    var state: UInt64 = 11
    func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
    return (0..<400).map { _ in
        let width = pow(10, 12 * uniform() - 6)
        let start = (2 * uniform() - 1) * width * pow(10, 2 * uniform())
        return start...start + width
    } + [0...1, -1...1, 0...100, 1...10, 0.97...0.99, -6...6, 0...60_000, 1e-9...2e-9]
}()

/// The number that a label shows, or nil.
func number(_ label: String) -> Double? {
    var text = label.replacingOccurrences(of: "−", with: "-").replacingOccurrences(of: "\u{2009}", with: "")
    var factor = 1.0
    if text.hasSuffix(" %") {
        text.removeLast(2)
        factor = 0.01
    }
    let parts = text.components(separatedBy: "10^{")
    if parts.count == 2 {
        guard let exponent = Double(parts[1].dropLast()) else { return nil }
        text = ["": "1", "-": "-1"][parts[0]] ?? String(parts[0].dropLast())
        factor *= pow(10, exponent)
    }
    return Double(text).map { $0 * factor }
}

@Suite("Ticks")
struct TicksTests {
    @Test("linear ticks are multiples of 1, 2 or 5 times a power of ten, inside, neither too few nor too many")
    func linear() {
        for domain in domains {
            for count in 3...9 {
                let ticks = Ticks(domain: domain, scale: .linear, count: count, integers: false, format: .automatic)
                let width = domain.upperBound - domain.lowerBound
                #expect(ticks.values.count >= 1 && ticks.values.count <= count + 1)
                // Steps grow by at most 2.5: at least that share of the wanted number is there.
                #expect(Double(ticks.values.count) >= (Double(count) / 2.5).rounded(.down))
                for value in ticks.values {
                    #expect(value >= domain.lowerBound - 1e-6 * width && value <= domain.upperBound + 1e-6 * width)
                }
                let step = Ticks.step(domain: domain, count: count, integers: false)
                let mantissa = step / pow(10, log10(step * 1.0000001).rounded(.down))
                #expect([1.0, 2, 5].contains { abs(mantissa - $0) < 1e-6 }, "step \(step)")
                for (a, b) in zip(ticks.values, ticks.values.dropFirst()) {
                    #expect(abs(b - a - step) < 1e-6 * step)
                }
            }
        }
    }

    @Test("labels differ, and say the value of their tick")
    func labels() throws {
        for format in [TickFormat.automatic, .percent] {
            for domain in domains {
                let ticks = Ticks(domain: domain, scale: .linear, count: 6, integers: false, format: format)
                let step = Ticks.step(domain: domain, count: 6, integers: false)
                #expect(ticks.labels.count == ticks.values.count)
                #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
                for (value, label) in zip(ticks.values, ticks.labels) {
                    let read = try #require(number(label), "\(label)")
                    #expect(abs(read - value) <= 0.01 * step + 1e-12 * abs(value), "\(label) for \(value)")
                }
            }
        }
    }

    @Test("known axes")
    func known() {
        func labels(_ domain: ClosedRange<Double>, _ scale: Scale = .linear, _ count: Int = 6) -> [String] {
            Ticks(domain: domain, scale: scale, count: count, integers: false, format: .automatic).labels
        }
        #expect(labels(0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(-6...6) == ["−6", "−4", "−2", "0", "2", "4", "6"])
        #expect(labels(0...3_000_000, .linear, 4) == ["0", "1·10^{6}", "2·10^{6}", "3·10^{6}"])
        #expect(labels(0...60_000, .linear, 3) == ["0", "20\u{2009}000", "40\u{2009}000", "60\u{2009}000"])
        #expect(labels(0.001...10, .log) == ["10^{−3}", "10^{−2}", "10^{−1}", "1", "10"])
        #expect(labels(1...50, .log) == ["1", "2", "5", "10", "20", "50"])
        #expect(labels(1e-12...1, .log, 5).count <= 5)
        #expect(
            Ticks(domain: 0.9...1, scale: .linear, count: 5, integers: false, format: .percent).labels
                == ["90 %", "92 %", "94 %", "96 %", "98 %", "100 %"])
        // Epochs are whole.
        #expect(
            Ticks(domain: 1...3, scale: .linear, count: 8, integers: true, format: .automatic).labels
                == ["1", "2", "3"])
    }

    @Test("ticks on a log scale lie inside; minor ones lie between the major")
    func log() {
        for low in [1e-8, 0.003, 1, 20] {
            for factor in [1.5, 4, 30, 1e3, 1e6, 1e12] {
                let domain = low...low * factor
                let ticks = Ticks(domain: domain, scale: .log, count: 6, integers: false, format: .automatic)
                #expect(!ticks.values.isEmpty, "\(domain)")
                for value in ticks.values + ticks.minor {
                    #expect(value >= domain.lowerBound * (1 - 1e-6) && value <= domain.upperBound * (1 + 1e-6))
                }
                #expect(Set(ticks.minor).isDisjoint(with: ticks.values))
                #expect(ticks.labels.count == ticks.values.count)
            }
        }
    }

    @Test("numbers as text")
    func numbers() {
        #expect(NumberText.fixed(-0.001, 2) == "0.00")
        #expect(NumberText.fixed(-1.5, 1) == "−1.5")
        #expect(NumberText.fixed(.nan, 1) == "NaN")
        #expect(NumberText.short(0.97314) == "0.973")
        #expect(NumberText.short(1200) == "1200")
        #expect(NumberText.short(0.5) == "0.5")
        #expect(NumberText.short(-2.5e-7) == "−2.5·10^{−7}")
        #expect(NumberText.short(9.9999e6) == "1·10^{7}")
        #expect(NumberText.needed(-1e-9) == "−10^{−9}")
        #expect(NumberText.needed(1.0 / 3) == "0.333")
        #expect(NumberText.needed(12345.678) == "12\u{2009}345.678")
        #expect(NumberText.full(1e17 + 16) == "1.0000000000000002·10^{17}")
    }
}

@Suite("Scales")
struct ScaleTests {
    @Test("values become positions and come back, in order", arguments: [Scale.linear, .log])
    func inverse(scale: Scale) throws {
        let map = ScaleMap(scale: scale, domain: 0.01...300, start: 250, end: 10)
        #expect(map.position(0.01) == 250)
        #expect(abs(try #require(map.position(300)) - 10) < 1e-9)
        var last = 251.0
        for i in 0...100 {
            let value = 0.01 * pow(30_000, Double(i) / 100)
            let position = try #require(map.position(value))
            #expect(position < last)
            last = position
            #expect(abs(map.value(at: position) / value - 1) < 1e-9)
        }
    }

    @Test("what has no place has none")
    func nothing() {
        let linear = ScaleMap(scale: .linear, domain: 0...1e-300, start: 0, end: 100)
        let log = ScaleMap(scale: .log, domain: 1...10, start: 0, end: 100)
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(linear.position(value) == nil && log.position(value) == nil)
        }
        #expect(log.position(0) == nil && log.position(-1) == nil)
        #expect(linear.position(1e300) == nil)
    }
}

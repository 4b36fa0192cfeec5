import Foundation
import Graphics

/// Where an axis has ticks, and their labels.
struct Ticks: Equatable {
    var values: [Double]
    var labels: [String]
    /// Ticks without labels (on a log scale, between the decades).
    var minor: [Double] = []

    /// Ticks for a domain: on a linear scale steps of 1, 2 or 5 times a power of ten, about `count` of them;
    /// on a log scale decades, or 1, 2, 5 within few decades.
    init(domain: ClosedRange<Double>, scale: Scale, count: Int, integers: Bool, format: TickFormat) {
        switch scale {
        case .linear:
            let step = Ticks.step(domain: domain, count: count, integers: integers)
            values = Ticks.multiples(of: step, in: domain)
            labels = format.labels(values, step: step)
        case .log:
            let (low, high) = (log10(domain.lowerBound), log10(domain.upperBound))
            let decades = high - low
            if decades < 1 {  // hardly a decade: as on a linear scale
                let step = Ticks.step(domain: domain, count: count, integers: false)
                values = Ticks.multiples(of: step, in: domain)
                labels = format.labels(values, step: step)
                return
            }
            let exponents =
                Int(
                    (low - 1e-9).rounded(.up))...max(
                    Int((low - 1e-9).rounded(.up)), Int((high + 1e-9).rounded(.down)))
            if decades <= 2.5 {
                values = (exponents.lowerBound - 1...exponents.upperBound).flatMap { exponent in
                    [1.0, 2, 5].map { $0 * pow(10, Double(exponent)) }
                }.filter { Ticks.isInside($0, domain) }
                labels = values.map { format.label($0) }
            } else {
                let stride = max(1, Int((Double(exponents.count) / Double(count)).rounded(.up)))
                let shown = exponents.filter { ($0 - exponents.lowerBound) % stride == 0 }
                values = shown.map { pow(10, Double($0)) }
                labels = shown.map { format.decade($0) }
            }
            if decades <= 7 {
                minor = (exponents.lowerBound - 1...exponents.upperBound).flatMap { exponent in
                    (2...9).map { Double($0) * pow(10, Double(exponent)) }
                }.filter { candidate in
                    Ticks.isInside(candidate, domain) && !values.contains { abs($0 / candidate - 1) < 1e-9 }
                }
            }
        }
    }

    /// Ticks where the chart's author wants them, as far as they lie in the domain.
    init(at wanted: [Double], domain: ClosedRange<Double>, scale: Scale, format: TickFormat) {
        values = Set(wanted).filter(domain.contains).sorted()
        labels = scale == .log ? format.logLabels(values) : format.labels(values)
    }

    init(values: [Double], labels: [String]) {
        self.values = values
        self.labels = labels
    }

    /// The ticks with labels of at most the given width; longer ones lose their middle.
    func fitted(to width: Double, on canvas: Canvas) -> Ticks {
        var ticks = self
        ticks.labels = canvas.fitted(labels, to: width, style: Theme.tickLabel)
        return ticks
    }

    /// The smallest step of 1, 2 or 5 times a power of ten that cuts the domain into at most `count` parts.
    static func step(domain: ClosedRange<Double>, count: Int, integers: Bool) -> Double {
        let rough = (domain.upperBound - domain.lowerBound) / Double(max(count, 1))
        guard rough > 0, rough.isFinite else { return 1 }
        let power = pow(10, (log10(rough)).rounded(.down))
        let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
        return integers ? max(1, step) : step
    }

    static func multiples(of step: Double, in domain: ClosedRange<Double>) -> [Double] {
        let first = (domain.lowerBound / step - 1e-6).rounded(.up)
        let last = (domain.upperBound / step + 1e-6).rounded(.down)
        guard first.isFinite, last.isFinite, last >= first, last - first < 1000 else { return [] }
        // Division by a whole number keeps 0.1 · 3 from becoming 0.30000000000000004.
        let inverse = (1 / step).rounded()
        let values = (0...Int(last - first)).map { i in
            let k = first + Double(i)
            return step < 1 && abs(inverse * step - 1) < 1e-9 ? k / inverse : k * step
        }
        // Where numbers lie closer than the step, several multiples are one number.
        return values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }.map { values[$0] }
    }

    private static func isInside(_ value: Double, _ domain: ClosedRange<Double>) -> Bool {
        value >= domain.lowerBound * (1 - 1e-9) && value <= domain.upperBound * (1 + 1e-9)
    }
}

import Foundation

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
                labels = values.map { format.label($0, decimals: max(0, -Int(log10($0).rounded(.down)))) }
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

    init(values: [Double], labels: [String]) {
        self.values = values
        self.labels = labels
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
        return (0...Int(last - first)).map { i in
            let k = first + Double(i)
            return step < 1 && abs(inverse * step - 1) < 1e-9 ? k / inverse : k * step
        }
    }

    private static func isInside(_ value: Double, _ domain: ClosedRange<Double>) -> Bool {
        value >= domain.lowerBound * (1 - 1e-9) && value <= domain.upperBound * (1 + 1e-9)
    }
}

/// How numbers on an axis are written.
public enum TickFormat: Sendable {
    /// As many decimals as the step needs; very large and small numbers as m·10ⁿ.
    case automatic
    /// 0.25 as "25 %".
    case percent
    case custom(@Sendable (Double) -> String)

    /// Labels that share their number of decimals.
    func labels(_ values: [Double], step: Double) -> [String] {
        let largest = values.map(abs).max() ?? 0
        if case .automatic = self, largest >= 1e6 || (largest > 0 && largest < 1e-3) {
            let exponent = max(-307, Int(log10(largest).rounded(.down)))
            let decimals = max(0, exponent + TickFormat.decimals(of: step))
            return values.map { value in
                value == 0
                    ? "0"
                    : "\(NumberText.fixed(value / pow(10, Double(exponent)), decimals))·10^{\(NumberText.integer(exponent))}"
            }
        }
        return values.map { label($0, decimals: max(0, TickFormat.decimals(of: step))) }
    }

    /// The decimals that a step needs; negative for tens and more.
    private static func decimals(of step: Double) -> Int {
        step.isNormal && step > 0 ? -Int((log10(step) + 1e-9).rounded(.down)) : 0
    }

    func label(_ value: Double, decimals: Int) -> String {
        switch self {
        case .automatic: return NumberText.fixed(value, decimals)
        case .percent: return NumberText.fixed(value * 100, max(0, decimals - 2)) + " %"
        case .custom(let text): return text(value)
        }
    }

    func decade(_ exponent: Int) -> String {
        switch self {
        case .automatic:
            return exponent == 0 ? "1" : exponent == 1 ? "10" : "10^{\(NumberText.integer(exponent))}"
        default:
            return label(pow(10, Double(exponent)), decimals: max(0, -exponent))
        }
    }
}

/// Numbers as text, with a true minus sign and without a locale.
public enum NumberText {
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
        let text = grouped(String(format: "%.\(min(max(decimals, 0), 15))f", abs(value)))
        let isZero = !text.contains { $0 != "0" && $0 != "." }
        return value < 0 && !isZero ? "−" + text : text
    }

    /// Five digits and more in groups of three, with thin spaces: 60 000.
    private static func grouped(_ text: String) -> String {
        let digits = Array(text.prefix { $0 != "." })
        guard digits.count > 4 else { return text }
        var result = ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i) % 3 == 0 { result += "\u{2009}" }
            result.append(digit)
        }
        return result + text.dropFirst(digits.count)
    }

    static func integer(_ value: Int) -> String { value < 0 ? "−\(-value)" : "\(value)" }

    /// At most `digits` significant digits, trailing zeros dropped.
    public static func short(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, 0) }
        let exponent = Int(log10(abs(value)).rounded(.down))
        if exponent >= 6 || exponent < -4 {
            return "\(short(value / pow(10, Double(exponent)), digits: digits))·10^{\(integer(exponent))}"
        }
        var text = fixed(value, max(0, digits - 1 - exponent))
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return text
    }
}

import Foundation

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
        let (mantissa, exponent) = scientific(value, digits: digits)
        if exponent >= 6 || exponent < -4 {
            return "\(trimmed(fixed(mantissa, digits - 1)))·10^{\(integer(exponent))}"
        }
        return trimmed(fixed(value, max(0, digits - 1 - exponent)))
    }

    /// A number with the digits that it needs and no more: exactly if eight suffice, else rounded to three or more.
    /// Very large and small numbers as m·10ⁿ, powers of ten without m.
    static func needed(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, 0) }
        let (mantissa, exponent) = scientific(value, digits: 9)
        if (-6...6).contains(exponent) { return trimmed(fixed(value, decimals(of: value))) }
        let text = trimmed(fixed(mantissa, decimals(of: mantissa)))
        return power(text, exponent)
    }

    /// A number with all the digits that tell it from its neighbours among floating-point numbers.
    static func full(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, 0) }
        let parts = "\(abs(value))".split(separator: "e")
        let sign = value < 0 ? "−" : ""
        guard parts.count == 2, let exponent = Int(parts[1]) else { return sign + trimmed(String(parts[0])) }
        return sign + power(trimmed(String(parts[0])), exponent)
    }

    /// The fewest decimals that show a number exactly, up to eight significant digits; if no more suffice, as many as
    /// leave an error of a five-hundredth of the number. The error is at most the tolerance in both cases.
    static func decimals(of value: Double, tolerance: Double = .infinity) -> Int {
        guard value.isFinite, value != 0 else { return 0 }
        let exponent = scientific(value, digits: 9).exponent
        func first(_ error: Double, _ range: ClosedRange<Int>) -> Int? {
            range.first { decimals in
                let power = pow(10, Double(decimals))
                return abs((value * power).rounded() / power - value) <= min(error * abs(value), tolerance)
            }
        }
        let most = max(0, 7 - exponent)
        return first(1e-9, 0...most) ?? first(1 / 500, 0...max(most, 17)) ?? 17
    }

    /// The number as mantissa from 1 to below 10, rounded to so many digits, and power of ten.
    private static func scientific(_ value: Double, digits: Int) -> (mantissa: Double, exponent: Int) {
        let parts = String(format: "%.\(max(0, digits - 1))e", value).split(separator: "e")
        return (Double(parts[0]) ?? value, Int(parts[1]) ?? 0)
    }

    private static func power(_ mantissa: String, _ exponent: Int) -> String {
        switch mantissa {
        case "1": "10^{\(integer(exponent))}"
        case "−1": "−10^{\(integer(exponent))}"
        default: "\(mantissa)·10^{\(integer(exponent))}"
        }
    }

    /// Without zeros at the end of its decimals.
    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        let kept = text.reversed().drop { $0 == "0" }
        return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
    }
}

import Foundation

/// How a number is written, in prose as `{{key, FORMAT}}` and in a section's own text as `accuracy.formatted(.percent(1))`.
///
/// | format in prose | 0.98131 becomes |
/// | --- | --- |
/// | (none) | 0.9813: four significant digits, or all before the point; integers and words as they are |
/// | `fixed 2` | 0.98 |
/// | `significant 2` | 0.98 |
/// | `percent 1` | 98.1 % |
/// | `scientific 2` | 9.81 × 10⁻¹ |
/// | `integer` | 1 |
/// | `signed 2` | +0.98 |
/// | `seconds 1` | 1.0 s (and 75 becomes 1 min 15 s) |
public enum NumberFormat: Hashable, Sendable {
    case automatic
    case fixed(Int), significant(Int), percent(Int), scientific(Int), integer, signed(Int), seconds(Int)

    static let names = ["fixed n", "significant n", "percent n", "scientific n", "integer", "signed n", "seconds n"]

    /// Reads `percent 1`; nil if there is no such format.
    init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let name = words.first, words.count <= 2 else { return nil }
        let given = words.count == 2 ? Int(words[1]) : nil
        if words.count == 2 && given.map({ (0...15).contains($0) }) != true { return nil }
        switch name {
        case "fixed": self = .fixed(given ?? 2)
        case "significant": self = .significant(max(given ?? 3, 1))
        case "percent": self = .percent(given ?? 0)
        case "scientific": self = .scientific(given ?? 1)
        case "integer" where given == nil: self = .integer
        case "signed": self = .signed(given ?? 2)
        case "seconds": self = .seconds(given ?? 0)
        default: return nil
        }
    }

    /// The number as text, the same on every machine.
    public func string(_ number: some BinaryFloatingPoint) -> String {
        let number = Double(number)
        return string(.number(number), .text) ?? Self.automatic(number, .text)
    }

    /// Where the number stands: in a sentence or within `$…$`.
    enum Spelling { case text, tex }

    /// Nil if the value is no number and the format asks for one.
    func string(_ value: RecordedValue, _ spelling: Spelling) -> String? {
        if self == .automatic {
            switch value {
            case .text(let text): return spelling == .text ? text : "\\text{\(text)}"
            case .truth(let truth): return spelling == .text ? "\(truth)" : "\\text{\(truth)}"
            case .integer(let integer): return Self.grouped(String(integer), spelling)
            case .number(let number): return Self.automatic(number, spelling)
            }
        }
        guard let number = value.double, number.isFinite else { return nil }
        switch self {
        case .automatic: return nil
        case .fixed(let digits): return Self.grouped(Self.digits(number, digits), spelling)
        case .significant(let digits): return Self.significant(number, digits, spelling)
        case .percent(let digits):
            return Self.grouped(Self.digits(number * 100, digits), spelling)
                + (spelling == .text ? "\u{202F}%" : "\\,\\%")
        case .scientific(let digits): return Self.scientific(number, digits, spelling)
        case .integer: return Self.grouped(Self.digits(number, 0), spelling)
        case .signed(let digits):
            let text = Self.grouped(Self.digits(number, digits), spelling)
            return number > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
        case .seconds(let digits): return Self.seconds(number, digits, spelling)
        }
    }

    // MARK: Spelling numbers

    /// Fixed digits, rounded half away from zero as printf does for the decimal value; no negative zero.
    private static func digits(_ number: Double, _ count: Int) -> String {
        let text = String(format: "%.\(count)f", number)
        return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) } ? String(text.dropFirst()) : text
    }

    private static func automatic(_ number: Double, _ spelling: Spelling) -> String {
        guard number.isFinite else {
            return number.isNaN ? "NaN" : (number < 0 ? "−" : "") + (spelling == .text ? "∞" : "\\infty")
        }
        let isWhole = number == number.rounded() || abs(number) >= 1000
        return isWhole && abs(number) < 1e15
            ? grouped(digits(number, 0), spelling) : dropZeros(significant(number, 4, spelling))
    }

    /// `0.9800` becomes `0.98`, `1.000 × 10⁻⁷` becomes `1 × 10⁻⁷`.
    private static func dropZeros(_ text: String) -> String {
        let power = text.firstRange(of: " × ") ?? text.firstRange(of: " \\times ")
        var digits = power.map { text[..<$0.lowerBound] } ?? text[...]
        guard digits.contains(".") else { return text }
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return String(digits + (power.map { text[$0.lowerBound...] } ?? ""))
    }

    /// What a check compared, as a reader wants it: `8.67876e-08 ≤ 1e-07` becomes `8.679 × 10⁻⁸ ≤ 1 × 10⁻⁷`.
    static func readable(comparison: String) -> String {
        comparison.replacing(/-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/) { match -> String in
            let digits = String(match.output)
            return Double(digits).map { automatic($0, .text) } ?? digits
        }
    }

    private static func significant(_ number: Double, _ count: Int, _ spelling: Spelling) -> String {
        guard number != 0 else { return "0" }
        // The exponent after rounding: 0.99999 to three digits is 1.00, not 1.000.
        let exponent = Int(String(format: "%.\(count - 1)e", number).split(separator: "e")[1]) ?? 0
        if exponent < -4 || exponent >= max(count, 6) { return scientific(number, count - 1, spelling) }
        let unit = pow(10, Double(exponent - count + 1))
        let rounded = exponent >= count ? (number / unit).rounded() * unit : number
        return grouped(digits(rounded, max(count - 1 - exponent, 0)), spelling)
    }

    private static func scientific(_ number: Double, _ count: Int, _ spelling: Spelling) -> String {
        let parts = String(format: "%.\(count)e", number).split(separator: "e")
        let exponent = Int(parts[1]) ?? 0
        let mantissa = grouped(String(parts[0]), spelling)
        switch spelling {
        case .text: return "\(mantissa) × 10\(superscript(exponent))"
        case .tex: return "\(mantissa) \\times 10^{\(exponent)}"
        }
    }

    private static func superscript(_ integer: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return String(String(integer).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
    }

    private static func seconds(_ number: Double, _ count: Int, _ spelling: Spelling) -> String {
        let space = spelling == .text ? "\u{202F}" : "\\,"
        func unit(_ name: String) -> String { spelling == .text ? name : "\\text{\(name)}" }
        guard abs(number) >= 60 else { return digits(number, count) + space + unit("s") }
        let whole = Int(number.rounded())
        let (hours, minutes, rest) = (whole / 3600, abs(whole / 60 % 60), abs(whole % 60))
        return hours != 0
            ? "\(hours)\(space)\(unit("h")) \(minutes)\(space)\(unit("min"))"
            : "\(whole / 60)\(space)\(unit("min")) \(rest)\(space)\(unit("s"))"
    }

    /// A true minus sign, and thin spaces between thousands from five digits on.
    private static func grouped(_ text: String, _ spelling: Spelling) -> String {
        let isNegative = text.hasPrefix("-")
        let unsigned = isNegative ? text.dropFirst() : text[...]
        let whole = unsigned.prefix { $0 != "." }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0, whole.count >= 5 {
                result += spelling == .text ? "\u{202F}" : "\\,"
            }
            result.append(digit)
        }
        let sign = isNegative ? (spelling == .text ? "−" : "-") : ""
        return sign + result + unsigned.dropFirst(whole.count)
    }
}

extension BinaryFloatingPoint {
    /// The number as text: `accuracy.formatted(.percent(1))`.
    public func formatted(_ format: NumberFormat) -> String { format.string(self) }
}

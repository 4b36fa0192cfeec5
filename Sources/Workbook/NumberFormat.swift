import Foundation

/// How a number is written in a table, in the terminal and in prose, the same on every machine.
///
/// Its spelling in prose is the case's name and the digits: `{{adam.testAccuracy, percent 1}}`.
public enum NumberFormat: Hashable, Sendable {
    /// `fixed 3`: 0.982
    case fixed(Int)
    /// `percent 1`: 0.982 becomes 98.2 %
    case percent(Int)
    /// `significant 3`: 0.0123, 12300, 1.23e-05
    case significant(Int)
    /// `scientific 2`: 1.23e-05
    case scientific(Int)

    /// Reads `percent 1`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let words = text.split(separator: " ")
        guard words.count == 2, let digits = Int(words[1]), (0...17).contains(digits) else { return nil }
        switch words[0] {
        case "fixed": self = .fixed(digits)
        case "percent": self = .percent(digits)
        case "significant" where digits > 0: self = .significant(digits)
        case "scientific": self = .scientific(digits)
        default: return nil
        }
    }

    public func string(_ number: some BinaryFloatingPoint) -> String {
        let number = Double(number)
        return switch self {
        case .fixed(let digits): withoutNegativeZero(String(format: "%.\(digits)f", number))
        case .percent(let digits): withoutNegativeZero(String(format: "%.\(digits)f", 100 * number)) + " %"
        case .significant(let digits): String(format: "%.\(digits)g", number)
        case .scientific(let digits): String(format: "%.\(digits)e", number)
        }
    }

    /// −0.0004 to two digits is 0.00.
    private func withoutNegativeZero(_ text: String) -> String {
        text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) } ? String(text.dropFirst()) : text
    }
}

extension BinaryFloatingPoint {
    /// The number as text: `accuracy.formatted(.percent(1))`.
    public func formatted(_ format: NumberFormat) -> String { format.string(self) }
}

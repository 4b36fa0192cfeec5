/// How a number is written in a table or in a section's own text; prose has the same formats as words
/// (`{{key, percent 1}}`).
public enum NumberFormat: Hashable, Sendable {
    /// `.fixed(3)`: 0.982
    case fixed(Int)
    /// `.percent(1)`: 0.982 becomes 98.2 %
    case percent(Int)
    /// `.significant(3)`: 0.0123
    case significant(Int)
    /// `.scientific(2)`: 1.23 × 10⁻⁵
    case scientific(Int)
    /// `.signed(2)`: +0.98
    case signed(Int)

    /// The number as text, the same on every machine.
    public func string(_ number: some BinaryFloatingPoint) -> String {
        let number = Double(number)
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "−∞" : "∞" }
        return prose.string(.number(number), .text) ?? ""
    }

    private var prose: ValueFormat {
        switch self {
        case .fixed(let digits): .fixed(digits)
        case .percent(let digits): .percent(digits)
        case .significant(let digits): .significant(digits)
        case .scientific(let digits): .scientific(digits)
        case .signed(let digits): .signed(digits)
        }
    }
}

extension BinaryFloatingPoint {
    /// The number as text: `accuracy.formatted(.percent(1))`.
    public func formatted(_ format: NumberFormat) -> String { format.string(self) }
}

/// A number in an expression: exact wherever a ``Fraction`` can hold it, so that a third stays a third and ten tenths
/// are one.
///
/// Others (1e200, ∞) have a value only; the algebra moves them about, but never computes with them.
struct Number: Sendable {
    let value: Double
    let fraction: Fraction?
    /// Written with a point, as 0.3, not as 3/10.
    let isDecimal: Bool

    static let zero = Number(0)
    static let one = Number(1)

    init(_ whole: Int) {
        value = Double(whole)
        fraction = Fraction(whole)
        isDecimal = false
    }

    init(_ value: Double) {
        let isWhole = value == value.rounded() && Swift.abs(value) < 1e15
        self.value = value == 0 ? 0 : value
        fraction = isWhole ? Fraction(Int(value)) : Fraction(decimal: value)
        isDecimal = !isWhole
    }

    init(_ fraction: Fraction, isDecimal: Bool = false) {
        value = fraction.value
        self.fraction = fraction
        self.isDecimal = isDecimal
    }

    var isNegative: Bool { value < 0 }
    var negated: Number { fraction.map { Number($0.negated, isDecimal: isDecimal) } ?? Number(-value) }
    var isWhole: Bool { fraction?.isWhole ?? false }
    var isEven: Bool { fraction?.isEven ?? false }
    /// Whether this is exact and a small whole number.
    var whole: Int? { isWhole && Swift.abs(value) < 1e15 ? Int(value) : nil }

    // Exact results; nil where there is none.

    func plus(_ other: Number) -> Number? { combined(other) { $0.plus($1) } }
    func times(_ other: Number) -> Number? { combined(other) { $0.times($1) } }
    func divided(by other: Number) -> Number? { combined(other) { $0.divided(by: $1) } }

    private func combined(_ other: Number, _ combine: (Fraction, Fraction) -> Fraction?) -> Number? {
        guard let a = fraction, let b = other.fraction, let result = combine(a, b) else { return nil }
        return Number(result, isDecimal: isDecimal || other.isDecimal)
    }

    /// A power that is exact and short enough to be read; of a fraction's halves, too: 4^½ is 2.
    func power(_ exponent: Number) -> Number? {
        guard let base = fraction, let e = exponent.fraction, Swift.abs(e.numerator) <= 64 else { return nil }
        let power: Fraction? =
            switch e.denominator {
            case 1: base.power(Int(e.numerator))
            case 2: base.root.flatMap { $0.power(Int(e.numerator)) }
            default: nil
            }
        let limit: Int128 = 1_000_000_000_000_000
        guard let power, Swift.abs(power.numerator) < limit, power.denominator < limit else { return nil }
        return Number(power, isDecimal: isDecimal)
    }
}

extension Number: Hashable {
    static func == (a: Number, b: Number) -> Bool {
        a.fraction == b.fraction && (a.fraction != nil || a.value == b.value || a.value.isNaN && b.value.isNaN)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(fraction)
        if fraction == nil { hasher.combine(value) }
    }
}

/// An exact rational number of at most 127 bits above and below, in lowest terms.
///
/// What does not fit is nil: nothing is ever rounded.
struct Fraction: Hashable, Sendable {
    let numerator: Int128
    /// Positive.
    let denominator: Int128

    static let zero = Fraction(0)
    static let one = Fraction(1)

    init(_ whole: Int) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// Nil for a denominator of zero, and where −2¹²⁷ would have to change its sign.
    init?(_ numerator: Int128, _ denominator: Int128) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        let common = Fraction.commonDivisor(Swift.abs(numerator), Swift.abs(denominator))
        self.numerator = (denominator < 0 ? -numerator : numerator) / common
        self.denominator = Swift.abs(denominator) / common
    }

    /// The number whose shortest decimal is that of `value`: 0.1 is a tenth.
    init?(decimal value: Double) {
        guard value.isFinite else { return nil }
        let parts = "\(value)".lowercased().split(separator: "e")
        let digits = parts[0].split(separator: ".")
        let decimals = digits.count > 1 && digits[1] != "0" ? digits[1] : ""
        guard let mantissa = Int128(String(digits[0]) + decimals),
            let exponent = parts.count > 1 ? Int(parts[1]) : 0,
            let scale = Fraction.powerOfTen(Swift.abs(exponent - decimals.count))
        else { return nil }
        guard exponent >= decimals.count else {
            self.init(mantissa, scale)
            return
        }
        let (whole, overflows) = mantissa.multipliedReportingOverflow(by: scale)
        if overflows { return nil }
        self.init(whole, 1)
    }

    private static func powerOfTen(_ exponent: Int) -> Int128? {
        exponent <= 38 ? (0..<exponent).reduce(1) { power, _ in power * 10 } : nil
    }

    private static func commonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    var value: Double { Double(numerator) / Double(denominator) }
    var isWhole: Bool { denominator == 1 }
    var isEven: Bool { isWhole && numerator % 2 == 0 }
    var isNegative: Bool { numerator < 0 }
    var negated: Fraction { Fraction(-numerator, denominator)! }

    func plus(_ other: Fraction) -> Fraction? {
        let (a, p) = numerator.multipliedReportingOverflow(by: other.denominator)
        let (b, q) = other.numerator.multipliedReportingOverflow(by: denominator)
        let (sum, r) = a.addingReportingOverflow(b)
        let (below, s) = denominator.multipliedReportingOverflow(by: other.denominator)
        return p || q || r || s ? nil : Fraction(sum, below)
    }

    func times(_ other: Fraction) -> Fraction? {
        // Crosswise in lowest terms first, so that nothing overflows without need.
        guard let a = Fraction(numerator, other.denominator), let b = Fraction(other.numerator, denominator) else {
            return nil
        }
        let (above, p) = a.numerator.multipliedReportingOverflow(by: b.numerator)
        let (below, q) = a.denominator.multipliedReportingOverflow(by: b.denominator)
        return p || q ? nil : Fraction(above, below)
    }

    /// Nil for a zero below.
    func divided(by other: Fraction) -> Fraction? {
        Fraction(other.denominator, other.numerator).flatMap { times($0) }
    }

    /// To a whole power.
    func power(_ exponent: Int) -> Fraction? {
        guard exponent >= 0 else { return power(-exponent).flatMap { Fraction.one.divided(by: $0) } }
        guard exponent <= 256 else { return numerator == 0 || self == .one ? self : nil }
        var result: Fraction? = .one
        for _ in 0..<exponent { result = result?.times(self) }
        return result
    }

    /// The square root, where it is rational.
    var root: Fraction? {
        func root(_ n: Int128) -> Int128? {
            guard n > 0, n < 1 << 124 else { return n == 0 ? 0 : nil }
            let estimate = Int128(Double(n).squareRoot().rounded())
            // One step of Newton's method gives the digits that a Double lacks.
            let near = (estimate + n / estimate) / 2
            return [near - 1, near, near + 1].first { $0 >= 0 && $0 * $0 == n }
        }
        guard let above = root(numerator), let below = root(denominator) else { return nil }
        return Fraction(above, below)
    }

    /// The digits and the power of ten of a decimal that ends: 1/8 is 125 · 10⁻³, 1200 is 12 · 10².
    var decimal: (digits: Int128, exponent: Int)? {
        var (digits, below, exponent) = (numerator, denominator, 0)
        while below != 1 {
            guard below % 10 == 0 || below % 2 == 0 || below % 5 == 0 else { return nil }
            let factor: Int128 = below % 10 == 0 ? 1 : below % 2 == 0 ? 5 : 2
            let (product, overflows) = digits.multipliedReportingOverflow(by: factor)
            if overflows { return nil }
            digits = product
            below /= 10 / factor
            exponent -= 1
        }
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        return (digits, exponent)
    }
}

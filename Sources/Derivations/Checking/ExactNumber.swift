/// An exact rational number whose denominator is a power of two: m · 2ᵉ with a whole number m of any length.
///
/// Sums, differences and products of such numbers are such numbers, so that recursions over hundreds of steps can be
/// compared with their closed forms without any rounding and without ever reducing a fraction.
struct ExactNumber: Equatable, Sendable {
    /// The absolute value of m, in 32-bit digits, lowest first, without zeros at the top.
    private var digits: [UInt32]
    private var isNegative: Bool
    private var exponent: Int

    init(_ value: Int, exponent: Int = 0) {
        var rest = value.magnitude
        var digits: [UInt32] = []
        while rest > 0 {
            digits.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
        self.init(digits, value < 0, exponent)
    }

    /// The exact value of a finite Double; nil for infinities and what is not a number.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self.init(0)
            return
        }
        let significand = Int((value.magnitude.significand * 4_503_599_627_370_496).rounded())
        self.init(value < 0 ? -significand : significand, exponent: Int(value.exponent) - 52)
    }

    private init(_ digits: [UInt32], _ isNegative: Bool, _ exponent: Int) {
        var digits = digits
        var exponent = exponent
        while digits.last == 0 { digits.removeLast() }
        let zeros = digits.prefix { $0 == 0 }.count
        if zeros > 0, zeros < digits.count {
            digits.removeFirst(zeros)
            exponent += 32 * zeros
        }
        if let lowest = digits.first, lowest.trailingZeroBitCount > 0 {
            let shift = UInt32(lowest.trailingZeroBitCount)
            for i in digits.indices {
                let above = i + 1 < digits.count ? digits[i + 1] << (32 - shift) : 0
                digits[i] = digits[i] >> shift | above
            }
            exponent += Int(shift)
            while digits.last == 0 { digits.removeLast() }
        }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    static func * (a: Self, b: Self) -> Self {
        var result = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
        for i in a.digits.indices {
            var carry: UInt64 = 0
            for j in b.digits.indices {
                let sum = UInt64(a.digits[i]) * UInt64(b.digits[j]) + UInt64(result[i + j]) + carry
                result[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            result[i + b.digits.count] = UInt32(carry)
        }
        return Self(result, a.isNegative != b.isNegative, a.exponent + b.exponent)
    }

    static prefix func - (a: Self) -> Self { Self(a.digits, !a.isNegative, a.exponent) }

    static func - (a: Self, b: Self) -> Self { a + -b }

    static func + (a: Self, b: Self) -> Self {
        if a.digits.isEmpty { return b }
        if b.digits.isEmpty { return a }
        let exponent = Swift.min(a.exponent, b.exponent)
        let x = a.shifted(a.exponent - exponent)
        let y = b.shifted(b.exponent - exponent)
        if a.isNegative == b.isNegative { return Self(added(x, y), a.isNegative, exponent) }
        return isLess(x, y)
            ? Self(subtracted(y, x), b.isNegative, exponent) : Self(subtracted(x, y), a.isNegative, exponent)
    }

    /// This number to a natural power.
    func power(_ exponent: Int) -> Self {
        var result = Self(1)
        var square = self
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }

    private func shifted(_ count: Int) -> [UInt32] {
        let (words, bits) = (count / 32, UInt64(count % 32))
        var result = [UInt32](repeating: 0, count: words)
        var carry: UInt64 = 0
        for digit in digits {
            let wide = UInt64(digit) << bits | carry
            result.append(UInt32(truncatingIfNeeded: wide))
            carry = wide >> 32
        }
        result.append(UInt32(carry))
        return result
    }

    private static func added(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for i in 0..<Swift.max(a.count, b.count) {
            let sum = (i < a.count ? UInt64(a[i]) : 0) + (i < b.count ? UInt64(b[i]) : 0) + carry
            result.append(UInt32(truncatingIfNeeded: sum))
            carry = sum >> 32
        }
        return result + [UInt32(carry)]
    }

    /// a − b for a ≥ b.
    private static func subtracted(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result = a
        var borrow: Int64 = 0
        for i in a.indices {
            let difference = Int64(a[i]) - (i < b.count ? Int64(b[i]) : 0) - borrow
            borrow = difference < 0 ? 1 : 0
            result[i] = UInt32(truncatingIfNeeded: difference)
        }
        return result
    }

    private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        for i in (0..<Swift.max(a.count, b.count)).reversed() {
            let (x, y) = (i < a.count ? a[i] : 0, i < b.count ? b[i] : 0)
            if x != y { return x < y }
        }
        return false
    }
}

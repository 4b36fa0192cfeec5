extension Typesetter {
    /// A number in digits; very large and very small ones with a power of ten, which holds together like a product.
    func set(_ number: Number) -> Formula {
        if number.isNegative {
            return Formula(text: "-".dashed(mode) + set(number.negated).text, binding: .sign)
        }
        if number.value.isNaN { return Formula(text: isTeX ? "\\mathrm{NaN}" : "NaN") }
        if number.value.isInfinite { return Formula(text: isTeX ? "\\infty" : "∞") }
        guard let (digits, exponent) = number.decimal else {
            // Fractions are quotients; this one came from elsewhere.
            return Formula(text: "\(number.value)")
        }
        // The power of ten of the first digit.
        let magnitude = exponent + digits.count - 1
        if (-4..<15).contains(magnitude) { return Formula(text: positional(digits, exponent)) }
        let power = isTeX ? "10^{\(magnitude)}" : "10" + raised(String(magnitude).replacing("-", with: "−"))
        if digits == "1" { return Formula(text: power, binding: .power) }
        let mantissa = positional(digits, 1 - digits.count)
        return Formula(text: mantissa + (isTeX ? " \\cdot " : " · ") + power, binding: .product)
    }

    /// digits · 10ᵉˣᵖᵒⁿᵉⁿᵗ, written out.
    private func positional(_ digits: String, _ exponent: Int) -> String {
        if exponent >= 0 { return digits + String(repeating: "0", count: exponent) }
        let padded = String(repeating: "0", count: Swift.max(0, 1 - exponent - digits.count)) + digits
        return padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
    }
}

extension Number {
    /// The digits, without zeros at the end, and the power of ten behind the last of them; exact, or those of the
    /// shortest decimal.
    fileprivate var decimal: (digits: String, exponent: Int)? {
        if let fraction { return fraction.decimal.map { (String($0.digits), $0.exponent) } }
        guard value.isFinite else { return nil }
        let parts = "\(value)".lowercased().split(separator: "e")
        let numerals = parts[0].split(separator: ".")
        let decimals = numerals.count > 1 && numerals[1] != "0" ? String(numerals[1]) : ""
        var digits = String((numerals[0] + decimals).drop { $0 == "0" })
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - decimals.count
        while digits.count > 1, digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        return (digits, exponent)
    }
}

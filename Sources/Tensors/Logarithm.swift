import Vectors

private typealias Integers = SIMD8<Int32>

extension Elementwise {
    /// y ← ln x; −∞ for ±0, NaN for negative x.
    public static func log(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let v = load(x + i)
            store(logarithm(v), y + i)
        }
        if whole < count {
            var v = Lanes(repeating: 1)
            for j in whole..<count { v[j - whole] = x[j] }
            v = logarithm(v)
            for j in whole..<count { y[j] = v[j - whole] }
        }
    }
}

/// With x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2: ln x = k ln 2 + ln(1 + f).
@inline(__always)
private func logarithm(_ x: Lanes) -> Lanes {
    // Denormal numbers are scaled by 2²³ first.
    let isTiny = x .< Float.leastNormalMagnitude
    let scaled = x.replacing(with: x * 0x1p23, where: isTiny)
    let bits = unsafeBitCast(scaled, to: Integers.self)
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let f = unsafeBitCast(bits &- (exponent &<< 23), to: Lanes.self) - 1
    let k = Lanes(exponent) + Lanes.zero.replacing(with: -23, where: isTiny)
    // ln(1 + f) = f − f²/2 + f³ P(f), P minimax, relative error 6 · 10⁻⁹.
    var p = Lanes(repeating: -0.076345101)
    p = Lanes(repeating: 0.127615944).addingProduct(p, f)
    p = Lanes(repeating: -0.131601855).addingProduct(p, f)
    p = Lanes(repeating: 0.142017558).addingProduct(p, f)
    p = Lanes(repeating: -0.166233569).addingProduct(p, f)
    p = Lanes(repeating: 0.200012267).addingProduct(p, f)
    p = Lanes(repeating: -0.250008196).addingProduct(p, f)
    p = Lanes(repeating: 0.333333313).addingProduct(p, f)
    p = Lanes(repeating: -0.5).addingProduct(p, f)
    // ln 2 = 0.693359375 − 2.12194440 · 10⁻⁴, so that k times the first part is exact.
    let small = (k * -2.12194440e-4).addingProduct(f * f, p)
    var result = (f + small).addingProduct(k, Lanes(repeating: 0.693359375))
    result.replace(with: x, where: x .> Float.greatestFiniteMagnitude)
    result.replace(with: -.infinity, where: x .<= 0)
    result.replace(with: .nan, where: x .< 0)
    return result.replacing(with: x + x, where: isNaN(x))
}

@inline(__always)
private func isNaN(_ x: Lanes) -> SIMDMask<SIMD8<Int32>> { x .!= x }

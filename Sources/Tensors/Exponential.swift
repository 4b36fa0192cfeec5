import Vectors

private typealias Integers = SIMD8<Int32>

extension Elementwise {
    /// y ← eˣ.
    public static func exp(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { exponential($0) }
    }

    /// y ← σ(x) = 1 / (1 + e⁻ˣ), small results included: with q = e^−|x|, σ = 1 / (1 + q) or q / (1 + q).
    public static func sigmoid(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            logistic(v, exponential(negativeMagnitude(v)))
        }
    }

    /// y ← tanh x = −t / (2 + t) · sign x with t = e^(−2|x|) − 1, which has no cancellation anywhere.
    public static func tanh(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            // From |x| = 9.02 on, tanh rounds to 1.
            let z = 2 * negativeMagnitude(v)
            let t = exponentialMinusOne(z.replacing(with: -20, where: z .< -20))
            let sign = unsafeBitCast(v, to: Integers.self) & Int32.min
            let magnitude = unsafeBitCast(-t / (2 + t), to: Integers.self) & Int32.max
            return unsafeBitCast(magnitude | sign, to: Lanes.self)
        }
    }

    /// y ← ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|).
    public static func softplus(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            let positive = v.replacing(with: 0, where: v .< 0)
            return positive + logOnePlus(exponential(negativeMagnitude(v)))
        }
    }

    /// y ← σ(x) and l ← ln(1 + e^−|x|), the same bits as from `sigmoid` and `softplus`, with one exponential for both.
    /// Neither may be `x`.
    public static func sigmoidAndLogarithm(
        _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ l: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let v = load(x + i)
            let q = exponential(negativeMagnitude(v))
            store(logistic(v, q), y + i)
            store(logOnePlus(q), l + i)
        }
        sigmoid(x + whole, y + whole, count - whole)
        for i in whole..<count { l[i] = -abs(x[i]) }
        softplus(l + whole, l + whole, count - whole)
    }

    /// y ← Φ(x), the standard normal distribution's cumulative function: 1 − Φ(−x) for x ≥ 0.
    public static func normalCumulative(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            let lower = lowerTail(v, times: Lanes(repeating: 1))
            return (1 - lower).replacing(with: lower, where: v .< 0)
        }
    }

    /// y ← x for x ≥ 0 and α(eˣ − 1) for x < 0.
    public static func elu(
        _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, α: Float = 1
    ) {
        forEachVector(x, y, count) { v in
            // From x = −17.4 on, eˣ − 1 rounds to −1.
            let t = exponentialMinusOne(v.replacing(with: -20, where: v .< -20))
            return v.replacing(with: α * t, where: v .< 0)
        }
    }

    /// y ← xΦ(x) = max(x, 0) − |x| Φ(−|x|), 0 at −∞.
    public static func gelu(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            // xΦ(x) is less than the smallest denormal from −14.3 on.
            let z = v.replacing(with: -14.5, where: v .< -14.5)
            let magnitude = -negativeMagnitude(z)
            let lower = lowerTail(z, times: -magnitude.replacing(with: 14.5, where: magnitude .> 14.5))
            return z.replacing(with: 0, where: z .< 0) + lower
        }
    }

    /// y ← xσ(x), 0 at −∞: with q = e^−|x|, x / (1 + q) or xq / (1 + q).
    public static func silu(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
        forEachVector(x, y, count) { v in
            // xσ(x) is less than the smallest denormal from −109 on.
            let z = v.replacing(with: -110, where: v .< -110)
            let q = exponential(negativeMagnitude(z))
            let numerator = z.replacing(with: exponential(negativeMagnitude(z), times: z), where: z .< 0)
            return numerator / (1 + q)
        }
    }
}

/// σ(x) from q = e^−|x|.
@inline(__always)
private func logistic(_ x: Lanes, _ q: Lanes) -> Lanes {
    Lanes(repeating: 1).replacing(with: q, where: x .< 0) / (1 + q)
}

/// v Φ(−|x|), the normal distribution's tail: Φ(−t) = e^(−t²/2) M(t) for t ≥ 0.
@inline(__always)
private func lowerTail(_ x: Lanes, times v: Lanes) -> Lanes {
    var t = -negativeMagnitude(x)
    t.replace(with: 14.5, where: t .> 14.5)  // Φ(−14.2) is less than the smallest denormal
    // t² = h + l exactly, as a relative error of h would be multiplied by t²/2.
    let h = t * t
    let l = (-h).addingProduct(t, t)
    // M(t) is a minimax polynomial in s = (t − 3) / (t + 3), relative error 1 · 10⁻⁸.
    let s = (t - 3) / (t + 3)
    var m = Lanes(repeating: 5.31619444e-05)
    m = Lanes(repeating: 0.000115013645).addingProduct(m, s)
    m = Lanes(repeating: -0.000339012855).addingProduct(m, s)
    m = Lanes(repeating: -0.000983288162).addingProduct(m, s)
    m = Lanes(repeating: 0.00290438742).addingProduct(m, s)
    m = Lanes(repeating: 0.00613194238).addingProduct(m, s)
    m = Lanes(repeating: -0.0462132618).addingProduct(m, s)
    m = Lanes(repeating: 0.123225041).addingProduct(m, s)
    m = Lanes(repeating: -0.206402615).addingProduct(m, s)
    m = Lanes(repeating: 0.121513948).addingProduct(m, s)
    m = m.addingProduct(m, -0.5 * l)
    return exponential(-0.5 * h, times: v * m)
}

/// v eˣ with x = n ln 2 + r, |r| ≤ ½ ln 2: v eˣ = v eʳ 2ⁿ. Two factors 2^⌊n/2⌋ and 2^⌈n/2⌉ reach overflow and
/// denormal results with a single rounding.
@inline(__always)
private func exponential(_ x: Lanes, times v: Lanes = Lanes(repeating: 1)) -> Lanes {
    // Beyond these the result is 0 (for |v| < 1000) or ∞ anyway. NaN is not greater than anything and passes.
    var z = x.replacing(with: -120, where: x .< -120)
    z.replace(with: 89, where: z .> 89)
    let (n, r) = reduced(z)
    let e = Lanes(repeating: 1) + r.addingProduct(r * r, exponentialRemainder(r))
    let half = n &>> 1
    return v * e * powerOfTwo(half) * powerOfTwo(n &- half)
}

/// eˣ − 1 for −87 < x ≤ 0: 2ⁿ (eʳ − 1) + (2ⁿ − 1), where n = 0 leaves small x its relative precision.
@inline(__always)
private func exponentialMinusOne(_ x: Lanes) -> Lanes {
    let (n, r) = reduced(x)
    let scale = powerOfTwo(n)
    return (scale - 1).addingProduct(scale, r.addingProduct(r * r, exponentialRemainder(r)))
}

/// n = x / ln 2 rounded, and r = x − n ln 2, with ln 2 in two parts.
@inline(__always)
private func reduced(_ x: Lanes) -> (n: Integers, r: Lanes) {
    // Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits.
    let shift: Float = 0x1.8p23
    let shifted = Lanes(repeating: shift).addingProduct(x, Lanes(repeating: 1.44269504))
    let n = unsafeBitCast(shifted, to: Integers.self) &- Integers(repeating: Int32(bitPattern: shift.bitPattern))
    let whole = shifted - shift
    let r = x.addingProduct(whole, Lanes(repeating: -0.693147182)).addingProduct(
        whole, Lanes(repeating: 1.90465421e-9))
    return (n, r)
}

/// Q with eʳ = 1 + r + r² Q(r) for |r| ≤ ½ ln 2: minimax, relative error of eʳ 3 · 10⁻⁹.
@inline(__always)
private func exponentialRemainder(_ r: Lanes) -> Lanes {
    var q = Lanes(repeating: 0.00138145406)
    q = Lanes(repeating: 0.00836874545).addingProduct(q, r)
    q = Lanes(repeating: 0.041668389).addingProduct(q, r)
    q = Lanes(repeating: 0.166665211).addingProduct(q, r)
    return Lanes(repeating: 0.49999994).addingProduct(q, r)
}

/// 2ⁿ for −126 ≤ n ≤ 127.
@inline(__always)
private func powerOfTwo(_ n: Integers) -> Lanes { unsafeBitCast((n &+ 127) &<< 23, to: Lanes.self) }

/// ln(1 + q) for 0 ≤ q ≤ 1: above √2 − 1, ln 2 + ln(1 + f) with f = (q − 1)/2. See Logarithm.swift for P.
@inline(__always)
private func logOnePlus(_ q: Lanes) -> Lanes {
    let threshold: Float = 0.414213562
    let f = q.replacing(with: 0.5 * (q - 1), where: q .> threshold)
    var p = Lanes(repeating: -0.076345101)
    p = Lanes(repeating: 0.127615944).addingProduct(p, f)
    p = Lanes(repeating: -0.131601855).addingProduct(p, f)
    p = Lanes(repeating: 0.142017558).addingProduct(p, f)
    p = Lanes(repeating: -0.166233569).addingProduct(p, f)
    p = Lanes(repeating: 0.200012267).addingProduct(p, f)
    p = Lanes(repeating: -0.250008196).addingProduct(p, f)
    p = Lanes(repeating: 0.333333313).addingProduct(p, f)
    p = Lanes(repeating: -0.5).addingProduct(p, f)
    return f.addingProduct(f * f, p) + Lanes.zero.replacing(with: 0.693147182, where: q .> threshold)
}

@inline(__always)
private func negativeMagnitude(_ x: Lanes) -> Lanes {
    unsafeBitCast(unsafeBitCast(x, to: Integers.self) | Int32.min, to: Lanes.self)
}

/// y ← f(x) eight elements at a time, the last ones padded with zeros.
@inline(__always)
private func forEachVector(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ f: (Lanes) -> Lanes
) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let v = load(x + i)
        store(f(v), y + i)
    }
    if whole < count {
        var v = Lanes.zero
        for j in whole..<count { v[j - whole] = x[j] }
        v = f(v)
        for j in whole..<count { y[j] = v[j - whole] }
    }
}

import Vectors

/// Eight independent xoshiro128++ generators side by side, and the kernels that fill buffers from them.
///
/// Everything here is integer arithmetic or correctly rounded float operations (fused multiply-add included), so that
/// the numbers are the same on every machine.
struct RandomLanes: Sendable, Equatable, Codable {
    private typealias Words = SIMD8<UInt32>

    private var a: SIMD8<UInt32> = .zero
    private var b: SIMD8<UInt32> = .zero
    private var c: SIMD8<UInt32> = .zero
    private var d: SIMD8<UInt32> = .zero

    /// Lanes seeded by 16 words of `source`.
    init(seededBy source: () -> UInt64) {
        for lane in 0..<8 {
            let (first, second) = (source(), source())
            a[lane] = UInt32(truncatingIfNeeded: first)
            b[lane] = UInt32(truncatingIfNeeded: first >> 32)
            c[lane] = UInt32(truncatingIfNeeded: second)
            d[lane] = UInt32(truncatingIfNeeded: second >> 32)
        }
    }

    @inline(__always)
    private mutating func next() -> Words {
        let sum = a &+ d
        let result = ((sum &<< 7) | (sum &>> 25)) &+ a
        let shifted = b &<< 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d &<< 11) | (d &>> 21)
        return result
    }

    // MARK: Uniform

    /// `lower + span · u` with u uniform on the multiples of 2⁻²⁴ in [0, 1).
    mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>, lower: Float, span: Float) {
        guard let start = buffer.baseAddress else { return }
        var lanes = self
        let (low, scale) = (Lanes(repeating: lower), Lanes(repeating: span * 0x1p-24))
        let whole = buffer.count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let u = Lanes(SIMD8<Int32>(truncatingIfNeeded: lanes.next() &>> 8))
            store(low.addingProduct(u, scale), start + i)
        }
        if whole < buffer.count {
            let u = low.addingProduct(Lanes(SIMD8<Int32>(truncatingIfNeeded: lanes.next() &>> 8)), scale)
            for i in whole..<buffer.count { start[i] = u[i - whole] }
        }
        self = lanes
    }

    /// Random words.
    mutating func fillBits(_ buffer: UnsafeMutableBufferPointer<UInt32>) {
        for i in stride(from: 0, to: buffer.count, by: 8) {
            let word = next()
            for j in 0..<min(8, buffer.count - i) { buffer[i + j] = word[j] }
        }
    }

    // MARK: Masks

    /// `value` with the given probability (to 2⁻³²), else zero.
    mutating func fillMask(_ buffer: UnsafeMutableBufferPointer<Float>, probability: Double, value: Float) {
        let threshold = (probability * 0x1p32).rounded()
        guard threshold >= 1, let start = buffer.baseAddress else { return buffer.update(repeating: 0) }
        var lanes = self
        let last = Words(repeating: UInt32(min(threshold - 1, 0xFFFF_FFFF)))
        let kept = Lanes(repeating: value)
        let whole = buffer.count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            store(Lanes.zero.replacing(with: kept, where: lanes.next() .<= last), start + i)
        }
        if whole < buffer.count {
            let mask = Lanes.zero.replacing(with: kept, where: lanes.next() .<= last)
            for i in whole..<buffer.count { start[i] = mask[i - whole] }
        }
        self = lanes
    }

    // MARK: Normal

    /// `mean + deviation · z` with z standard normal.
    mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Float>, mean: Float, deviation: Float) {
        guard let start = buffer.baseAddress else { return }
        var lanes = self
        let (μ, σ) = (Lanes(repeating: mean), Lanes(repeating: deviation))
        let whole = buffer.count & ~15
        for i in stride(from: 0, to: whole, by: 16) {
            let (x, y) = RandomLanes.normals(lanes.next(), lanes.next())
            store(μ.addingProduct(σ, x), start + i)
            store(μ.addingProduct(σ, y), start + i + 8)
        }
        if whole < buffer.count {
            let (x, y) = RandomLanes.normals(lanes.next(), lanes.next())
            let pair = SIMD16(lowHalf: μ.addingProduct(σ, x), highHalf: μ.addingProduct(σ, y))
            for i in whole..<buffer.count { start[i] = pair[i - whole] }
        }
        self = lanes
    }

    /// Two vectors of independent standard normals from two of random words (G. Box, M. Muller, A note on the
    /// generation of random normal deviates, 1958): with u uniform on (0, 1] and θ on the circle,
    ///
    ///     x = √(−2 ln u) cos θ,   y = √(−2 ln u) sin θ.
    ///
    /// u has 31 bits and keeps its relative precision near 0, so the tails reach |z| = 6.66, beyond which the exact
    /// distribution has 3 · 10⁻¹¹ of its mass.
    @inline(__always)
    private static func normals(_ first: Words, _ second: Words) -> (Lanes, Lanes) {
        // v = 2³¹ u = 2^k m with m in [√½, √2), hence ln u = (k − 31) ln 2 + ln m.
        let v = Lanes(SIMD8<Int32>(truncatingIfNeeded: first &>> 1)) + 0.5
        let bits = unsafeBitCast(v, to: SIMD8<Int32>.self)
        let k = (bits &- 0x3F35_04F3) &>> 23
        let f = unsafeBitCast(bits &- (k &<< 23), to: Lanes.self) - 1
        // ln (1 + f) = f − f²/2 + f³ P(f), P minimax on [√½ − 1, √2 − 1], relative error 6 · 10⁻⁹.
        var p = Lanes(repeating: -0.076345101)
        p = Lanes(repeating: 0.127615944).addingProduct(p, f)
        p = Lanes(repeating: -0.131601855).addingProduct(p, f)
        p = Lanes(repeating: 0.142017558).addingProduct(p, f)
        p = Lanes(repeating: -0.166233569).addingProduct(p, f)
        p = Lanes(repeating: 0.200012267).addingProduct(p, f)
        p = Lanes(repeating: -0.250008196).addingProduct(p, f)
        p = Lanes(repeating: 0.333333313).addingProduct(p, f)
        p = Lanes(repeating: -0.5).addingProduct(p, f)
        let ln = f.addingProduct(f * f, p).addingProduct(Lanes(k &- 31), Lanes(repeating: 0.693147181))
        let radius = (-2 * ln).squareRoot()

        // θ = q π/2 + α with α in [−π/4, π/4); the circle is the range of the 32-bit integers.
        let turn = unsafeBitCast(second, to: SIMD8<Int32>.self)
        let q = (turn &+ (1 << 29)) &>> 30
        let α = Lanes(turn &- (q &<< 30)) * 1.46291807926715968e-9  // π/2 · 2⁻³⁰
        let α2 = α * α
        // sin α = α + α³ S(α²) and cos α = 1 − α²/2 + α⁴ C(α²), minimax, relative errors 4 · 10⁻⁹ and 1.2 · 10⁻¹⁰.
        var s = Lanes(repeating: -0.000195152825)
        s = Lanes(repeating: 0.0083321603).addingProduct(s, α2)
        s = Lanes(repeating: -0.166666552).addingProduct(s, α2)
        s = α.addingProduct(α * α2, s)
        var c = Lanes(repeating: 2.44331568e-5)
        c = Lanes(repeating: -0.00138873165).addingProduct(c, α2)
        c = Lanes(repeating: 0.0416666456).addingProduct(c, α2)
        c = Lanes(repeating: -0.5).addingProduct(c, α2)
        c = Lanes(repeating: 1).addingProduct(c, α2)
        // Odd quarter turns swap sine and cosine; the second bits of q and q + 1 are the signs. Done on the bits, which
        // compiles to five vector instructions, where comparing integer vectors does not vectorise.
        let (sBits, cBits) = (unsafeBitCast(s, to: SIMD8<Int32>.self), unsafeBitCast(c, to: SIMD8<Int32>.self))
        let exchange = (sBits ^ cBits) & (0 &- (q & 1))
        let sine = sBits ^ exchange ^ ((q & 2) &<< 30)
        let cosine = cBits ^ exchange ^ (((q &+ 1) & 2) &<< 30)
        return (radius * unsafeBitCast(cosine, to: Lanes.self), radius * unsafeBitCast(sine, to: Lanes.self))
    }
}

private let k = size("k", 1...2)

extension Derivation {
    public static let interpolation = Derivation("Interpolated codes are too short") {
        let u = randomVariable("u", mean: zeros(k), variance: 1)
        let v = randomVariable("v", mean: zeros(k), variance: 1)
        let α = scalar("α", .unitInterval)
        Given(u)
        Given(v)
        Given(α)
        Start(E(u, v) { norm(α * u + (1 - α) * v).² })
        Equals(
            α.² * E(u) { norm(u).² } + (1 - α).² * E(v) { norm(v).² },
            because: "multiply out; independent with mean zero: \(E(u, v) { u • v } == 0)")
        Equals((α.² + (1 - α).²) * k, because: "\(E(u) { norm(u).² } == k)")
        AtLeast(k / 2, because: "least in the middle, at \(α == 1 / 2)", attained: .at(α, 1 / 2))
        Conclusion(E(u, v) { norm(α * u + (1 - α) * v).² } == (α.² + (1 - α).²) * k)
    }

    public static let attributeVector = Derivation("An attribute vector is a difference of conditional means") {
        let s = scalar("s", .positive)
        let ν = vector("ν", k)
        let a = scalar("a", .binary)
        let u = randomVariable("u", mean: ν, variance: s.²)
        let w = vector("w", k)
        let z = u + a * w
        Given(ν, w)
        Given(
            "The code is \(z): \(a) is 1 with the attribute and 0 without, and \(u) is independent of it, with mean \(ν)."
        )
        Start(E(u) { z }.at(a, 1) - E(u) { z }.at(a, 0))
        Equals(E(u) { u + w } - E(u) { u }, because: "put \(a) in")
        Equals(ν + w - ν, because: "\(E(u) { u } == ν)")
        Equals(w, because: "cancel")
        Conclusion(E(u) { z }.at(a, 1) - E(u) { z }.at(a, 0) == w)
    }
}

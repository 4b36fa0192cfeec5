private let n = size("n", 1...2)
private let m = size("m", 1...3)
private let j = index("j", 1...n)
private let s = scalar("s", .positive)
private let w = randomVariable("w", mean: zeros(n), variance: s.²)

extension Derivation {
    public static let glorotVariance = Derivation("Glorot: keep the variance of activations and of gradients") {
        let μ = vector("μ", n)
        let τ = scalar("τ", .positive)
        let a = randomVariable("a", mean: zeros(n), variance: τ.²)
        Given("Weights \(w[j]) and inputs \(a[j]) are independent, with mean zero and variances \(s.²) and \(τ.²)")
        Start(Var(w, a) { sum(over: j) { w[j] * a[j] } })
        Equals(sum(over: j) { Var(w, a) { w[j] * a[j] } }, because: "the terms are uncorrelated")
        Equals(
            sum(over: j) { E(w, a) { w[j].² * a[j].² } - (E(w, a) { w[j] * a[j] }).² },
            because: "definition of the variance")
        Equals(sum(over: j) { E(w) { w[j].² } * E(a) { a[j].² } }, because: "independent, with mean zero")
        Equals(n * s.² * τ.², because: "\(n) equal terms")
        Note("It equals \(τ.²), the variance of the inputs, if")
        Start(n * s.² * τ.²)
        Equals(τ.² * (n * s.²), because: "order the factors")
        Conclusion((n * s.² * τ.²).at(s, sqrt(1 / n)) == τ.²)
    }

    public static let glorotBackward = Derivation("Glorot: the way back, and the compromise") {
        let k = index("k", 1...m)
        let τ = scalar("τ", .positive)
        let γ = randomVariable("γ", mean: zeros(m), variance: τ.²)
        let w = randomVariable("w", mean: zeros(m), variance: s.²)
        let a = scalar("n₁", .positive)
        let b = scalar("n₂", .positive)
        Given(
            "Gradients \(γ[k]) at the \(m) outputs are independent of the weights, with mean zero and variance \(τ.²)")
        Start(Var(w, γ) { sum(over: k) { w[k] * γ[k] } })
        Equals(sum(over: k) { E(w) { w[k].² } * E(γ) { γ[k].² } }, because: "as on the way forward", by: glorotVariance)
        Equals(m * s.² * τ.², because: "\(m) equal terms")
        Note(
            "With \(a) inputs and \(b) outputs, forward wants \(a * s.² == 1), backward \(b * s.² == 1); both on average:"
        )
        Start((a * s.² + b * s.²) / 2 == 1)
        Equivalent(s.² == 2 / (a + b), because: "solve for \(s.²)")
        Conclusion(((a * s.² + b * s.²) / 2).at(s, sqrt(2 / (a + b))) == 1)
    }

    public static let glorotUniform = Derivation("The uniform law with Glorot's variance") {
        let a = scalar("a", .positive)
        let u = uniform("u", -a, a)
        let n₁ = size("n₁", 2...9)
        let n₂ = size("n₂", 2...9)
        Given(u)
        Start(Var(u) { u })
        Equals(E(u) { u.² }, because: "the mean is zero")
        Equals(a.² / 3, because: "the mean of \(u.²) over the interval")
        Note("which is \(2 / (n₁ + n₂)) for \(a == sqrt(6 / (n₁ + n₂)))")
        Conclusion((a.² / 3).at(a, sqrt(6 / (n₁ + n₂))) == 2 / (n₁ + n₂))
    }

    public static let heVariance = Derivation("He: ReLU halves the second moment") {
        let τ = scalar("τ", .positive)
        let z = randomVariable("z", mean: 0, variance: τ.², symmetric: true)
        let σ = scalar("σ", .positive)
        let n = size("n", 1...2)
        let z₂ = randomVariable("z", mean: zeros(n), variance: τ.², symmetric: true)
        let w = randomVariable("w", mean: zeros(n), variance: s.²)
        Given(z)
        Start(E(z) { max(0, z).² })
        Equals(
            E(z) { z.² * (1 + sign(z)) / 2 },
            because:
                "\(max(0, z) == z * (1 + sign(z)) / 2), and \(((1 + sign(z)) / 2).² == (1 + sign(z)) / 2) for \(z != 0)"
        )
        Equals(1 / 2 * E(z) { z.² } + 1 / 2 * E(z) { z.² * sign(z) }, because: "expectation is linear")
        Equals(1 / 2 * E(z) { z.² }, because: "symmetric about 0: \(z.² * sign(z)) averages to zero")
        Equals(1 / 2 * τ.², because: "variance of \(z)")
        Note("so that a layer of weights with variance \(s.²) after it gives")
        Start(Var(w, z₂) { sum(over: j) { w[j] * max(0, z₂[j]) } })
        Equals(
            sum(over: j) { E(w) { w[j].² } * E(z₂) { max(0, z₂[j]).² } },
            because: "independent, and \(w[j]) has mean zero")
        Equals(n * s.² * (1 / 2 * τ.²), because: "\(n) equal terms")
        Conclusion((n * s.² * (1 / 2 * τ.²)).at(s, sqrt(2 / n)) == τ.²)
    }

    public static let varianceThroughLayers = Derivation("A wrong variance grows or dies geometrically") {
        let L = size("L", 4...8)
        let l = index("l", 1...L)
        let c = scalar("c", .unitInterval)
        let q₀ = scalar("a")
        let q = Family.scalars("q", 0...L)
        Given("One layer multiplies the variance by \(c), for ReLU with \(n) inputs \(c == n * s.² / 2)")
        Given(q, over: l, startsWith: q₀, then: c * q[l - 1])
        Start(q[l])
        Equals(c * q[l - 1], because: "recursion")
        Equals(c * (c ** (l - 1) * q₀), because: "the claim for \(l - 1)")
        Equals(c ** l * q₀, because: "collect")
        ForAll(l, through: 100, q[l] == c ** l * q₀, because: "by induction, as \(q[0] == c ** 0 * q₀)")
        Conclusion(q[l] == c ** l * q₀)
    }
}

private let n = size("n", 1...2)
private let m = size("m", 1...3)
private let j = index("j", 1...n)
private let k = index("k", 1...m)
private let s = scalar("s", .positive)
private let τ = scalar("τ", .positive)
private let w = randomVariable("w", mean: zeros(n), variance: s.²)

extension Derivation {
    public static let glorotVariance = Derivation("Glorot: keep the variance of the activations") {
        let a = randomVariable("a", mean: zeros(n), variance: τ.²)
        Given("Weights \(w[j]) and inputs \(a[j]) are independent, with mean zero and variances \(s.²) and \(τ.²)")
        Start(Var(w, a) { sum(over: j) { w[j] * a[j] } })
        Equals(E(w, a) { (sum(over: j) { w[j] * a[j] }).² }, because: "the mean is zero")
        Equals(sum(over: j) { E(w, a) { w[j].² * a[j].² } }, because: "mixed terms have mean zero")
        Equals(sum(over: j) { E(w) { w[j].² } * E(a) { a[j].² } }, because: "independent")
        Equals(n * s.² * τ.², because: "\(n) equal terms")
        Note("which is the variance of the inputs if \(s.² == 1 / n)")
        Conclusion((n * s.² * τ.²).at(s, sqrt(1 / n)) == τ.²)
    }

    public static let glorotBackward = Derivation("Glorot: the way back, and the compromise") {
        let γ = randomVariable("γ", mean: zeros(m), variance: τ.²)
        let w = randomVariable("w", mean: zeros(m), variance: s.²)
        let n₁ = scalar("n₁", .positive)
        let n₂ = scalar("n₂", .positive)
        let c = scalar("c")
        Given(c, is: (n₁ * s.² + n₂ * s.²) / 2)
        Given(
            "Gradients \(γ[k]) at the \(m) outputs are independent of the weights, with mean zero and variance \(τ.²)")
        Start(Var(w, γ) { sum(over: k) { w[k] * γ[k] } })
        Equals(sum(over: k) { E(w) { w[k].² } * E(γ) { γ[k].² } }, because: "as on the way forward", by: glorotVariance)
        Equals(m * s.² * τ.², because: "\(m) equal terms")
        Note(
            "With \(n₁) inputs and \(n₂) outputs, forward wants \(n₁ * s.² == 1), backward \(n₂ * s.² == 1). Wanted is 1 for their mean \(c):"
        )
        Start(c)
        Equals((n₁ * s.² + n₂ * s.²) / 2, because: "definition of \(c)")
        Equals(s.² * ((n₁ + n₂) / 2), because: "factor out; solve for \(s.²), and put \(c == 1)")
        Conclusion(s.² == 2 * c / (n₁ + n₂))
    }

    public static let glorotUniform = Derivation("The uniform law with Glorot's variance") {
        let a = scalar("a", .positive)
        let u = uniform("u", -a, a)
        let n₁ = size("n₁", 2...9)
        let n₂ = size("n₂", 2...9)
        Given(u)
        Start(Var(u) { u })
        Equals(E(u) { u.² }, because: "the mean is zero")
        Equals(a.² / 3, because: "mean of \(u.²) over the interval")
        Note("which is \(2 / (n₁ + n₂)) for \(a == sqrt(6 / (n₁ + n₂)))")
        Conclusion((a.² / 3).at(a, sqrt(6 / (n₁ + n₂))) == 2 / (n₁ + n₂))
    }

    public static let heVariance = Derivation("He: ReLU halves the second moment") {
        let z = randomVariable("z", mean: 0, variance: τ.², symmetric: true)
        let y = randomVariable("y", mean: zeros(n), variance: τ.², symmetric: true)
        Given(z)
        Start(E(z) { max(0, z).² })
        Equals(1 / 2 * (E(z) { max(0, z).² } + E(z) { max(0, -z).² }), because: "\(-z) has the same law as \(z)")
        Equals(1 / 2 * E(z) { max(0, z).² + max(0, -z).² }, because: "expectation is linear")
        Equals(1 / 2 * E(z) { z.² }, because: "one of the two is zero, the other \(abs(z))")
        Equals(1 / 2 * τ.², because: "variance of \(z)")
        Note("so that weights of variance \(s.²) behind \(n) such ReLUs give")
        Start(Var(w, y) { sum(over: j) { w[j] * max(0, y[j]) } })
        Equals(
            sum(over: j) { E(w) { w[j].² } * E(y) { max(0, y[j]).² } },
            because: "independent, and \(w[j]) has mean zero")
        Equals(n * s.² * (1 / 2 * τ.²), because: "\(n) equal terms")
        Note("which is again \(τ.²) if \(s.² == 2 / n)")
        Conclusion((n * s.² * (1 / 2 * τ.²)).at(s, sqrt(2 / n)) == τ.²)
    }

    public static let varianceThroughLayers = Derivation("A wrong variance grows or dies geometrically") {
        let L = size("L", 4...8)
        let l = index("l", 1...L)
        let c = scalar("c", .unitInterval)
        let a = scalar("a")
        let q = Family.scalars("q", 0...L)
        Given("One layer multiplies the variance by \(c); for ReLU behind \(n) inputs \(c == n * s.² / 2).")
        Given(q, over: l, startsWith: a, then: c * q[l - 1])
        Start(q[l])
        Equals(c * q[l - 1], because: "recursion")
        Equals(c * (c ** (l - 1) * a), because: "the claim for \(l - 1)")
        Equals(c ** l * a, because: "collect")
        ForAll(l, through: 100, q[l] == c ** l * a, because: "by induction, as \(q[0] == c ** 0 * a)")
        Conclusion(q[l] == c ** l * a)
    }
}

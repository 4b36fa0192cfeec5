private let q = scalar("q", .unitInterval)
private let p = scalar("p", .unitInterval)
private let expected = -(q * log(p) + (1 - q) * log(1 - p))

extension Derivation {
    public static let crossEntropyMinimiser = Derivation("Cross-entropy wants the true probability") {
        let y = bernoulli("y", q)
        Given(q)
        Given(y)
        Start(E(y) { -(y * log(p) + (1 - y) * log(1 - p)) })
        Equals(expected, because: "\(E(y) { y } == q)")
        IsStationary(p, at: q, because: "the derivative is \(gradient(of: expected, withRespectTo: p))")
        IsMinimised(p, at: q, because: "the second derivative is positive")
        Conclusion(E(y) { -(y * log(p) + (1 - y) * log(1 - p)) } ≥ -(q * log(q) + (1 - q) * log(1 - q)))
    }

    public static let squaredErrorMinimiser = Derivation("The squared error wants the mean") {
        let a = scalar("a")
        let μ = scalar("μ")
        let s = scalar("s", .positive)
        let y = randomVariable("y", mean: μ, variance: s.²)
        Given(y)
        Start(E(y) { (y - a).² })
        Equals(E(y) { ((y - μ) + (μ - a)).² }, because: "add and subtract \(μ)")
        Equals(
            E(y) { (y - μ).² } + 2 * (μ - a) * E(y) { y - μ } + (μ - a).², because: "multiply out; \(μ - a) is constant"
        )
        Equals(s.² + (a - μ).², because: "\(E(y) { y - μ } == 0)")
        IsMinimised(a, at: μ, because: "a square is smallest at zero")
        Conclusion(E(y) { (y - a).² } == s.² + (a - μ).²)
    }
}

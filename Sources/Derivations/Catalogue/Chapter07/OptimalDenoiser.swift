private let A = size("A", 2...4)
private let B = size("B", 2...3)
private let d = size("d", 1...3)
private let a = index("a", 1...A)
private let b = index("b", 1...B)
private let P = matrix("P", A, B, .probabilities)
private let x = Family.vectors("x", 1...A, size: d)
private let r = Family.vectors("r", 1...B, size: d)
private let p = NamedFunction("p") { b in sum(over: a) { P[a, b] } }
private let m = NamedFunction("m") { b in sum(over: a) { P[a, b] * x[a] } / sum(over: a) { P[a, b] } }

extension Derivation {
    /// For finitely many clean values x_a and noisy values b; r_b is what the denoiser makes of b.
    public static let optimalDenoiser = Derivation("The best denoiser is the conditional mean") {
        let error = sum(over: b) { sum(over: a) { P[a, b] * norm(x[a] - r[b]).² } }
        Given(
            "The clean value is \(x[a]) and the noisy one number \(b) with probability \(P[a, b]); the denoiser answers \(r[b])."
        )
        Given(
            "\(p[b] == sum(over: a) { P[a, b] }) and the conditional mean \(m[b] == sum(over: a) { P[a, b] * x[a] } / p[b])"
        )
        Start(sum(over: a) { P[a, b] * (x[a] - r[b]) })
        Equals(sum(over: a) { P[a, b] * x[a] } - p[b] * r[b], because: "definition of \(p[b])")
        Equals(p[b] * (m[b] - r[b]), because: "definition of \(m[b]); it is zero for \(r[b] == m[b])")
        Start(error)
        Equals(
            sum(over: b) { sum(over: a) { P[a, b] * norm((x[a] - m[b]) + (m[b] - r[b])).² } },
            because: "add and subtract \(m[b])")
        Equals(
            sum(over: b) { sum(over: a) { P[a, b] * norm(x[a] - m[b]).² } }
                + sum(over: b) { p[b] * norm(m[b] - r[b]).² },
            because: "multiply out; \(sum(over: a) { P[a, b] * (x[a] - m[b]) } == zeros(d))")
        AtLeast(
            sum(over: b) { sum(over: a) { P[a, b] * norm(x[a] - m[b]).² } },
            because: "with equality for \(r[b] == m[b])", attained: .at(r[b], m[b]))
        Conclusion(error ≥ sum(over: b) { sum(over: a) { P[a, b] * norm(x[a] - m[b]).² } })
    }

    public static let linearDenoiser = Derivation("The best linear denoiser") {
        let d = size("d", 2...3)
        let Σ = matrix("Σ", d, d, .positiveDefinite)
        let D = matrix("D", d, d)
        let x = gaussian("x", mean: zeros(d), variance: Σ)
        let σ = scalar("σ", .positive)
        let ε = gaussian("ε", mean: zeros(d), variance: identity(d))
        let error = tr((identity(d) - D) * Σ * (identity(d) - D).ᵀ) + σ.² * tr(D * D.ᵀ)
        Given(Σ, σ)
        Given(
            "\(x) has mean zero and covariance \(Σ), the noise \(σ * ε) is independent of it with covariance \(σ.² * identity(d))."
        )
        Given("\(norm(x - D * (x + σ * ε)).²) has the expectation")
        Start(error)
        Equals(
            tr(Σ) - 2 * tr(D * Σ) + tr(D * (Σ + σ.² * identity(d)) * D.ᵀ),
            because: "multiply out; \(tr(Σ * D.ᵀ) == tr(D * Σ))")
        IsStationary(
            D, at: Σ * (Σ + σ.² * identity(d)).⁻¹, because: "the gradient is \(2 * D * (Σ + σ.² * identity(d)) - 2 * Σ)"
        )
        IsMinimised(D, at: Σ * (Σ + σ.² * identity(d)).⁻¹, because: "convex in \(D)")
        Conclusion(grad(error, D) == 2 * D * (Σ + σ.² * identity(d)) - 2 * Σ)
    }
}

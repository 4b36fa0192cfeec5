private let k = size("k", 1...2)
private let j = index("j", 1...k)
private let μ = vector("μ", k)
private let m = vector("m", k)
private let σ = vector("σ", k, .positive)
private let s = vector("s", k, .positive)
private let Σ = matrix("Σ", k, k, .positiveDefinite)
private let S = matrix("S", k, k, .positiveDefinite)
private let z = gaussian("z", mean: μ, variance: Σ)

/// E_P[log p − log q] for normal laws.
private func divergence(_ z: Expression, _ μ: Expression, _ Σ: Expression, _ m: Expression, _ S: Expression)
    -> Expression
{
    E(z) { log(normalDensity(z, mean: μ, variance: Σ)) - log(normalDensity(z, mean: m, variance: S)) }
}

extension Derivation {
    public static let klNonNegative = Derivation("The relative entropy is never negative") {
        let K = size("K", 2...5)
        let i = index("i", 1...K)
        let p = vector("p", K, .positive)
        let q = vector("q", K, .positive)
        Given(p, q)
        Start(sum(over: i) { p[i] * log(p[i] / q[i]) })
        Equals(-sum(over: i) { p[i] * log(q[i] / p[i]) }, because: "logarithm of a reciprocal")
        AtLeast(
            -sum(over: i) { p[i] * (q[i] / p[i] - 1) },
            because: "the logarithm lies below its tangent at 1; equality for \(q == p)",
            attained: .at(q, p))
        Equals(sum(over: i) { p[i] } - sum(over: i) { q[i] }, because: "cancel \(p[i])")
        Note("which is zero for probabilities, as both add up to 1.")
        Conclusion(sum(over: i) { p[i] * log(p[i] / q[i]) } ≥ sum(over: i) { p[i] } - sum(over: i) { q[i] })
    }

    public static let klGaussians = Derivation("The relative entropy of two normal laws") {
        let closed = 1 / 2 * (tr(S.⁻¹ * Σ) + (m - μ).ᵀ * S.⁻¹ * (m - μ) - k + log(det(S) / det(Σ)))
        Given(μ, m)
        Given(Σ, S)
        Given(z)
        Start(divergence(z, μ, Σ, m, S))
        Equals(
            E(z) {
                1 / 2 * log(det(S) / det(Σ)) - 1 / 2 * ((z - μ).ᵀ * Σ.⁻¹ * (z - μ)) + 1 / 2
                    * ((z - m).ᵀ * S.⁻¹ * (z - m))
            },
            because: "logarithms of the densities")
        Equals(
            1 / 2
                * (log(det(S) / det(Σ)) - E(z) { tr(Σ.⁻¹ * ((z - μ) * (z - μ).ᵀ)) }
                    + E(z) { tr(S.⁻¹ * ((z - m) * (z - m).ᵀ)) }),
            because: "linear; a scalar is its own trace")
        Equals(
            1 / 2 * (log(det(S) / det(Σ)) - tr(Σ.⁻¹ * Σ) + tr(S.⁻¹ * (Σ + (μ - m) * (μ - m).ᵀ))),
            because: "\(E(z) { (z - μ) * (z - μ).ᵀ } == Σ)")
        Equals(closed, because: "\(tr(identity(k)) == k); order the terms")
        Conclusion(divergence(z, μ, Σ, m, S) == closed)
    }

    public static let klDiagonal = Derivation("The relative entropy for diagonal covariances") {
        let Σ = diag(σ ⊙ σ)
        let S = diag(s ⊙ s)
        let closed = 1 / 2 * sum(over: j) { σ[j].² / s[j].² + (m[j] - μ[j]).² / s[j].² - 1 + log(s[j].² / σ[j].²) }
        Given(μ, m)
        Given(σ, s)
        Start(1 / 2 * (tr(S.⁻¹ * Σ) + (m - μ).ᵀ * S.⁻¹ * (m - μ) - k + log(det(S) / det(Σ))))
        Equals(
            1 / 2
                * (sum(over: j) { σ[j].² / s[j].² } + sum(over: j) { (m[j] - μ[j]).² / s[j].² } - k
                    + log(product(over: j) { s[j].² / σ[j].² })),
            because: "diagonal matrices are inverted element by element")
        Equals(closed, because: "logarithm of a product; \(k == sum(over: j) { 1 })")
        Conclusion(divergence(gaussian("z", mean: μ, variance: Σ), μ, Σ, m, S) == closed)
    }

    public static let klStandardNormal = Derivation("The relative entropy against the standard normal law") {
        let closed = 1 / 2 * sum(over: j) { μ[j].² + σ[j].² - 1 - log(σ[j].²) }
        let i = index("i", 1...k)
        let total = 1 / 2 * sum(over: i) { μ[i].² + σ[i].² - 1 - log(σ[i].²) }
        Given(μ, σ)
        Start(1 / 2 * sum(over: j) { σ[j].² / 1 ** 2 + (0 - μ[j]).² / 1 ** 2 - 1 + log(1 ** 2 / σ[j].²) })
        Equals(closed, because: "\(log(1 / σ[j].²) == -log(σ[j].²))", by: klDiagonal)
        AtLeast(
            1 / 2 * sum(over: j) { μ[j].² }, because: "\(log(σ[j].²) ≤ σ[j].² - 1), with equality for \(σ[j] == 1)",
            attained: .at(σ, ones(k)))
        AtLeast(0, because: "squares; zero only for \(μ == zeros(k))", attained: .at(μ, zeros(k)))
        Note("Its gradients, as a network needs them:")
        Start(partial(total, μ[j]))
        Equals(μ[j], because: "only one term contains \(μ[j])")
        Start(partial(total, σ[j]))
        Equals(σ[j] - 1 / σ[j], because: "\(log(σ[j].²) == 2 * log(σ[j]))")
        Conclusion(
            divergence(gaussian("z", mean: μ, variance: diag(σ ⊙ σ)), μ, diag(σ ⊙ σ), zeros(k), identity(k)) == closed)
    }
}

private let d = size("d", 3...3)
private let k = size("k", 1...2)
private let Σ = matrix("Σ", d, d, .positiveDefinite)
private let A = matrix("A", k, d, .fullRank)
private let B = matrix("B", d, k)

extension Derivation {
    /// Mean squared error of x ↦ B A x over data with covariance Σ.
    public static let linearAutoencoderError = Derivation("The error of a linear autoencoder") {
        let n = size("n", 3...5)
        let i = index("i", 1...n)
        let x = Family.vectors("x", 1...n, size: d, .centred)
        let S = matrix("Σ", d, d)
        Given(x)
        Given(S, is: mean(over: i) { x[i] * x[i].ᵀ })
        Given("Encoder \(A), decoder \(B), without activations:")
        Start(mean(over: i) { norm(x[i] - B * A * x[i]).² })
        Equals(
            mean(over: i) { tr((identity(d) - B * A) * (x[i] * x[i].ᵀ) * (identity(d) - B * A).ᵀ) },
            because: "\(norm(x[i]).² == tr(x[i] * x[i].ᵀ))")
        Equals(tr((identity(d) - B * A) * S * (identity(d) - B * A).ᵀ), because: "definition of \(S)")
        Conclusion(
            mean(over: i) { norm(x[i] - B * A * x[i]).² } == tr((identity(d) - B * A) * S * (identity(d) - B * A).ᵀ))
    }

    public static let linearAutoencoderDecoder = Derivation("The best decoder for a given encoder") {
        let error = tr((identity(d) - B * A) * Σ * (identity(d) - B * A).ᵀ)
        let best = Σ * A.ᵀ * (A * Σ * A.ᵀ).⁻¹
        Given(Σ)
        Given(A, B)
        Start(grad(error, B))
        Equals(-2 * (identity(d) - B * A) * Σ * A.ᵀ, because: "chain rule, \(Σ) being symmetric")
        Equals(2 * (B * (A * Σ * A.ᵀ) - Σ * A.ᵀ), because: "multiply out")
        Note("is zero where the decoder undoes the encoder's correlations:")
        Start(error)
        IsStationary(B, at: best, because: "solve for \(B)")
        IsMinimised(B, at: best, because: "the error is a convex function of \(B)")
        Conclusion(grad(error, B) == 2 * (B * A * Σ * A.ᵀ - Σ * A.ᵀ))
    }

    public static let linearAutoencoderOptimum = Derivation("A linear autoencoder finds the principal subspace") {
        let S = matrix("S", d, d, .positiveDefinite)
        let V = matrix("V", d, k, .orthonormal)
        let C = matrix("C", k, k, .fullRank)
        let U = matrix("U", d, k)
        let λ = vector("λ", k)
        let j = index("j", 1...k)
        let best = Σ * A.ᵀ * (A * Σ * A.ᵀ).⁻¹
        Given(S, C, V)
        Given(Σ, is: S * S)
        Given(A, is: C * V.ᵀ * S.⁻¹)
        Given(eigenvectors: U, eigenvalues: λ, of: Σ)
        Given("Every encoder of full rank is of this form. With the best decoder \(B == best) its error is")
        Start(tr((identity(d) - best * A) * Σ * (identity(d) - best * A).ᵀ))
        Equals(tr(Σ) - tr(best * A * Σ), because: "multiply out: two terms cancel", by: linearAutoencoderDecoder)
        Equals(tr(Σ) - tr((A * Σ * A.ᵀ).⁻¹ * (A * Σ * Σ * A.ᵀ)), because: "the trace is cyclic")
        Equals(
            tr(Σ) - tr((C * C.ᵀ).⁻¹ * (C * V.ᵀ * Σ * V * C.ᵀ)),
            because: "\(A * S == C * V.ᵀ), \(Σ == S * S) and \(V.ᵀ * V == identity(k))")
        Equals(tr(Σ) - tr(V.ᵀ * Σ * V), because: "cancel \(C); the trace is cyclic")
        AtLeast(
            tr(Σ) - sum(over: j) { λ[j] }, because: "with equality if the columns of \(V) are the first eigenvectors",
            attained: .at(V, U), by: topComponents)
        Note(
            "Then the decoder's columns span what those of \(S * V == U * diag(sqrt(λ))) span: the principal subspace.")
        Conclusion(tr((identity(d) - best * A) * Σ * (identity(d) - best * A).ᵀ) ≥ tr(Σ) - sum(over: j) { λ[j] })
    }
}

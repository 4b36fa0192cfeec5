private let d = size("d", 3...4)
private let k = size("k", 1...2)
private let r = size("r", 1...2)
private let j = index("j", 1...k)
private let m = index("m", 1...d)
private let Σ = matrix("Σ", d, d, .symmetric)
private let Q = matrix("Q", d, d)
private let λ = vector("λ", d)
private let W = matrix("W", d, k, .orthonormal)

extension Derivation {
    public static let nextComponent = Derivation("The next component is orthogonal to the first") {
        let u = vector("u", d)
        let v = vector("v", d)
        let l = scalar("λ")
        let μ = scalar("μ")
        let α = scalar("α")
        let ℒ = (v.ᵀ * Σ * v - μ * (v.ᵀ * v - 1) - α * (v.ᵀ * u)).named("ℒ", v, μ, α)
        Given("Largest variance among the \(v) with \(v.ᵀ * v == 1) and \(v.ᵀ * u == 0), where \(Σ * u == l * u):")
        Given(Σ, u, v)
        Start(grad(ℒ, v))
        Equals(grad(v.ᵀ * Σ * v - μ * (v.ᵀ * v - 1) - α * (v.ᵀ * u), v), because: "definition of \(ℒ)")
        Equals(gradient(of: ℒ, withRespectTo: v), because: "computed")
        Note("At a maximum it is zero. Times \(u.ᵀ) from the left:")
        Start(u.ᵀ * gradient(of: ℒ, withRespectTo: v))
        Equals(2 * u.ᵀ * Σ * v - 2 * μ * u.ᵀ * v - α * u.ᵀ * u, because: "multiply out")
        Equals(2 * (Σ * u).ᵀ * v - 2 * μ * u.ᵀ * v - α * u.ᵀ * u, because: "\(Σ) is symmetric")
        Note(
            "With \(Σ * u == l * u) and \(u.ᵀ * v == 0) only \(-(α * u.ᵀ * u)) is left: \(α == 0), and \(Σ * v == μ * v) remains."
        )
        Conclusion(grad(ℒ, v) == 2 * Σ * v - 2 * μ * v - α * u)
    }

    /// No k directions capture more than those of the k largest eigenvalues.
    public static let topComponents = Derivation("The best k directions are the first k eigenvectors") {
        let U = matrix("U", d, k)
        let p = vector("p", d)
        Given(Σ)
        Given(eigenvectors: Q, eigenvalues: λ, of: Σ)
        Given(W)
        Given(p, is: diagonal(Q.ᵀ * W * W.ᵀ * Q))
        Given(eigenvectors: U, eigenvalues: vector("ν", k), of: Σ)
        Start(tr(W.ᵀ * Σ * W))
        Equals(tr(W.ᵀ * Q * diag(λ) * Q.ᵀ * W), because: "\(Σ == Q * diag(λ) * Q.ᵀ)")
        Equals(tr(diag(λ) * (Q.ᵀ * W * W.ᵀ * Q)), because: "the trace is cyclic")
        Equals(
            sum(over: m) { λ[m] * p[m] },
            because: "definition of \(p); \(0 ≤ p[m]), \(p[m] ≤ 1) and \(sum(over: m) { p[m] } == k)")
        AtMost(
            sum(over: j) { λ[j] }, because: "\(λ[1]) is largest: put all weight on the first \(k)",
            attained: .at(W, U), .at(p, diagonal(Q.ᵀ * U * U.ᵀ * Q)), by: weightsOfDirections)
        Conclusion(tr(W.ᵀ * Σ * W) ≤ sum(over: j) { λ[j] })
        Conclusion(tr(U.ᵀ * Σ * U) == sum(over: j) { λ[j] })
    }

    public static let weightsOfDirections = Derivation("How much of k directions lies along each eigenvector") {
        let P = vector("p", d)
        let Q = matrix("Q", d, d, .orthonormal)
        let q = NamedFunction("q") { m in Q * basis(d, m) }
        Given(W)
        Given(Q)
        Given(P, is: diagonal(Q.ᵀ * W * W.ᵀ * Q))
        Given("with \(q[m]) the column \(m) of \(Q)")
        Start(sum(over: m) { P[m] })
        Equals(tr(Q.ᵀ * W * W.ᵀ * Q), because: "the trace is the sum of the diagonal")
        Equals(tr(W.ᵀ * Q * Q.ᵀ * W), because: "the trace is cyclic")
        Equals(tr(W.ᵀ * W), because: "\(Q * Q.ᵀ == identity(d))")
        Equals(k, because: "\(W.ᵀ * W == identity(k))")
        Note("Each share by itself is a squared length, so it is not negative:")
        Start(P[m])
        Equals(norm(W.ᵀ * q[m]).², because: "\(P[m] == q[m].ᵀ * W * W.ᵀ * q[m])")
        Equals(norm(W * W.ᵀ * q[m]).², because: "\(W.ᵀ * W == identity(k)): \(W) keeps lengths")
        Equals(
            norm(q[m]).² - norm(q[m] - W * W.ᵀ * q[m]).²,
            because: "Pythagoras: the rest is orthogonal to the columns of \(W)")
        Equals(1 - norm(q[m] - W * W.ᵀ * q[m]).², because: "\(norm(q[m]) == 1)")
        Note("where the square is not negative: no share is larger than 1.")
        Conclusion(sum(over: m) { P[m] } == k)
        Conclusion(P[m] ≤ 1)
        Conclusion(P[m] ≥ 0)
    }
}

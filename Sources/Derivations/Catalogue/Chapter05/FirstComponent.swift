private let n = size("n", 4...7)
private let d = size("d", 2...3)
private let i = index("i", 1...n)
private let x = Family.vectors("x", 1...n, size: d, .centred)
private let u = vector("u", d, .unit)
private let Σ = matrix("Σ", d, d, .symmetric)
private let λ = scalar("λ")
private let ℒ = (u.ᵀ * Σ * u - λ * (u.ᵀ * u - 1)).named("ℒ", u, λ)
private let covariance = mean(over: i) { x[i] * x[i].ᵀ }

extension Derivation {
    public static let projectedVariance = Derivation("The mean squared projection") {
        Given(x)
        Given(u)
        Given(Σ, is: covariance)
        Start(mean(over: i) { (x[i] • u) ** 2 })
        Equals(mean(over: i) { u.ᵀ * x[i] * (x[i].ᵀ * u) }, because: "a scalar is its own transpose")
        Equals(u.ᵀ * covariance.braced("= Σ") * u, because: "\(u) does not depend on \(i)")
        Equals(u.ᵀ * Σ * u, because: "definition of \(Σ)")
        Conclusion(mean(over: i) { (x[i] • u) ** 2 } == u.ᵀ * Σ * u)
    }

    public static let lagrangianGradient = Derivation("The gradient of the Lagrangian") {
        Given(Σ)
        Given(u, λ)
        Start(grad(ℒ, u))
        Equals(grad(u.ᵀ * Σ * u - λ * (u.ᵀ * u - 1), u), because: "definition of \(ℒ)")
        Equals(Σ * u + Σ.ᵀ * u - 2 * λ * u, because: "product rule: \(u) occurs twice in each product")
        Equals(gradient(of: ℒ, withRespectTo: u), because: "\(Σ.ᵀ == Σ)")
        Conclusion(grad(ℒ, u) == 2 * Σ * u - 2 * λ * u)
    }

    public static let firstComponent = Derivation("The direction of largest variance") {
        let v = vector("v", d, .unit)
        Given(Σ)
        Given(eigenvectors: u, eigenvalues: λ, of: Σ)
        Given(v)
        Start(gradient(of: ℒ, withRespectTo: u) == zeros(d))
        Equivalent(Σ * u == λ * u, because: "divide by 2")
        Implies(u.ᵀ * Σ * u == λ * u.ᵀ * u, because: "multiply by \(u.ᵀ) from the left")
        Implies(u.ᵀ * Σ * u == λ, because: "\(u.ᵀ * u == 1)")
        Start(v.ᵀ * Σ * v)
        IsMaximised(v, at: u, because: "each stationary point is an eigenvector, and its value is its eigenvalue")
        Conclusion(v.ᵀ * Σ * v ≤ λ)
    }
}

private let n = size("n", 4...7)
private let d = size("d", 2...3)
private let i = index("i", 1...n)
private let x = Family.vectors("x", 1...n, size: d, .centred)
private let u = vector("u", d, .unit)
private let Σ = matrix("Σ", d, d, .symmetric)
private let λ = scalar("λ")
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

    public static let firstComponent = Derivation("The direction of largest variance") {
        let ℒ = (u.ᵀ * Σ * u - λ * (u.ᵀ * u - 1)).named("ℒ", u, λ)
        let matrix = matrix("Σ", d, d, .positiveDefinite)
        Given(matrix)
        Given(eigenvectors: u, eigenvalues: λ, of: matrix)
        Start(grad(ℒ, u))
        Equals(gradient(of: ℒ, withRespectTo: u), because: "computed, \(Σ) being symmetric")
        Start(gradient(of: ℒ, withRespectTo: u) == zeros(d))
        Equivalent(Σ * u == λ * u, because: "divide by 2")
        Conclusion(u.ᵀ * Σ * u == λ)
    }
}

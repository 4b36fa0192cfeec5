private let d = size("d", 2...3)
private let A = matrix("A", d, d, .positiveDefinite)
private let θ = vector("θ", d)
private let u = vector("u", d)
private let λ = scalar("λ")
private let η = scalar("η", .positive)

extension Derivation {
    public static let gradientDescentContraction = Derivation("Gradient descent on a quadratic valley") {
        let a = scalar("a")
        Given(A, θ, η)
        Given(eigenvectors: u, eigenvalues: λ, of: A)
        Start(θ - η * grad(1 / 2 * θ.ᵀ * A * θ, θ))
        Equals(
            θ - η * (1 / 2 * (A * θ + A.ᵀ * θ)), because: "product rule: \(θ) occurs twice")
        Equals(θ - η * gradient(of: 1 / 2 * θ.ᵀ * A * θ, withRespectTo: θ), because: "\(A.ᵀ == A)")
        Equals((identity(d) - η * A) * θ, because: "factor out")
        Note("so that along an eigenvector, \(A * u == λ * u), each step multiplies by a number:")
        Start((identity(d) - η * A) * (a * u))
        Equals(a * u - η * a * λ * u, because: "\(A * u == λ * u)")
        Equals((1 - η * λ) * (a * u), because: "factor out; it shrinks if \(abs(1 - η * λ) < 1)")
        Conclusion(a * u - η * (A * (a * u)) == (1 - η * λ) * (a * u))
    }
}

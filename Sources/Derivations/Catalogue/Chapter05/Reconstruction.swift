private let n = size("n", 4...6)
private let d = size("d", 3...4)
private let k = size("k", 1...2)
private let i = index("i", 1...n)
private let x = Family.vectors("x", 1...n, size: d, .centred)
private let W = matrix("W", d, k, .orthonormal)
private let Σ = matrix("Σ", d, d)

extension Derivation {
    public static let leastSquares = Derivation("Least squares reconstruction is largest variance") {
        Given(x)
        Given(W)
        Given(Σ, is: mean(over: i) { x[i] * x[i].ᵀ })
        Start(mean(over: i) { norm(x[i] - W * W.ᵀ * x[i]).² })
        Equals(
            mean(over: i) { x[i].ᵀ * x[i] - 2 * x[i].ᵀ * W * W.ᵀ * x[i] + x[i].ᵀ * W * W.ᵀ * W * W.ᵀ * x[i] },
            because: "multiply out")
        Equals(mean(over: i) { x[i].ᵀ * x[i] - x[i].ᵀ * W * W.ᵀ * x[i] }, because: "\(W.ᵀ * W == identity(k))")
        Equals(mean(over: i) { tr(x[i] * x[i].ᵀ) - tr(W.ᵀ * (x[i] * x[i].ᵀ) * W) }, because: "the trace is cyclic")
        Equals(tr(Σ) - tr(W.ᵀ * Σ * W), because: "definition of \(Σ)")
        Note("\(tr(Σ)) is given: the smaller the error, the larger the variance kept, \(tr(W.ᵀ * Σ * W)).")
        Conclusion(mean(over: i) { norm(x[i] - W * W.ᵀ * x[i]).² } + tr(W.ᵀ * Σ * W) == tr(Σ))
    }

    public static let singularValues = Derivation("Singular vectors are eigenvectors") {
        let r = size("r", 2...3)
        let X = matrix("X", d, n)
        let U = matrix("U", d, r, .orthonormal)
        let V = matrix("V", n, r, .orthonormal)
        let s = vector("s", r, .decreasing)
        Given(U, V)
        Given(s)
        Given(X, is: U * diag(s) * V.ᵀ)
        Start(X * X.ᵀ * U)
        Equals(U * diag(s) * V.ᵀ * (U * diag(s) * V.ᵀ).ᵀ * U, because: "singular value decomposition of \(X)")
        Equals(U * diag(s) * V.ᵀ * V * diag(s) * U.ᵀ * U, because: "transpose of a product")
        Equals(U * (diag(s) * diag(s)), because: "\(V.ᵀ * V == identity(r)) and \(U.ᵀ * U == identity(r))")
        Equals(U * diag(s ⊙ s), because: "product of diagonal matrices")
        Conclusion(X * X.ᵀ * U == U * diag(s ⊙ s))
    }

    public static let covarianceOfCentred = Derivation("Covariance as a product of matrices") {
        let X = matrix("X", d, n)
        let a = index("a", 1...d)
        let b = index("b", 1...d)
        Given("The samples are the columns of \(X):")
        Given(X)
        Start((1 / n * X * X.ᵀ)[a, b])
        Equals(1 / n * sum(over: i) { X[a, i] * X.ᵀ[i, b] }, because: "product of matrices")
        Equals(mean(over: i) { X[a, i] * X[b, i] }, because: "transpose")
        Conclusion((1 / n * X * X.ᵀ)[a, b] == mean(over: i) { X[a, i] * X[b, i] })
    }

    public static let innerProducts = Derivation("Components from inner products") {
        let d = size("d", 4...5)
        let n = size("n", 2...3)
        let X = matrix("X", d, n)
        let G = matrix("G", n, n, .symmetric)
        let v = vector("v", n)
        let λ = scalar("λ")
        Given("The centred samples are the columns of \(X), and \(n < d):")
        Given(X)
        Given(G, is: X.ᵀ * X)
        Given(eigenvectors: v, eigenvalues: λ, of: G)
        Start(X * X.ᵀ * (X * v))
        Equals(X * (G * v), because: "definition of \(G)")
        Equals(X * (λ * v), because: "\(G * v == λ * v)")
        Equals(λ * (X * v), because: "\(λ) is a number")
        Note("So \(X * v) is an eigenvector of the large matrix, if it is not zero. Its length:")
        Start((X * v).ᵀ * (X * v))
        Equals(v.ᵀ * G * v, because: "transpose of a product, definition of \(G)")
        Equals(λ, because: "\(G * v == λ * v) and \(v.ᵀ * v == 1)")
        Conclusion(X * X.ᵀ * (X * v) == λ * (X * v))
        Conclusion((X * v).ᵀ * (X * v) == λ)
    }
}

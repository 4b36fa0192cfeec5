private let m = size("m", 2...3)
private let n = size("n", 2...4)
private let N = size("N", 1...3)
private let i = index("i", 1...N)
private let W = matrix("W", m, n)
private let b = vector("b", m)
private let x = Family.vectors("x", 1...N, size: n)
private let g = Family.vectors("g", 1...N, size: m)

extension Derivation {
    /// With respect to the weights, the bias and the inputs of a batch.
    public static let denseBackward = Derivation("Backpropagation through a dense layer") {
        let v = vector("v", n)
        let h = vector("h", m)
        let loss = sum(over: i) { g[i].ᵀ * (W * x[i] + b) }
        let loss1 = h.ᵀ * (W * v + b)
        Given(x, g)
        Given(
            "To first order the loss depends on the outputs \(W * x[i] + b) through \(loss), with \(g[i]) its gradient there"
        )
        Start(grad(loss, W))
        Equals(grad(sum(over: i) { g[i].ᵀ * W * x[i] }, W), because: "\(g[i].ᵀ * b) does not contain \(W)")
        Equals(grad(sum(over: i) { tr(x[i] * g[i].ᵀ * W) }, W), because: "a scalar is its own trace, which is cyclic")
        Equals(sum(over: i) { (x[i] * g[i].ᵀ).ᵀ }, because: "tr(AW) has the gradient Aᵀ")
        Equals(sum(over: i) { g[i] * x[i].ᵀ }, because: "transpose of a product")
        Start(grad(loss, b))
        Equals(grad(sum(over: i) { g[i].ᵀ * b }, b), because: "the rest does not contain \(b)")
        Equals(sum(over: i) { g[i] }, because: "each term is linear in \(b)")
        Note("and for the input \(v) of one sample with the gradient \(h):")
        Start(grad(loss1, v))
        Equals(grad((W.ᵀ * h).ᵀ * v, v), because: "transpose of a product; \(h.ᵀ * b) is constant")
        Equals(W.ᵀ * h, because: "linear in \(v)")
        Conclusion(grad(loss, W) == sum(over: i) { g[i] * x[i].ᵀ })
        Conclusion(grad(loss, b) == sum(over: i) { g[i] })
        Conclusion(grad(loss1, v) == W.ᵀ * h)
    }

    public static let backpropagation = Derivation("Backpropagation through two layers") {
        let p = size("p", 2...3)
        let x = vector("x", n)
        let y = vector("y", p)
        let W₁ = matrix("W₁", m, n)
        let b₁ = vector("b₁", m)
        let W₂ = matrix("W₂", p, m)
        let b₂ = vector("b₂", p)
        let a = vector("a", m)
        let δ₂ = vector("δ₂", p)
        let δ₁ = vector("δ₁", m)
        let ŷ = W₂ * tanh(W₁ * x + b₁) + b₂
        let loss = 1 / 2 * norm(ŷ - y).²
        Given(x, y)
        Given(W₁, b₁, W₂, b₂)
        Given(a, is: tanh(W₁ * x + b₁))
        Given(δ₂, is: W₂ * a + b₂ - y)
        Given(δ₁, is: W₂.ᵀ * δ₂ ⊙ (ones(m) - a ⊙ a))
        Start(grad(loss, W₂))
        Equals((ŷ - y) * tanh(W₁ * x + b₁).ᵀ, because: "", by: denseBackward, meanSquaredErrorGradient)
        Equals(δ₂ * a.ᵀ, because: "definitions of \(δ₂) and \(a)")
        Start(grad(loss, b₂))
        Equals(δ₂, because: "the same without \(a)")
        Start(grad(loss, W₁))
        Equals(
            grad(δ₂.ᵀ * (W₂ * tanh(W₁ * x + b₁) + b₂), W₁),
            because: "\(δ₂), held fixed, is the gradient by the output")
        Equals(
            grad((W₂.ᵀ * δ₂).ᵀ * tanh(W₁ * x + b₁), W₁),
            because: "back through \(W₂); \(δ₂.ᵀ * b₂) does not contain \(W₁)")
        Equals(
            grad((W₂.ᵀ * δ₂ ⊙ (ones(m) - a ⊙ a)).ᵀ * (W₁ * x + b₁), W₁),
            because: "back through tanh, each unit by itself", by: tanhDerivative)
        Equals(grad(δ₁.ᵀ * (W₁ * x + b₁), W₁), because: "definition of \(δ₁)")
        Equals(δ₁ * x.ᵀ, because: "", by: denseBackward)
        Start(grad(loss, b₁))
        Equals(δ₁, because: "the same without \(x)")
        Conclusion(grad(loss, W₁) == δ₁ * x.ᵀ)
    }
}

private let n = size("n", 2...5)
private let i = index("i", 1...n)
private let j = index("j", 1...n)
private let k = index("k", 1...n)
private let x = vector("x", n)
private let c = scalar("c")
private let total = sum(over: k) { exp(x[k]) }
private let s = NamedFunction("s") { i in exp(x[i]) / total }
private let softmax = (exp(x) / (ones(n).ᵀ * exp(x))).named("s")

extension Derivation {
    public static let softmaxJacobian = Derivation("The Jacobian of the softmax") {
        Given(x)
        Given("with \(s[i] == exp(x[i]) / total)")
        Start(partial(s[i], x[j]))
        Equals(partial(exp(x[i]) / total, x[j]), because: "definition of \(s[i])")
        Equals((δ(i, j) * exp(x[i]) * total - exp(x[i]) * exp(x[j])) / total.², because: "quotient rule")
        Equals(
            δ(i, j) * (exp(x[i]) / total) - exp(x[i]) / total * (exp(x[j]) / total), because: "split the fraction")
        Equals(δ(i, j) * s[i] - s[i] * s[j], because: "definition of \(s[i])")
        Equals(s[i] * (δ(i, j) - s[j]), because: "factor out")
        Conclusion(jacobianForm(softmax, x) == diag(softmax) - softmax * softmax.ᵀ)
    }

    public static let softmaxShift = Derivation("The softmax does not feel a shift") {
        Given(x)
        Given(c)
        Given("with \(s[i] == exp(x[i]) / total)")
        Start(exp(x[i] + c) / sum(over: k) { exp(x[k] + c) })
        Equals(
            exp(c) * exp(x[i]) / sum(over: k) { exp(c) * exp(x[k]) }, because: "\(exp(x[i] + c) == exp(c) * exp(x[i]))")
        Equals(exp(c) * exp(x[i]) / (exp(c) * total), because: "\(c) does not depend on \(k)")
        Equals(exp(x[i]) / total, because: "cancel; with \(c) minus the largest \(x[k]) no exponential overflows")
        Conclusion(exp(x[i] + c) / sum(over: k) { exp(x[k] + c) } == s[i])
    }
}

private let x = scalar("x", .nonzero)
private let ε = scalar("ε", .unitInterval)
private let relu = NamedFunction("ReLU") { x in max(0, x) }
private let leaky = NamedFunction("LeakyReLU") { x in max(ε * x, x) }
private let elu = NamedFunction("ELU") { x in cases((x, when: x ≥ 0), otherwise: exp(x) - 1) }

extension Derivation {
    public static let reluDerivative = Derivation("The derivative of ReLU") {
        Given(x)
        Given("At 0 there is no derivative, and programs take 0.")
        Start(d(relu(x), x))
        Equals(d(max(0, x), x), because: "definition")
        Equals(d(cases((x, when: x > 0), otherwise: 0), x), because: "which of the two is larger")
        Equals(cases((1, when: x > 0), otherwise: 0), because: "each piece by itself")
        Conclusion(d(relu(x), x) == cases((1, when: x > 0), otherwise: 0))
    }

    public static let leakyReLUDerivative = Derivation("The derivative of LeakyReLU") {
        Given(x, ε)
        Start(d(leaky(x), x))
        Equals(d(max(ε * x, x), x), because: "definition")
        Equals(
            d(cases((x, when: x > 0), otherwise: ε * x), x), because: "\(ε < 1), so \(ε * x < x) exactly for \(x > 0)")
        Equals(cases((1, when: x > 0), otherwise: ε), because: "each piece by itself; it is never 0")
        Conclusion(d(leaky(x), x) == cases((1, when: x > 0), otherwise: ε))
    }

    public static let eluDerivative = Derivation("The derivative of ELU") {
        let x = scalar("x")
        Given(x)
        Start(d(elu(x), x))
        Equals(d(cases((x, when: x ≥ 0), otherwise: exp(x) - 1), x), because: "definition")
        Equals(cases((1, when: x ≥ 0), otherwise: exp(x)), because: "each piece by itself; at 0 both slopes are 1")
        Equals(cases((1, when: x ≥ 0), otherwise: elu(x) + 1), because: "\(exp(x) == (exp(x) - 1) + 1)")
        Conclusion(d(elu(x), x) == cases((1, when: x ≥ 0), otherwise: elu(x) + 1))
    }
}

private let x = scalar("x")
private let σ = NamedFunction("σ") { x in 1 / (1 + exp(-x)) }

extension Derivation {
    public static let tanhAsSigmoid = Derivation("The hyperbolic tangent is a stretched sigmoid") {
        Given(x)
        Start(tanh(x))
        Equals(sinh(x) / cosh(x), because: "definition")
        Equals((exp(x) - exp(-x)) / (exp(x) + exp(-x)), because: "definition of sinh and cosh, times 2")
        Equals((1 - exp(-2 * x)) / (1 + exp(-2 * x)), because: "divide by \(exp(x))")
        Equals((2 - (1 + exp(-2 * x))) / (1 + exp(-2 * x)), because: "\((1 - exp(-2 * x)) == 2 - (1 + exp(-2 * x)))")
        Equals(2 / (1 + exp(-2 * x)) - 1, because: "split the fraction")
        Equals(2 * σ(2 * x) - 1, because: "definition of \(σ(x))")
        Conclusion(tanh(x) == 2 * σ(2 * x) - 1)
    }

    public static let tanhDerivative = Derivation("The derivative of the hyperbolic tangent") {
        Given(x)
        Start(d(tanh(x), x))
        Equals(d(sinh(x) / cosh(x), x), because: "definition")
        Equals((cosh(x).² - sinh(x).²) / cosh(x).², because: "quotient rule, with sinh′ = cosh and cosh′ = sinh")
        Equals(1 - tanh(x).², because: "divide each term by \(cosh(x).²)")
        AtMost(1, because: "a square is not negative; it is zero at \(x == 0)", attained: .at(x, 0))
        Conclusion(d(tanh(x), x) == 1 - tanh(x).²)
    }
}

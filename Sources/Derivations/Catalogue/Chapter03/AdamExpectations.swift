private let T = size("T", 4...8)
private let t = index("t", 1...T)
private let i = index("i", 1...t)
private let β₁ = scalar("β₁", .unitInterval)
private let β₂ = scalar("β₂", .unitInterval)

private func stationary(
    _ title: String, _ m: Family, _ g: Family, _ β: Expression, _ closedForm: Derivation,
    _ term: @escaping (Expression) -> Expression
) -> Derivation {
    Derivation(title) {
        Given(g)
        Given(β)
        Given("\(m[t] == (1 - β) * sum(over: i) { β ** (t - i) * term(i) })")
        Start(E(g) { (1 - β) * sum(over: i) { β ** (t - i) * term(i) } })
        Equals((1 - β) * sum(over: i) { β ** (t - i) * E(g) { term(i) } }, because: "expectation is linear")
        Equals(
            (1 - β) * sum(over: i) { β ** (t - i) * E(g) { term(t) } },
            because: "stationary: \(E(g) { term(i) } == E(g) { term(t) })")
        Equals(
            E(g) { term(t) } * ((1 - β) * sum(over: i) { β ** (t - i) }),
            because: "\(E(g) { term(t) }) does not depend on \(i)")
        Equals(E(g) { term(t) } * (1 - β ** t), because: "", by: .weightsOfTheMean)
        Note("so that dividing by \(1 - β ** t) gives the expectation without bias:")
        Start(E(g) { (1 - β) * sum(over: i) { β ** (t - i) * term(i) } / (1 - β ** t) })
        Equals(E(g) { term(t) } * (1 - β ** t) / (1 - β ** t), because: "constants leave the expectation")
        Equals(E(g) { term(t) }, because: "cancel")
        Conclusion(
            E(g) { (1 - β) * sum(over: i) { β ** (t - i) * term(i) } / (1 - β ** t) } == E(g) { term(t) })
    }
}

extension Derivation {
    public static let adamSecondMomentExpectation = Derivation("The expected second moment") {
        let g = process("g", 1...T)
        let ζ = (1 - β₂) * sum(over: i) { β₂ ** (t - i) * (E(g) { g[i].² } - E(g) { g[t].² }) }
        Given(g)
        Given(β₂)
        Given("with \(ζ.named("ζ") == ζ), which is zero if the gradient is stationary")
        Start(E(g) { (1 - β₂) * sum(over: i) { β₂ ** (t - i) * g[i].² } })
        Equals((1 - β₂) * sum(over: i) { β₂ ** (t - i) * E(g) { g[i].² } }, because: "expectation is linear")
        Equals(
            (1 - β₂) * sum(over: i) { β₂ ** (t - i) * (E(g) { g[t].² } + (E(g) { g[i].² } - E(g) { g[t].² })) },
            because: "add and subtract \(E(g) { g[t].² })")
        Equals(
            E(g) { g[t].² } * ((1 - β₂) * sum(over: i) { β₂ ** (t - i) }) + ζ.named("ζ"),
            because: "definition of \(ζ.named("ζ"))")
        Equals(E(g) { g[t].² } * (1 - β₂ ** t) + ζ.named("ζ"), because: "", by: weightsOfTheMean)
        Conclusion(
            E(g) { (1 - β₂) * sum(over: i) { β₂ ** (t - i) * g[i].² } } == E(g) { g[t].² } * (1 - β₂ ** t)
                + ζ.named("ζ"))
    }

    public static let adamSecondMomentBias = stationary(
        "The bias of the second moment, stationary gradients", .scalars("v", 0...T),
        process("g", 1...T, stationary: true),
        β₂, adamSecondMoment
    ) { process("g", 1...T, stationary: true)[$0].² }

    public static let adamFirstMomentBias = stationary(
        "The bias of the first moment, stationary gradients", .scalars("m", 0...T),
        process("g", 1...T, stationary: true),
        β₁, adamFirstMoment
    ) { process("g", 1...T, stationary: true)[$0] }

    public static let adamZetaBound = Derivation("A bound on ζ for slowly changing gradients") {
        let s = Family.scalars("s", 1...T)
        let r = Family.scalars("r", 1...T, .interval(-1, 1))
        let s₀ = scalar("a", .positive)
        let L = scalar("L", .positive)
        let j = index("j", 1...T)
        Given(
            "Write \(s[i]) for the expected square of \(Family.scalars("g", 1...T)[i]), and let it change by at most \(L) a step:"
        )
        Given(r)
        Given(L, β₂, s₀)
        Given(s[j], is: s₀ + L * (t - j) * r[j])
        Start(abs((1 - β₂) * sum(over: i) { β₂ ** (t - i) * (s[i] - s[t]) }))
        AtMost(
            (1 - β₂) * sum(over: i) { β₂ ** (t - i) * abs(s[i] - s[t]) }, because: "triangle inequality",
            attained: .at(s[j], s₀ + j))
        AtMost(
            (1 - β₂) * sum(over: i) { β₂ ** (t - i) * (L * (t - i)) }, because: "\(abs(s[i] - s[t]) ≤ L * (t - i))",
            attained: .at(s[j], s₀ - L * j))
        Equals(
            L * β₂ * (1 - t * β₂ ** (t - 1) + (t - 1) * β₂ ** t) / (1 - β₂),
            because: "derivative of the geometric sum")
        AtMost(
            L * β₂ / (1 - β₂), because: "what is subtracted is not negative; it tends to 0", attained: .at(t, 100_000))
        Conclusion(abs((1 - β₂) * sum(over: i) { β₂ ** (t - i) * (s[i] - s[t]) }) ≤ L * β₂ / (1 - β₂))
    }
}

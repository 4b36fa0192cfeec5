private let T = size("T", 4...8)
private let t = index("t", 1...T)
private let i = index("i", 1...t)
private let g = Family.scalars("g", 1...T)
private let β₁ = scalar("β₁", .unitInterval)
private let β₂ = scalar("β₂", .unitInterval)

/// The exponentially weighted mean m of a sequence, from its recursion.
private func closedForm(
    _ title: String, _ m: Family, _ β: Expression, _ term: @escaping (Expression) -> Expression
) -> Derivation {
    Derivation(title) {
        Given(g)
        Given(β)
        Given(m, over: t, startsWith: 0, then: β * m[t - 1] + (1 - β) * term(t))
        Note("Base case:")
        Start(m[1])
        Equals((1 - β) * term(1), because: "recursion, with \(m[0] == 0)")
        Equals((1 - β) * sum(over: i, in: 1...1) { β ** (1 - i) * term(i) }, because: "a sum of one term")
        Note("From \(t - 1) to \(t):")
        Start(m[t])
        Equals(β * m[t - 1] + (1 - β) * term(t), because: "recursion")
        Equals(
            β * (1 - β) * sum(over: i, in: 1...(t - 1)) { β ** (t - 1 - i) * term(i) } + (1 - β) * term(t),
            because: "the claim for \(t - 1)")
        Equals(
            (1 - β) * (sum(over: i, in: 1...(t - 1)) { β ** (t - i) * term(i) } + β ** (t - t) * term(t)),
            because: "\(β) goes into the sum")
        Equals((1 - β) * sum(over: i) { β ** (t - i) * term(i) }, because: "the last term joins the sum")
        ForAll(t, through: 200, m[t] == (1 - β) * sum(over: i) { β ** (t - i) * term(i) }, because: "by induction")
        Conclusion(m[t] == (1 - β) * sum(over: i) { β ** (t - i) * term(i) })
    }
}

extension Derivation {
    public static let adamFirstMoment = closedForm(
        "The first moment in closed form", .scalars("m", 0...T), β₁
    ) { g[$0] }

    public static let adamSecondMoment = closedForm(
        "The second moment in closed form", .scalars("v", 0...T), β₂
    ) { g[$0].² }

    public static let weightsOfTheMean = Derivation("The weights of the moments add up to 1 − βᵗ") {
        let β = scalar("β", .unitInterval)
        Given(β)
        Start((1 - β) * sum(over: i) { β ** (t - i) })
        Equals(sum(over: i) { β ** (t - i) } - sum(over: i) { β ** (t - i + 1) }, because: "multiply out")
        Equals(1 - β ** t, because: "all terms cancel but the last of the first sum and the first of the other")
        ForAll(t, through: 200, (1 - β) * sum(over: i) { β ** (t - i) } == 1 - β ** t, because: "as computed")
        Conclusion((1 - β) * sum(over: i) { β ** (t - i) } == 1 - β ** t)
    }
}

private let d = size("d", 1...2)
private let k = size("k", 1...2)
private let x = vector("x", d)
private let g = vector("g", k)
private let h = vector("h", k, .positive)
private let c = scalar("c", .positive)
private let f = FunctionSymbol("f", from: k, to: d)
private let z = gaussian("Z", mean: g, variance: diag(h))
private let y = gaussian("Y", mean: zeros(k), variance: identity(k))
private let evidence = scalar("f_X(x)", .positive)

/// The densities of the model: the decoder's, the prior, Bayes' posterior, and the encoder's approximation of it.
private func decoder(_ z: Expression) -> Expression { normalDensity(x, mean: f(z), variance: c * identity(d)) }
private func prior(_ z: Expression) -> Expression { normalDensity(z, mean: zeros(k), variance: identity(k)) }
private let likelihood = decoder(z).named("f_X|Z", x, z)
private let priorDensity = prior(z).named("f_Z", z)
private let posterior = (decoder(z) * prior(z) / evidence).named("f_Z|X", z, x)
private let encoder = normalDensity(z, mean: g, variance: diag(h)).named("f̃", z)
private let marginal = evidence
private let squares = E(z) { norm(x - f(z)).² / (2 * c) }
private let constant = d / 2 * log(2 * π * c)

extension Derivation {
    /// The first of the two chains that the slides leave out.
    public static let variationalObjective = Derivation("The best encoder: from the posterior to the loss") {
        Given(x, g)
        Given(h, c)
        Given(z)
        Given(y)
        Given(evidence, is: E(y) { decoder(y) })
        Given(
            "\(f) arbitrary but fixed; the decoder's law is \(likelihood == decoder(z)), the prior \(priorDensity == prior(z)), the encoder's law \(encoder)."
        )
        Start(E(z) { log(encoder / posterior) })
        Equals(
            E(z) { log(encoder * marginal / (likelihood * priorDensity)) },
            because: "Bayes: \(posterior == likelihood * priorDensity / marginal)")
        Equals(
            E(z) { log(encoder / priorDensity) - log(likelihood) + log(marginal) }, because: "logarithm of a product")
        Equals(
            E(z) { log(encoder / priorDensity) } - E(z) { log(likelihood) } + log(marginal),
            because: "linear; \(marginal) does not depend on \(z)")
        Equals(
            E(z) { log(encoder / priorDensity) } + squares + constant + log(marginal),
            because: "density of the normal law")
        Note("The last two terms contain neither \(g) nor \(h), so both sides have the same minimisers:")
        Conclusion(
            E(z) { log(encoder / posterior) } - (constant + log(marginal)) == squares
                + E(z) { log(encoder / priorDensity) })
    }

    /// The second of the two chains that the slides leave out.
    public static let decoderObjective = Derivation("The best decoder: from the likelihood to the loss") {
        Given(x, g)
        Given(h, c)
        Given(z)
        Given("The decoder's law is \(likelihood == decoder(z)).")
        Start(E(z) { log(likelihood) })
        Equals(
            E(z) { log(exp(-(norm(x - f(z)).² / (2 * c))) / (2 * π * c) ** (d / 2)) },
            because: "density of the normal law")
        Equals(
            E(z) { -(norm(x - f(z)).² / (2 * c)) - d / 2 * log(2 * π * c) },
            because: "logarithm of a quotient and of a power")
        Equals(-squares - constant, because: "linear; the rest is constant")
        Note("The constant does not contain \(f): the largest likelihood is at the smallest \(squares).")
        Note("For a given encoder the lower bound of \(log(evidence)) depends on \(f) through this term alone.")
        Conclusion(E(z) { log(likelihood) } + constant == -squares)
    }
}

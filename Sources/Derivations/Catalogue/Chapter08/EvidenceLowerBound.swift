private let d = size("d", 1...2)
private let k = size("k", 1...2)
private let x = vector("x", d)
private let b = vector("b", d)
private let W = matrix("W", d, k)
private let c = scalar("c", .positive)
private let m = vector("m", k)
private let S = matrix("S", k, k, .positiveDefinite)
private let z = gaussian("z", mean: m, variance: S)
private let M = W.ᵀ * W + c * identity(k)
private let posteriorMean = M.⁻¹ * W.ᵀ * (x - b)

private let joint = normalDensity(x, mean: W * z + b, variance: c * identity(d))
private let prior = normalDensity(z, mean: zeros(k), variance: identity(k)).named("p", z)
private let q = normalDensity(z, mean: m, variance: S).named("q", z)
private let given = joint.named("ℓ", z)
private let post = normalDensity(z, mean: posteriorMean, variance: c * M.⁻¹).named("r", z)
private let evidence = normalDensity(x, mean: b, variance: W * W.ᵀ + c * identity(d))

extension Derivation {
    public static let evidenceLowerBound = Derivation("Log evidence is ELBO plus relative entropy") {
        let elbo = E(z) { log(given) } - E(z) { log(q / prior) }
        let total = evidence.named("p", x)
        Given(
            "On the model \(x == W * z + b) plus noise of variance \(c), with \(z) standard normal, everything is exact:"
        )
        Given(
            "prior \(prior), likelihood \(given == joint), posterior \(post == normalDensity(z, mean: posteriorMean, variance: c * M.⁻¹)),"
        )
        Given(
            "evidence \(total == evidence), and any \(q == normalDensity(z, mean: m, variance: S)) for the posterior.")
        Given(x, b, m)
        Given(W, S, c)
        Start(log(total))
        Equals(E(z) { log(total) }, because: "it does not depend on \(z)")
        Equals(E(z) { log(given * prior / post) }, because: "Bayes: \(post == given * prior / total)")
        Equals(E(z) { log(given * (prior / q) * (q / post)) }, because: "multiply and divide by \(q)")
        Equals(
            (E(z) { log(given) } - E(z) { log(q / prior) }).braced("ELBO")
                + E(z) { log(q / post) }.braced("relative entropy to the posterior"),
            because: "logarithm of a product")
        AtLeast(
            elbo, because: "equality if \(q) is the posterior", attained: .at(m, posteriorMean), .at(S, c * M.⁻¹),
            by: klNonNegative)
        Conclusion(log(total) == elbo + E(z) { log(q / post) })
    }
}

private let n = size("n", 2...4)
private let K = size("K", 2...4)
private let i = index("i", 1...n)
private let k = index("k", 1...K)
private let σ = scalar("σ", .positive)

extension Derivation {
    public static let meanSquaredErrorIsGaussian = Derivation("The mean squared error is a Gaussian log-likelihood") {
        let d = size("d", 1...3)
        let y = Family.vectors("y", 1...n, size: d)
        let ŷ = Family.vectors("ŷ", 1...n, size: d)
        let squares = mean(over: i) { norm(y[i] - ŷ[i]).² }
        Given(y, ŷ)
        Given(σ)
        Start(-mean(over: i) { log(normalDensity(y[i], mean: ŷ[i], variance: σ.² * identity(d))) })
        Equals(
            -mean(over: i) {
                log(exp(-(norm(y[i] - ŷ[i]).² / (2 * σ.²))) / (2 * π * σ.²) ** (d / 2))
            }, because: "density of the normal law")
        Equals(
            mean(over: i) { norm(y[i] - ŷ[i]).² / (2 * σ.²) + d / 2 * log(2 * π * σ.²) },
            because: "logarithm of a quotient and of a power")
        Equals(
            1 / σ.² * (1 / 2 * squares).braced("MSE") + d / 2 * log(2 * π * σ.²),
            because: "\(σ) does not depend on \(i)")
        Conclusion(
            -mean(over: i) { log(normalDensity(y[i], mean: ŷ[i], variance: σ.² * identity(d))) }
                == 1 / (2 * σ.²) * squares + d / 2 * log(2 * π * σ.²))
    }

    public static let binaryCrossEntropyIsBernoulli = Derivation("Binary cross-entropy is a Bernoulli log-likelihood") {
        let y = Family.scalars("y", 1...n, .binary)
        let p = Family.scalars("p", 1...n, .unitInterval)
        let crossEntropy = -mean(over: i) { y[i] * log(p[i]) + (1 - y[i]) * log(1 - p[i]) }
        Given(y, p)
        Start(-(1 / n * log(product(over: i) { bernoulliProbability(y[i], p[i]) })))
        Equals(
            -mean(over: i) { log(bernoulliProbability(y[i], p[i])) }, because: "logarithm of a product")
        Equals(
            -mean(over: i) { log(p[i] ** y[i]) + log((1 - p[i]) ** (1 - y[i])) }, because: "logarithm of a product")
        Equals(crossEntropy, because: "logarithm of a power")
        Conclusion(-(1 / n * log(product(over: i) { bernoulliProbability(y[i], p[i]) })) == crossEntropy)
    }

    public static let crossEntropyIsCategorical = Derivation("Cross-entropy is a categorical log-likelihood") {
        let y = Family.vectors("y", 1...n, size: K, .oneHot)
        let p = Family.vectors("p", 1...n, size: K, .probabilities)
        let crossEntropy = -mean(over: i) { sum(over: k) { y[i][k] * log(p[i][k]) } }
        Given(y, p)
        Start(-(1 / n * log(product(over: i) { categoricalProbability(y[i], p[i], index: k) })))
        Equals(
            -mean(over: i) { log(categoricalProbability(y[i], p[i], index: k)) }, because: "logarithm of a product")
        Equals(
            -mean(over: i) { sum(over: k) { log(p[i][k] ** y[i][k]) } }, because: "logarithm of a product")
        Equals(crossEntropy, because: "logarithm of a power")
        Conclusion(-(1 / n * log(product(over: i) { categoricalProbability(y[i], p[i], index: k) })) == crossEntropy)
    }
}

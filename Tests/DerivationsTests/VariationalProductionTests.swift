import Autoencoders
import Derivations
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// What the variational autoencoder computes is what has been derived.
@Suite struct VariationalProductionTests {
    private var random = RandomGenerator(seed: 21)

    private mutating func numbers(_ count: Int, _ range: ClosedRange<Double> = -2...2) -> [Double] {
        (0..<count).map { _ in
            Double(Float(range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()))
        }
    }

    private func row(_ values: [Double]) throws -> Tensor { try Tensor(rows: [values.map(Float.init)]) }

    /// The sampler's relative entropy and its gradient against the derived closed form and its derivatives μ and σ − 1/σ.
    @Test mutating func relativeEntropy() throws {
        for k in 1...4 {
            let (μ, λ) = (numbers(k), numbers(k))
            let σ = λ.map { exp(0.5 * $0) }
            let derived = try #require(Derivation.klStandardNormal.conclusion).right
                .value(where: ["μ": Value(vector: μ), "σ": Value(vector: σ)]).elements[0]
            #expect(
                abs(KullbackLeiblerDivergence.standardNormal(mean: μ, logVariance: λ) - derived) < 1e-12
                    * max(derived, 1))

            let sampler = ReparametrisedSampler(codeSize: k, random: RandomGenerator(seed: 1))
            _ = sampler.forward(try row(μ + λ))
            #expect(abs(sampler.divergence - derived) < 2e-6 * max(derived, 1))
            // With nothing coming from the decoder the gradient is that of the relative entropy alone.
            let gradient = sampler.backward(Tensor(shape: [1, k]), beta: 1).values.map(Double.init)
            for j in 0..<k {
                #expect(abs(gradient[j] - μ[j]) < 1e-6)
                // ∂σ/∂λ = σ/2
                #expect(abs(gradient[k + j] - (σ[j] - 1 / σ[j]) * σ[j] / 2) < 2e-6 * max(1, σ[j] * σ[j]))
            }
        }
    }

    /// Closed forms for normal laws of any mean and covariance.
    @Test mutating func relativeEntropyOfNormalLaws() throws {
        for k in 1...2 {
            let (μ, m) = (numbers(k), numbers(k))
            let (Σ, S) = (covariance(k), covariance(k))
            let derived = try #require(Derivation.klGaussians.conclusion).right.value(where: [
                "μ": Value(vector: μ), "m": Value(vector: m), "Σ": Value(rows: Σ), "S": Value(rows: S),
            ]).elements[0]
            let computed = KullbackLeiblerDivergence.normal(μ, PositiveDefinite(Σ), from: m, PositiveDefinite(S))
            #expect(abs(computed - derived) < 1e-10 * max(1, abs(derived)))
        }
        let (μ, σ, m, s) = (0.3, 0.8, -1.1, 1.7)
        let derived = try #require(Derivation.klDiagonal.conclusion).right.value(where: [
            "μ": Value(vector: [μ]), "σ": Value(vector: [σ]), "m": Value(vector: [m]), "s": Value(vector: [s]),
        ]).elements[0]
        #expect(abs(KullbackLeiblerDivergence.normal(μ, σ, from: m, s) - derived) < 1e-12)
    }

    private mutating func covariance(_ k: Int) -> [[Double]] {
        let A = (0..<k).map { _ in numbers(k) }
        return (0..<k).map { i in (0..<k).map { j in (0..<k).reduce(i == j ? 0.2 : 0) { $0 + A[i][$1] * A[j][$1] } } }
    }

    /// Both chains end in ‖x − f(z)‖²/2c, up to the constant d/2 ln 2πc, and its gradient is (f(z) − x)/c.
    @Test mutating func reconstructionTerm() throws {
        for d in [1, 3, 40] {
            let (x, f, c) = (numbers(d), numbers(d), 0.37)
            var gradient = Tensor()
            let value = try GaussianDecoder(variance: c).evaluate(row(f), targets: row(x), gradient: &gradient)
            let squares = zip(x, f).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / (2 * c)
            #expect(abs(value - squares - Double(d) / 2 * log(2 * .pi * c)) < 2e-6 * max(1, squares))
            for i in 0..<d { #expect(abs(Double(gradient[flat: i]) - (f[i] - x[i]) / c) < 1e-5) }
            // Bernoulli: the stable form of Chapter 02, component by component.
            let t = numbers(d, 0...1)
            let bernoulli = try #require(BinaryCrossEntropy.bernoulli.fromLogits(of: .sigmoid))
            let derived = try zip(f, t).reduce(0) { sum, pair in
                sum
                    + (try #require(Derivation.stableCrossEntropy.conclusion).right.value(where: [
                        "z": Value(number: pair.0), "y": Value(number: pair.1),
                    ]).elements[0])
            }
            #expect(abs(try bernoulli.value(row(f), targets: row(t)) - derived) < 2e-6 * max(1, derived))
        }
    }

    /// ∂/∂μ f(μ + σε) = f′, ∂/∂σ f(μ + σε) = ε f′, of which the sampler makes ∂/∂λ by ∂σ/∂λ = σ/2.
    @Test mutating func reparametrisedGradient() throws {
        let k = 5
        let (μ, λ, ε, slope) = (numbers(k), numbers(k), numbers(k), numbers(k))
        let sampler = ReparametrisedSampler(codeSize: k, random: RandomGenerator(seed: 1))
        let z = sampler.forward(try row(μ + λ), noise: try row(ε)).values.map(Double.init)
        let gradient = sampler.backward(try row(slope), beta: 0).values.map(Double.init)
        for j in 0..<k {
            let σ = exp(0.5 * λ[j])
            #expect(abs(z[j] - (μ[j] + σ * ε[j])) < 2e-6)
            #expect(abs(gradient[j] - slope[j]) < 1e-6)
            #expect(abs(gradient[k + j] - ε[j] * slope[j] * σ / 2) < 2e-6 * max(1, σ))
        }
    }

    /// log evidence = ELBO + relative entropy to the posterior, and the conclusion's own evidence is the library's.
    @Test mutating func evidence() throws {
        for _ in 0..<10 {
            let (d, k) = (2, 2)
            let (x, b, m, c) = (numbers(d), numbers(d), numbers(k), 0.4)
            let W = (0..<d).map { _ in numbers(k) }
            let S = covariance(k)
            let model = LinearGaussianModel(W: W, b: b, c: c)
            let posterior = model.posterior(x)
            let bound = model.evidenceLowerBound(x, mean: m, covariance: PositiveDefinite(S))
            let gap = KullbackLeiblerDivergence.normal(
                m, PositiveDefinite(S), from: posterior.mean, posterior.covariance)
            let values: [String: Value] = [
                "x": Value(vector: x), "b": Value(vector: b), "m": Value(vector: m), "c": Value(number: c),
                "W": Value(rows: W), "S": Value(rows: S),
            ]
            let conclusion = try #require(Derivation.evidenceLowerBound.conclusion)
            let derived = conclusion.left.value(where: values).elements[0]
            #expect(abs(model.logEvidence(x) - derived) < 1e-10 * max(1, abs(derived)))
            #expect(abs(bound + gap - derived) < 1e-9 * max(1, abs(derived)))
            // The bound's gradient for diagonal laws, by central differences.
            let λ = numbers(k)
            let gradient = model.boundGradient(x, mean: m, logVariance: λ)
            func diagonal(_ m: [Double], _ λ: [Double]) -> Double {
                model.evidenceLowerBound(x, mean: m, covariance: .diagonal(λ.map { exp($0) }))
            }
            for j in 0..<k {
                func moved(_ v: [Double], _ h: Double) -> [Double] { v.indices.map { v[$0] + ($0 == j ? h : 0) } }
                let (h, scale) = (1e-5, 1e-5 * max(1, abs(diagonal(m, λ))))
                #expect(
                    abs((diagonal(moved(m, h), λ) - diagonal(moved(m, -h), λ)) / (2 * h) - gradient.mean[j]) < scale)
                #expect(
                    abs((diagonal(m, moved(λ, h)) - diagonal(m, moved(λ, -h))) / (2 * h) - gradient.logVariance[j])
                        < scale)
            }
        }
    }

    /// The mean squared length of interpolated codes.
    @Test mutating func interpolation() throws {
        let (k, draws) = (7, 20_000)
        let (u, v) = (Tensor.normal([draws, k], using: &random), Tensor.normal([draws, k], using: &random))
        for α in [0, 0.3, 0.5, 1] {
            let derived = try #require(Derivation.interpolation.conclusion).right
                .value(where: ["α": Value(number: α), "k": Value(number: Double(k))]).elements[0]
            var sum = 0.0
            for i in 0..<draws {
                let z = LatentInterpolation.linear.code(α, left: u.row(i).values, right: v.row(i).values)
                sum += z.reduce(0) { $0 + Double($1) * Double($1) }
            }
            // derived/k times χ² with k degrees of freedom, whose variance is 2k
            let error = derived / Double(k) * (2 * Double(k) / Double(draws)).squareRoot()
            #expect(abs(sum / Double(draws) - derived) < 4 * error, "α = \(α)")
        }
    }

    /// Codes that differ by w where the attribute is present give back w.
    @Test mutating func attributeVector() throws {
        let k = 3
        let w = numbers(k)
        let derived = try #require(Derivation.attributeVector.conclusion).right.value(where: ["w": Value(vector: w)])
        let model = try VariationalAutoencoder(input: k, code: k, reconstruction: .gaussian(variance: 1)) {
        } decoder: {
            Dense(k)
        }
        // An encoder whose mean is the sample itself.
        model.encoder[0].weights.value = try Tensor(
            rows: (0..<k).map { i in (0..<2 * k).map { $0 == i ? 1 : 0 } })
        let u = (0..<500).map { _ in numbers(k) }
        func samples(_ rows: [[Double]]) throws -> Samples {
            let x = try Tensor(rows: rows.map { $0.map(Float.init) })
            return try Samples(inputs: x, targets: x)
        }
        let vector = try model.attributeVector(
            with: samples(u.map { zip($0, w).map { $0 + $1 } }), without: samples(u))
        for j in 0..<k { #expect(abs(Double(vector[j]) - derived.elements[j]) < 1e-5) }
    }
}

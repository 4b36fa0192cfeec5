import Foundation
import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

/// The variational losses as formulas on the tape against the hand-derived ones: values and all gradients within 1e-5.
@Suite struct VariationalFormulaTests {
    private func distance(_ a: Tensor, _ b: Tensor) -> Double {
        let size = b.values.reduce(1e-3) { max($0, abs($1)) }
        return zip(a.values, b.values).reduce(a.count == b.count ? 0 : .infinity) {
            max($0, Double(abs($1.0 - $1.1) / size))
        }
    }

    /// −ELBO with β: E + βH.
    private func bound(
        _ vae: VariationalAutoencoder, _ x: Variable, noise ε: Variable, beta β: Float,
        _ reconstruction: (_ x̂: Variable, _ x: Variable) throws -> Variable
    ) throws -> Variable {
        // snippet.bound
        let (heads, k) = (try vae.encoder(x), vae.codeSize)
        let (μ, λ) = (try heads.slice(0..<k), try heads.slice(k..<2 * k))
        let z = try μ + (0.5 * λ).exp() * ε
        let H = try 0.5 * (μ.squared() + λ.exp() - 1 - λ).sum(over: .columns).mean()
        return try reconstruction(vae.decoder(z), x) + β * H
        // snippet.end
    }

    @Test(arguments: ["bernoulli", "gaussian", "absolute error"], [Float(1), 0.3])
    func theBoundIsItsFormula(_ kind: String, _ β: Float) throws {
        let loss: any Loss =
            kind == "bernoulli" ? .bernoulli : kind == "gaussian" ? .gaussian(variance: 0.3) : .absoluteError
        let vae = try VariationalAutoencoder(input: 6, code: 2, reconstruction: loss, seed: 3) {
            Dense(5, .tanh)
            BatchNorm()
        } decoder: {
            Dense(4, .silu)
            if kind == "bernoulli" { Dense(6, .sigmoid) } else { Dense(6) }
        }
        var random = RandomGenerator(seed: 5)
        let (x, ε) = (Tensor.uniform([7, 6], in: 0.05..<0.95, using: &random), Tensor.normal([7, 2], using: &random))
        let hand = try vae.evidenceLowerBound(x, beta: β, noise: ε)
        let parameters = vae.encoder.parameters + vae.decoder.parameters
        let expected = parameters.map(\.gradient)

        let tape = Tape()
        let L = try bound(vae, tape.constant(x), noise: tape.constant(ε), beta: β) { x̂, x in
            switch kind {
            case "bernoulli": try -(x * x̂.log() + (1 - x) * (1 - x̂).log()).sum(over: .columns).mean()
            case "gaussian":
                try (x̂ - x).squared().sum(over: .columns).mean() / 0.6 + 3 * Float(log(2 * Double.pi * 0.3))
            default: try (x̂ - x).abs().sum(over: .columns).mean()
            }
        }
        #expect(abs(L.number - hand.loss(beta: Double(β))) < 1e-5 * abs(L.number))
        try tape.differentiate(L, for: [vae.encoder, vae.decoder])
        for (parameter, gradient) in zip(parameters, expected) {
            #expect(distance(parameter.gradient, gradient) < 1e-5, "\(parameter.name)")
        }
        // With the loss as one operation, the same.
        let M = try bound(vae, tape.constant(x), noise: tape.constant(ε), beta: β) { try loss($0, $1) }
        try tape.differentiate(M, for: [vae.encoder, vae.decoder])
        for (parameter, gradient) in zip(parameters, expected) {
            #expect(distance(parameter.gradient, gradient) < 1e-5)
        }
    }

    /// Σ w/(2CWH) ‖Φ(x̂) − Φ(x)‖², in the mean over the samples, against the loss that is derived by hand.
    @Test func theFeatureLossIsItsFormula() throws {
        let Φ = try Network(input: [8, 8, 3], seed: 2) {
            Conv2D(4, kernel: 3, stride: 2, .tanh)
            Conv2D(5, kernel: 3, .relu)
            Conv2D(6, kernel: 3, stride: 2, .tanh)
            Flatten()
            Dense(2, .sigmoid)
        }
        let (layers, w) = ([0, 1, 3], Float(1.5))
        let loss = try FeaturePerceptualLoss(network: Φ, layers: layers, weight: Double(w))
        var random = RandomGenerator(seed: 5)
        let (x, y) = (Tensor.uniform([3, 8, 8, 3], using: &random), Tensor.uniform([3, 8, 8, 3], using: &random))

        // snippet.features
        func ℓ(_ x̂: Variable, _ x: Variable) throws -> Variable {
            let (seen, wanted) = (try Φ.outputs(ofLayers: layers, for: x̂), try Φ.outputs(ofLayers: layers, for: x))
            return try zip(seen, wanted).map { a, b in
                try w / (2 * Float(a.columns)) * (a - b).squared().sum(over: .columns).mean()
            }.sum()
        }
        // snippet.end

        let tape = Tape()
        let x̂ = tape.constant(y)
        let L = try ℓ(x̂, tape.constant(x))
        #expect(abs(L.number - (try loss.value(y, targets: x))) < 1e-5 * L.number)
        let before = Φ.parameters.map(\.gradient)
        #expect(distance(try tape.gradients(of: L, withRespectTo: [x̂])[0], try loss.gradient(y, targets: x)) < 1e-5)
        #expect(Φ.parameters.map(\.gradient) == before)

        // A network that paints one picture for Φ's eyes.
        let painter = try Network(input: 2, seed: 1) {
            Dense(8 * 8 * 3, .sigmoid)
            Reshape([8, 8, 3])
        }
        let optimizers = try Optimizers(("painter", painter, .adam(learningRate: 0.01)))
        var losses: [Double] = []
        for _ in 0..<150 {
            tape.reset()
            let L = try ℓ(painter(tape.constant(Tensor(repeating: 1, shape: [1, 2]))), tape.constant(x.rows(0..<1)))
            try optimizers.descend(L, [painter])
            losses.append(L.number)
        }
        #expect(losses.last! < 0.1 * losses[0])
    }

    /// A loss that is an operation of the tape, and not one of the library's kernels.
    @Test func theFeatureLossWorksOnTheTape() throws {
        let Φ = try Network(input: [4, 4, 1], seed: 2) { Conv2D(4, kernel: 3, .tanh) }
        let loss = try FeaturePerceptualLoss(network: Φ, layers: [0])
        var random = RandomGenerator(seed: 5)
        let (x, y) = (Tensor.uniform([3, 4, 4, 1], using: &random), Tensor.uniform([3, 4, 4, 1], using: &random))
        let tape = Tape()
        let x̂ = tape.constant(y)
        let gradient = try tape.gradients(of: 2 * loss(x̂, x), withRespectTo: [x̂])[0]
        #expect(distance(gradient, 2 * (try loss.gradient(y, targets: x))) < 1e-6)
    }
}

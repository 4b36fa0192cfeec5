import Tensors
import Testing

@testable import NeuralNetworks

/// All activations that the library has.
let allActivations: [any Activation] = [
    .identity, .sigmoid, .tanh, .relu, .leakyReLU, .leakyReLU(slope: 0.3), .elu, .elu(alpha: 0.5), .softmax,
    .softmax(temperature: 2), .softplus, .gelu, .silu,
]

/// An activation as a student would write it.
struct Swish: ElementwiseActivation {
    func value(_ z: Float) -> Float { SiLU().value(z) }
    func derivative(_ z: Float) -> Float { SiLU().derivative(z) }
}

extension Activation where Self == Swish { static var swish: Swish { Swish() } }

@Suite struct GradientTests {
    @Test(arguments: 0..<13, [UInt64(1), 2, 3])
    func activationsPass(_ index: Int, _ seed: UInt64) throws {
        let check = try GradientCheck.activation(allActivations[index], seed: seed)
        #expect(check.passed, "\(allActivations[index].label): \(check)")
    }

    @Test(arguments: 0..<13)
    func denseLayersPassWithEveryActivation(_ index: Int) throws {
        var random = RandomGenerator(seed: UInt64(index))
        for seed in UInt64(1)...2 {
            let (inputs, units) = (random.integer(below: 9) + 1, random.integer(below: 9) + 1)
            let check = try GradientCheck.layer(
                Dense(units, allActivations[index]), input: [inputs], samples: random.integer(below: 5) + 1, seed: seed)
            #expect(check.passed, "\(inputs) × \(units), seed \(seed): \(check)")
        }
    }

    @Test func otherLayersPass() throws {
        let layers: [(any LayerDeclaration, Shape)] = [
            (Dense(4, .swish, bias: false), [3]), (Flatten(), [3, 2, 2]), (Reshape([2, 6]), [3, 4]),
            (Dropout(0.4), [9]),
            (GaussianNoise(0.3), [9]), (ActivationLayer(.softmax), [4, 3]),
            (
                Residual {
                    Dense(5, .silu)
                    Dropout(0.2)
                    Dense(6)
                }, [6]
            ),
        ]
        for (layer, shape) in layers {
            for seed in UInt64(1)...3 {
                let check = try GradientCheck.layer(layer, input: shape, seed: seed)
                #expect(check.passed, "\(layer.name), seed \(seed): \(check)")
            }
        }
    }

    /// Random probabilities in rows.
    private func distributions(_ shape: Shape, _ random: inout RandomGenerator) -> Tensor {
        var y = Tensor.normal(shape, using: &random)
        let columns = y.columns
        y.withUnsafeMutableBufferPointer { y in
            for start in stride(from: 0, to: y.count, by: columns) {
                Softmax().apply(UnsafeMutableBufferPointer(rebasing: y[start..<start + columns]))
            }
        }
        return y
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func lossesPass(_ seed: UInt64) throws {
        var random = RandomGenerator(seed: seed)
        let shape: Shape = [random.integer(below: 6) + 1, random.integer(below: 11) + 2]
        let (y, t) = (Tensor.normal(shape, using: &random), Tensor.normal(shape, using: &random))
        let q = distributions(shape, &random)
        // Both entropies bend sharply where a probability is small, and steps of 1/16 would cross zero. Cross-entropy is a function
        // of any positive numbers, not only of distributions.
        let inside = Tensor.uniform(shape, in: 0.2..<0.8, using: &random)
        for (loss, y, t): (any Loss, Tensor, Tensor) in [
            (.meanSquaredError, y, t), (.absoluteError, y, t), (.crossEntropy, inside, q),
            (.binaryCrossEntropy, inside, q),
        ] {
            let check = try GradientCheck.loss(loss, predictions: y, targets: t, seed: seed)
            #expect(check.passed, "\(loss.name): \(check)")
        }
        // Fused with their activations, as training computes them; and unfused, where the two do not belong together.
        let x = Tensor.normal([shape[0], 4], using: &random)
        let columns = shape[1]
        for (loss, activation, t): (any Loss, any Activation, Tensor) in [
            (.crossEntropy, .softmax, q), (.binaryCrossEntropy, .sigmoid, q), (.meanSquaredError, .softmax, q),
            (.meanSquaredError, .sigmoid, t), (.absoluteError, .tanh, t), (.crossEntropy, .sigmoid, q),
        ] {
            let check = try GradientCheck.network(inputs: x, targets: t, loss: loss, seed: seed) {
                Dense(5, .tanh)
                Dense(columns, activation)
            }
            #expect(check.passed, "\(loss.name) with \(activation.label): \(check)")
        }
    }

    /// A wrong gradient of each plausible kind is noticed.
    @Test(arguments: ["sign", "factor", "transposed", "one component", "summed over the batch", "missing 1/B"])
    func wrongGradientsFail(_ mistake: String) throws {
        var random = RandomGenerator(seed: 7)
        let (rows, columns) = (4, 4)
        let (y, t) = (Tensor.normal([rows, columns], using: &random), Tensor.normal([rows, columns], using: &random))
        var g = try MeanSquaredError().gradient(y, targets: t).values
        switch mistake {
        case "sign": g = g.map { -$0 }
        case "factor": g = g.map { 1.01 * $0 }
        case "transposed": g = (0..<16).map { g[$0 % 4 * 4 + $0 / 4] }
        case "one component": g[5] *= 1.05
        case "summed over the batch": g = (0..<16).map { i in (0..<4).reduce(0) { $0 + g[$1 * 4 + i % 4] } }
        default: g = g.map { Float(rows) * $0 }
        }
        let check = try GradientCheck(
            of: { try MeanSquaredError().value(Tensor($0, shape: [rows, columns]), targets: t) }, gradient: g,
            at: y.values)
        #expect(!check.passed, "\(mistake): \(check)")
        #expect(check.description.hasPrefix("gradient wrong"))
    }

    @Test func aCheckOfNothingFails() {
        #expect(!GradientCheck(of: { _ in 0 }, gradient: [], at: []).passed)
        #expect(!GradientCheck(of: { Double($0[0]) }, gradient: [], at: [1]).passed)
        #expect(!GradientCheck(of: { Double($0[0]) }, gradient: [.nan], at: [1]).passed)
        // Kinks everywhere: nothing is compared.
        #expect(!GradientCheck(of: { Double(abs($0[0]) + abs($0[0] - 0.04)) }, gradient: [0], at: [0.01]).passed)
    }

    /// A layer whose weight gradient is wrong, as a student might write it.
    @Test func wrongActivationsFail() throws {
        struct Wrong: ElementwiseActivation {
            let factor: Float
            func value(_ z: Float) -> Float { Tanh().value(z) }
            func derivative(_ z: Float) -> Float { factor * Tanh().derivative(z) }
        }
        #expect(try GradientCheck.activation(Wrong(factor: 1)).passed)
        for factor: Float in [-1, 0.99, 2, 0] {
            #expect(try !GradientCheck.activation(Wrong(factor: factor)).passed)
            #expect(try !GradientCheck.layer(Dense(3, Wrong(factor: factor)), input: [4]).passed)
        }
    }

    /// The vectorised kernels against the Float functions.
    @Test(arguments: 0..<13)
    func kernelsAgreeWithTheirFunctions(_ index: Int) {
        guard let activation = allActivations[index] as? any ElementwiseActivation else { return }
        let z = (-400...400).map { Float($0) / 20 } + [-100, -88, 88, 100]
        var y = z
        y.withUnsafeMutableBufferPointer { activation.apply($0) }
        var δ = [Float](repeating: 0, count: z.count)
        let g = [Float](repeating: 2, count: z.count)
        δ.withUnsafeMutableBufferPointer { δ in
            g.withUnsafeBufferPointer { g in
                z.withUnsafeBufferPointer { z in
                    y.withUnsafeBufferPointer { activation.backpropagate(g, preactivation: z, output: $0, into: δ) }
                }
            }
        }
        for i in z.indices {
            let expected = activation.value(z[i])
            #expect(abs(y[i] - expected) <= 1e-6 * max(abs(expected), 1e-3), "\(activation.label) at \(z[i])")
            let slope = 2 * activation.derivative(z[i])
            #expect(abs(δ[i] - slope) <= 1e-6 * max(1, abs(slope)), "derivative of \(activation.label) at \(z[i])")
        }
        // No NaN goes unnoticed.
        var nan: [Float] = [.nan, 1]
        nan.withUnsafeMutableBufferPointer { activation.apply($0) }
        #expect(nan[0].isNaN && activation.value(.nan).isNaN)
    }
}

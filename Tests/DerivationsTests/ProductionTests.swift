import Derivations
import NeuralNetworks
import Tensors
import Testing

/// What the library computes in training is what has been derived, on random input and to Float's precision.
@Suite struct ProductionTests {
    private var random = RandomGenerator(seed: 11)

    private mutating func numbers(_ count: Int, _ range: ClosedRange<Double> = -3...3) -> [Double] {
        (0..<count).map { _ in
            Double(Float(range.lowerBound + (range.upperBound - range.lowerBound) * random.uniform()))
        }
    }

    private func agree(
        _ computed: [Float], _ derived: [Double], _ name: String, tolerance: Double = 2e-6, terms: Double = 1e-3,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(computed.count == derived.count, "\(name)", sourceLocation: sourceLocation)
        let scale = max(derived.map { abs($0) }.max() ?? 1, terms)
        for (a, b) in zip(computed, derived) {
            #expect(
                abs(Double(a) - b) <= tolerance * scale, "\(name): \(a) against \(b)", sourceLocation: sourceLocation)
        }
    }

    @Test mutating func activations() throws {
        for x in numbers(200) {
            func derived(_ derivation: Derivation, _ others: [String: Value] = [:]) throws -> Double {
                let right = try #require(derivation.conclusion).right
                return right.value(where: others.merging(["x": Value(number: x)]) { $1 }).elements[0]
            }
            let z = Float(x)
            agree([Sigmoid().derivative(z)], [try derived(.sigmoidDerivative)], "sigmoid")
            agree([Tanh().value(z)], [try derived(.tanhAsSigmoid)], "tanh")
            agree([Tanh().derivative(z)], [try derived(.tanhDerivative)], "tanh′")
            agree([ReLU().derivative(z)], [try derived(.reluDerivative)], "ReLU")
            agree([ELU().derivative(z)], [try derived(.eluDerivative)], "ELU")
            agree([Softplus().derivative(z)], [try derived(.softplusDerivative)], "softplus")
            agree([SiLU().derivative(z)], [try derived(.siluDerivative)], "SiLU", terms: 0.1)
            agree([GELU().derivative(z)], [try derived(.geluDerivative)], "GELU", terms: 0.1)
            let slope = 0.2
            agree(
                [LeakyReLU(slope: Float(slope)).derivative(z)],
                [try derived(.leakyReLUDerivative, ["ε": Value(number: slope)])], "LeakyReLU")
        }
    }

    @Test mutating func softmaxJacobian() throws {
        for n in [2, 5, 10] {
            let x = numbers(n)
            let jacobian = try #require(Derivation.softmaxJacobian.conclusion).right.value(where: [
                "x": Value(vector: x)
            ])
            let softmax = try Network(input: n) { ActivationLayer(.softmax) }
            _ = try softmax.forward(Tensor(rows: [x.map { Float($0) }]))
            for row in 0..<n {
                // The gradient e_row comes back as the row of the Jacobian.
                var gradient = Tensor(shape: [1, n])
                gradient[0, row] = 1
                let result = try softmax.backward(gradient).values
                agree(result, Array(jacobian.elements[row * n..<(row + 1) * n]), "softmax Jacobian")
            }
        }
    }

    /// The form of the loss that training uses after φ.
    private func fused(
        _ loss: some Loss, _ φ: some Activation, _ z: [Double], _ t: [Double]
    ) throws -> (value: Double, gradient: [Float]) {
        let ofLogits = try #require(loss.fromLogits(of: φ))
        let (z, t) = (try Tensor(rows: [z.map { Float($0) }]), try Tensor(rows: [t.map { Float($0) }]))
        return (try ofLogits.value(z, targets: t), try ofLogits.gradient(z, targets: t).values)
    }

    @Test mutating func losses() throws {
        for n in [2, 3, 10] {
            let z = numbers(n)
            var t = numbers(n, 0...1)
            let total = t.reduce(0, +)
            t = t.map { $0 / total }
            let values: [String: Value] = ["z": Value(vector: z), "y": Value(vector: t)]
            let fusedGradient = try #require(Derivation.softmaxCrossEntropyGradient.conclusion).right.value(
                where: values)
            agree(
                try fused(.crossEntropy, .softmax, z, t).gradient, fusedGradient.elements, "softmax and cross-entropy")

            let squared = try #require(Derivation.meanSquaredErrorGradient.conclusion).right
                .value(where: ["ŷ": Value(vector: z), "y": Value(vector: t)])
            let y = try Tensor(z.map { Float($0) }, shape: [1, n])
            let targets = try Tensor(t.map { Float($0) }, shape: [1, n])
            agree(try MeanSquaredError().gradient(y, targets: targets).values, squared.elements, "squared error")
        }
        for z in numbers(50, -12...12) {
            let y = Double(Float(numbers(1, 0.05...0.95)[0]))
            let values: [String: Value] = ["z": Value(number: z), "y": Value(number: y)]
            let (value, gradient) = try fused(.binaryCrossEntropy, .sigmoid, [z], [y])
            let derived = try #require(Derivation.sigmoidCrossEntropyGradient.conclusion).right.value(where: values)
            agree(gradient, derived.elements, "sigmoid and binary cross-entropy")
            let loss = try #require(Derivation.stableCrossEntropy.conclusion).right.value(where: values)
            agree([Float(value)], loss.elements, "binary cross-entropy from the logit")
        }
    }

    @Test mutating func adam() throws {
        let (η, β₁, β₂, ε) = (0.01, 0.9, 0.999, 1e-3)
        var state = try OptimizerState(
            Adam(learningRate: η, beta1: Float(β₁), beta2: Float(β₂), epsilon: Float(ε)), count: 1)
        var θ: [Float] = [0]
        var gradients: [Value] = []
        for t in 1...60 {
            let g = numbers(1)[0]
            gradients.append(Value(number: g))
            let before = θ[0]
            state.step(&θ, gradient: [Float(g)])
            // The library's β₁ and β₂ are Floats.
            let constants: [String: Value] = [
                "β₁": Value(number: Double(Float(β₁))), "β₂": Value(number: Double(Float(β₂))), "η": Value(number: η),
                "ε": Value(number: Double(Float(ε))), "t": Value(number: Double(t)),
            ]
            let m = try #require(Derivation.adamFirstMoment.conclusion).right.value(
                where: constants, families: ["g": gradients])
            let v = try #require(Derivation.adamSecondMoment.conclusion).right.value(
                where: constants, families: ["g": gradients])
            // The terms (1 − β₁) g may cancel; rounding is relative to them.
            agree(state.moment(0), m.elements, "first moment", terms: (1 - β₁) * 3)
            agree(state.moment(1), v.elements, "second moment", tolerance: 5e-6)
            let step = try #require(Derivation.adamEfficientForm.conclusion).right
                .value(where: constants.merging(["m": m, "v": v]) { $1 })
            #expect(abs(Double(before - θ[0]) - step.elements[0]) < 1e-5 * η + 1e-7 * Double(abs(before)))
            if t == 1 {
                let first = abs(Double(θ[0]))
                #expect(first < η && first > η * (1 - 2 * ε / abs(g)))
            }
        }
    }

    @Test mutating func denseLayer() throws {
        let (N, n, m) = (5, 7, 4)
        let network = try Network(input: n, seed: 3) { Dense(m) }
        let x = (0..<N).map { _ in numbers(n) }
        let g = (0..<N).map { _ in numbers(m) }
        _ = try network.forward(Tensor(rows: x.map { $0.map { Float($0) } }))
        let back = try network.backward(Tensor(rows: g.map { $0.map { Float($0) } }))
        let conclusions = Derivation.denseBackward.conclusions
        let families = ["x": x.map { Value(vector: $0) }, "g": g.map { Value(vector: $0) }]
        // The lecture's W has a row for each unit, the layer's a column.
        let weights = conclusions[0].right.value(where: [:], families: families)
        let transposed = (0..<n).flatMap { j in (0..<m).map { i in weights.elements[i * n + j] } }
        agree(network[0].weights.gradient.values, transposed, "∂L/∂W")
        agree(
            network[0].biases.gradient.values, conclusions[1].right.value(where: [:], families: families).elements,
            "∂L/∂b")
        let stored = network[0].weights.value.values
        let W = Value(rows: (0..<m).map { i in (0..<n).map { j in Double(stored[j * m + i]) } })
        for sample in 0..<N {
            let derived = conclusions[2].right.value(where: ["W": W, "h": Value(vector: g[sample])])
            agree(Array(back.values[sample * n..<(sample + 1) * n]), derived.elements, "∂L/∂x")
        }
    }

    @Test func initialisationAndParameterCount() throws {
        let (inputs, outputs) = (300, 200)
        let derived = try #require(Derivation.glorotBackward.conclusion).right
            .value(where: ["n₁": Value(number: Double(inputs)), "n₂": Value(number: Double(outputs)), "c": 1])
            .elements[0]
        #expect(abs(WeightInitializer.glorotUniform.variance(fanIn: inputs, fanOut: outputs) - derived) < 1e-12)
        for initializer in [WeightInitializer.glorotUniform, .glorotNormal] {
            let network = try Network(input: inputs, seed: 5) { Dense(outputs, initializer: initializer) }
            let weights = network[0].weights.value.values
            let variance = weights.reduce(0) { $0 + Double($1) * Double($1) } / Double(weights.count)
            // The relative standard error of the variance of 60 000 weights is at most √(2 / 60 000).
            #expect(abs(variance / derived - 1) < 5 * (2 / Double(weights.count)).squareRoot())
        }
        // He: n s² τ²/2 with the library's s² is τ² again.
        let he = WeightInitializer.heNormal.variance(fanIn: inputs, fanOut: outputs)
        #expect(abs(Double(inputs) * he / 2 - 1) < 1e-12)

        let sizes = [784, 100, 50, 10]
        let network = try Network(input: 784, seed: 1) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
        let count = try #require(Derivation.parameterCount.conclusion).right
            .value(where: ["L": 3], families: ["n": sizes.map { Value(number: Double($0)) }])
        #expect(Double(network.parameterCount) == count.elements[0])
    }
}

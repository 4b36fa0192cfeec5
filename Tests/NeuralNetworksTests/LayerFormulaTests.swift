import Tensors
import Testing

@testable import NeuralNetworks

/// Every hand-derived layer, activation and loss against its formula on the tape: outputs and all gradients within 1e-5.
@Suite struct LayerFormulaTests {
    private typealias Formula = (_ x: Variable, _ θ: [Variable]) throws -> Variable

    /// Values and gradients of a layer by its own passes, and of the formula by the tape's elementary operations.
    private func compare(
        _ declaration: some LayerDeclaration, _ input: Shape, samples B: Int = 4, _ formula: Formula
    ) throws {
        let network = try Network(input: input, seed: 3) { declaration }
        var random = RandomGenerator(seed: 5)
        for parameter in network.parameters {
            parameter.value =
                try parameter.value + Tensor.normal(parameter.shape, standardDeviation: 0.3, using: &random)
        }
        let x = Tensor.normal(input.prefixed(by: B), using: &random)
        let c = Tensor.normal(network.outputShape.prefixed(by: B), using: &random)
        let y = try network.forward(x)
        let ẋ = try network.backward(c)

        let tape = Tape()
        let variables = [tape.constant(x)] + network.parameters.map { tape.constant($0.value) }
        let ŷ = try formula(variables[0], Array(variables.dropFirst()))
        #expect(ŷ.count == y.count && distance(ŷ.value, y) < 1e-5, "\(declaration.name): outputs")
        let gradients = try tape.gradients(
            of: (ŷ.reshaped(to: c.shape) * tape.constant(c)).sum(), withRespectTo: variables)
        #expect(distance(gradients[0], ẋ) < 1e-5, "\(declaration.name): ẋ")
        for (gradient, parameter) in zip(gradients.dropFirst(), network.parameters) {
            #expect(distance(gradient, parameter.gradient) < 1e-5, "\(declaration.name): \(parameter.name)")
            #expect(parameter.gradient.sumOfSquares > 0)
        }
        // The layer as a part of a formula.
        tape.reset()
        let (u, v) = (tape.constant(x), tape.constant(c))
        let again = try tape.gradients(of: (network(u) * v).sum(), withRespectTo: [u])
        #expect(distance(again[0], ẋ) < 1e-6, "\(declaration.name): through the tape")
    }

    // MARK: Activations

    /// φ as a formula of elementary operations, without the tape's own sigmoid, tanh and softplus.
    nonisolated(unsafe) private static let activations: [(any Activation, (Variable) throws -> Variable)] = [
        (.identity, { z in try 1 * z }),
        (.sigmoid, { z in try 1 / (1 + (-z).exp()) }),
        (.tanh, { z in try (z.exp() - (-z).exp()) / (z.exp() + (-z).exp()) }),
        (.relu, { z in try (z + z.abs()) / 2 }),
        (.leakyReLU(slope: 0.3), { z in try 0.65 * z + 0.35 * z.abs() }),
        (.elu(alpha: 0.5), { z in try (z + z.abs()) / 2 + 0.5 * (((z - z.abs()) / 2).exp() - 1) }),
        (.softplus, { z in try (1 + z.exp()).log() }),
        (.silu, { z in try z / (1 + (-z).exp()) }),
        (.softmax, { z in try z.exp() / z.exp().sum(over: .columns) }),
        (.softmax(temperature: 2), { z in try (z / 2).exp() / (z / 2).exp().sum(over: .columns) }),
    ]

    @Test(arguments: 0..<10) func activationsAgree(_ index: Int) throws {
        let (φ, formula) = Self.activations[index]
        try compare(ActivationLayer(φ), [6]) { x, _ in try formula(x) }
        try compare(Dense(5, φ), [3]) { x, θ in try formula(x.times(θ[0]) + θ[1].reshaped(to: [1, 5])) }
        // φ(z) as an operation of the tape.
        var random = RandomGenerator(seed: 2)
        let (z, c) = (Tensor.normal([4, 6], using: &random), Tensor.normal([4, 6], using: &random))
        let gradients = try [formula, { try φ($0) }].map { f in
            let tape = Tape()
            let z = tape.constant(z)
            return try tape.gradients(of: (f(z) * tape.constant(c)).sum(), withRespectTo: [z])[0]
        }
        #expect(distance(gradients[1], gradients[0]) < 1e-5)
    }

    /// GELU has no formula of elementary operations: the tape's φ(z) against the layer.
    @Test func aGELUOnTheTapeIsTheLayer() throws {
        try compare(ActivationLayer(.gelu), [6]) { x, _ in try GELU()(x) }
    }

    // MARK: Layers that normalise

    @Test func normalisation() throws {
        try compare(BatchNorm(epsilon: 0.01), [3], samples: 6) { x, θ in
            let μ = try x.mean(over: .rows)
            let variance = try (x - μ).squared().mean(over: .rows)
            return try (x - μ) / (variance + 0.01).squareRoot() * θ[0].reshaped(to: [1, 3]) + θ[1].reshaped(to: [1, 3])
        }
        try compare(BatchNorm(epsilon: 0.01), [2, 3, 2], samples: 3) { x, θ in
            let x = try x.reshaped(to: [3 * 6, 2])
            let μ = try x.mean(over: .rows)
            let variance = try (x - μ).squared().mean(over: .rows)
            return try (x - μ) / (variance + 0.01).squareRoot() * θ[0].reshaped(to: [1, 2]) + θ[1].reshaped(to: [1, 2])
        }
        try compare(LayerNorm(epsilon: 0.01), [5]) { x, θ in
            let μ = try x.mean(over: .columns)
            let variance = try (x - μ).squared().mean(over: .columns)
            return try (x - μ) / (variance + 0.01).squareRoot() * θ[0].reshaped(to: [1, 5]) + θ[1].reshaped(to: [1, 5])
        }
    }

    // MARK: Images

    /// The matrix that takes from all pixels of B images those that lie at (a, b) in the windows, or zero beyond the edge.
    private func selection(
        _ tape: Tape, _ B: Int, _ h: Int, _ w: Int, rows: Int, columns: Int, stride s: Int, at a: Int, _ b: Int
    ) -> Variable {
        var S = Tensor(shape: [B * rows * columns, B * h * w])
        for sample in 0..<B {
            for i in 0..<rows {
                for j in 0..<columns {
                    let (y, x) = (i * s + a, j * s + b)
                    guard (0..<h).contains(y), (0..<w).contains(x) else { continue }
                    S[(sample * rows + i) * columns + j, (sample * h + y) * w + x] = 1
                }
            }
        }
        return tape.constant(S)
    }

    /// Y = Σ S_k X W_k + b over the places k of the kernel.
    @Test(arguments: [(1, Padding.same), (2, .same), (1, .valid), (2, .valid)])
    func convolutions(_ stride: Int, _ padding: Padding) throws {
        let (B, h, w, c, f, k) = (2, 5, 4, 2, 3, 3)
        let same = padding == .same
        let (rows, columns) =
            same ? ((h + stride - 1) / stride, (w + stride - 1) / stride) : ((h - k) / stride + 1, (w - k) / stride + 1)
        let top = same ? max((rows - 1) * stride + k - h, 0) / 2 : 0
        let left = same ? max((columns - 1) * stride + k - w, 0) / 2 : 0
        let convolution = Conv2D(f, kernel: k, stride: stride, padding: padding, .tanh)
        try compare(convolution, [h, w, c], samples: B) { x, θ in
            let (X, W) = (try x.reshaped(to: [B * h * w, c]), try θ[0].reshaped(to: [k * k * c, f]))
            var z = try θ[1].reshaped(to: [1, f]) + Tensor(shape: [B * rows * columns, f]).on(x)
            for a in 0..<k {
                for b in 0..<k {
                    let S = selection(
                        x.tape, B, h, w, rows: rows, columns: columns, stride: stride, at: a - top, b - left)
                    let first = (a * k + b) * c
                    z = try z + S.times(X).times(W.rows(first..<first + c))
                }
            }
            return try z.tanh()
        }
        // The transposed one: X = Σ S_kᵀ Y W_kᵀ + b, from maps to images.
        guard !same || h % stride == 0 && w % stride == 0 || stride == 1 else { return }
        let transposed = ConvTranspose2D(c, kernel: k, stride: stride, padding: padding, .tanh)
        let (H, V) = same ? (h, w) : ((rows - 1) * stride + k, (columns - 1) * stride + k)
        try compare(transposed, [rows, columns, f], samples: B) { y, θ in
            let (Y, W) = (try y.reshaped(to: [B * rows * columns, f]), try θ[0].reshaped(to: [k * k * c, f]))
            var z = try θ[1].reshaped(to: [1, c]) + Tensor(shape: [B * H * V, c]).on(y)
            for a in 0..<k {
                for b in 0..<k {
                    let S = selection(
                        y.tape, B, H, V, rows: rows, columns: columns, stride: stride, at: a - top, b - left)
                    let first = (a * k + b) * c
                    z =
                        try z
                        + S.times(Y.times(W.rows(first..<first + c), transposingOther: true), transposingSelf: true)
                }
            }
            return try z.tanh()
        }
    }

    @Test func pooling() throws {
        let (B, h, w, c) = (2, 4, 6, 2)
        func windows(_ x: Variable) throws -> [Variable] {
            let X = try x.reshaped(to: [B * h * w, c])
            return try (0..<4).map {
                try selection(x.tape, B, h, w, rows: h / 2, columns: w / 2, stride: 2, at: $0 / 2, $0 % 2).times(X)
            }
        }
        try compare(AveragePool2D(2), [h, w, c], samples: B) { x, _ in
            let p = try windows(x)
            return try (p[0] + p[1] + p[2] + p[3]) / 4
        }
        // max(a, b) = (a + b + |a − b|)/2
        func larger(_ a: Variable, _ b: Variable) throws -> Variable { try (a + b + (a - b).abs()) / 2 }
        try compare(MaxPool2D(2), [h, w, c], samples: B) { x, _ in
            let p = try windows(x)
            return try larger(larger(p[0], p[1]), larger(p[2], p[3]))
        }
        try compare(GlobalAveragePool(), [h, w, c], samples: 1) { x, _ in
            try x.reshaped(to: [h * w, c]).mean(over: .rows)
        }
    }

    @Test func upsampling() throws {
        let (h, w, c, n) = (2, 3, 2, 2)
        /// The shares that the new pixels of one axis take of the old ones.
        func shares(_ count: Int, smooth: Bool) -> [[Float]] {
            (0..<n * count).map { i in
                let s = smooth ? min(max((Float(i) + 0.5) / Float(n) - 0.5, 0), Float(count - 1)) : Float(i / n)
                return (0..<count).map { max(0, 1 - abs(s - Float($0))) }
            }
        }
        for (layer, smooth) in [(Upsampling2D(n) as any LayerDeclaration, false), (BilinearUpsampling2D(n), true)] {
            let (r, q) = (shares(h, smooth: smooth), shares(w, smooth: smooth))
            let U = Tensor(shape: [n * h * n * w, h * w]) { U in
                for i in U.indices {
                    let (new, old) = (i / (h * w), i % (h * w))
                    U[i] = r[new / (n * w)][old / w] * q[new % (n * w)][old % w]
                }
            }
            try compare(Group([layer]), [h, w, c], samples: 1) { x, _ in try U.on(x).times(x.reshaped(to: [h * w, c])) }
        }
    }

    // MARK: Layers of layers

    @Test func combinations() throws {
        func dense(_ x: Variable, _ W: Variable, _ b: Variable) throws -> Variable {
            try (x.times(W) + b.reshaped(to: [1, b.count])).tanh()
        }
        try compare(Residual { Dense(4, .tanh) }, [4]) { x, θ in try x + dense(x, θ[0], θ[1]) }
        try compare(
            Skip {
                Dense(3, .tanh)
                Dense(2, .tanh)
            }, [4]
        ) { x, θ in try x.beside(dense(dense(x, θ[0], θ[1]), θ[2], θ[3])) }
        try compare(
            Lambda { x in
                2 * x
            } backward: { ẏ, _ in
                2 * ẏ
            }, [4]
        ) { x, _ in try 2 * x }
        try compare(Reshape([2, 2]), [4]) { x, _ in x }
        try compare(Flatten(), [2, 2]) { x, _ in x }
    }

    /// The noise of a pass is what its output shows.
    @Test func noise() throws {
        for layer in [Dropout(0.4) as any LayerDeclaration, GaussianNoise(0.3)] {
            let network = try Network(input: 30, seed: 1) { layer }
            let (tape, x) = (Tape(), Tensor(repeating: 2, shape: [3, 30]))
            let u = tape.constant(x)
            let y = try network(u)
            let gradient = try tape.gradients(of: (y * y.detached).sum(), withRespectTo: [u])[0]
            // ∂yᵢ/∂xᵢ is the mask, y/x, for dropout, and 1 for noise that is added.
            let slope = layer is Dropout ? y.value / 2 : Tensor(repeating: 1, shape: x.shape)
            #expect(distance(gradient, try slope * y.value) < 1e-6 && y.value != x)
        }
    }

    /// [x | m] W + b
    @Test func aSecondInput() throws {
        let network = try Network(input: 3, beside: 2, seed: 1) {
            Beside()
            Dense(4, .tanh)
            Residual {
                Beside()
                Dense(4)
            }
        }
        var random = RandomGenerator(seed: 4)
        let (x, m, c) = (
            Tensor.normal([5, 3], using: &random), Tensor.normal([5, 2], using: &random),
            Tensor.normal([5, 4], using: &random)
        )
        let tape = Tape()
        let θ = network.parameters.map { tape.constant($0.value) }
        let (u, v, w) = (tape.constant(x), tape.constant(m), tape.constant(c))
        let h = try (u.beside(v).times(θ[0]) + θ[1].reshaped(to: [1, 4])).tanh()
        let y = try h + h.beside(v).times(θ[2]) + θ[3].reshaped(to: [1, 4])
        let expected = try tape.gradients(of: (y * w).sum(), withRespectTo: [u, v] + θ)
        #expect(distance(try network.forward(x, beside: m), y.value) < 1e-5)
        let ẋ = try network.backward(c)
        let own = [ẋ, network.besideGradient] + network.parameters.map(\.gradient)
        for (a, b) in zip(own, expected) { #expect(distance(a, b) < 1e-5) }
        // And as one operation on the tape.
        tape.reset()
        let (p, q, r) = (tape.constant(x), tape.constant(m), tape.constant(c))
        let again = try tape.gradients(of: (network(p, beside: q) * r).sum(), withRespectTo: [p, q])
        #expect(distance(again[0], expected[0]) < 1e-5 && distance(again[1], expected[1]) < 1e-5)
    }

    /// Of images, and a vector beside each pixel.
    @Test func aSecondInputBesideImages() throws {
        let network = try Network(input: [2, 3, 2], beside: [4], seed: 1) {
            Beside()
            Conv2D(2, kernel: 1)
        }
        var random = RandomGenerator(seed: 4)
        let (x, m, c) = (
            Tensor.normal([2, 2, 3, 2], using: &random), Tensor.normal([2, 4], using: &random),
            Tensor.normal([2, 2, 3, 2], using: &random)
        )
        let tape = Tape()
        let (u, v) = (tape.constant(x), tape.constant(m))
        let W = try tape.constant(network[1].weights.value).reshaped(to: [6, 2])
        // Each row of m six times.
        let spread = try Tensor((0..<12).flatMap { i in (0..<2).map { i / 6 == $0 ? 1 : 0 } }, shape: [12, 2]).on(u)
            .times(v)
        let y = try u.reshaped(to: [12, 2]).beside(spread).times(W)
        let expected = try tape.gradients(
            of: (y * tape.constant(c).reshaped(to: [12, 2])).sum(), withRespectTo: [u, v])
        #expect(distance(try network.forward(x, beside: m), y.value) < 1e-5)
        #expect(distance(try network.backward(c), expected[0]) < 1e-5)
        #expect(distance(network.besideGradient, expected[1]) < 1e-5)
    }

    // MARK: Losses

    nonisolated(unsafe) private static let losses: [(any Loss, (Variable, Variable) throws -> Variable)] = [
        (.meanSquaredError, { y, t in try 0.5 * (y - t).squared().sum(over: .columns).mean() }),
        (.absoluteError, { y, t in try (y - t).abs().sum(over: .columns).mean() }),
        (.crossEntropy, { y, t in try -(t * y.log()).sum(over: .columns).mean() }),
        (.binaryCrossEntropy, { y, t in try -(t * y.log() + (1 - t) * (1 - y).log()).sum(over: .columns).mean() }),
        (
            CrossEntropyOfLogits(),
            { z, t in try -(t * (z.exp() / z.exp().sum(over: .columns)).log()).sum(over: .columns).mean() }
        ),
        (BinaryCrossEntropyOfLogits(), { z, t in try (z.softplus() - t * z).sum(over: .columns).mean() }),
    ]

    @Test(arguments: 0..<6) func lossesAgree(_ index: Int) throws {
        let (loss, formula) = Self.losses[index]
        var random = RandomGenerator(seed: 2)
        let y = Tensor.uniform([4, 6], in: 0.1..<0.9, using: &random)
        // Distributions, as cross-entropy of logits needs no other.
        let raw = Tensor.uniform([4, 6], in: 0.1..<0.9, using: &random)
        let t = Tensor(shape: [4, 6]) { t in for i in t.indices { t[i] = raw[flat: i] / Float(raw.row(i / 6).sum) } }
        let tape = Tape()
        let (u, v) = (tape.constant(y), tape.constant(t))
        let L = try formula(u, v)
        let gradient = try tape.gradients(of: L, withRespectTo: [u])[0]
        #expect(abs(L.number - (try loss.value(y, targets: t))) < 1e-5 * abs(L.number))
        #expect(distance(try loss.gradient(y, targets: t), gradient) < 1e-5)
        let own = try loss(u, t)
        #expect(abs(own.number - L.number) < 1e-5 * abs(L.number))
        #expect(distance(try tape.gradients(of: 3 * own, withRespectTo: [u])[0], 3 * gradient) < 1e-5)
    }

    /// A loss of σ(z) or softmax(z) is taken from the logits, wherever on the tape the activation comes from.
    @Test func lossesFindTheLogits() throws {
        let tape = Tape()
        let z = tape.constant(try Tensor([200, -200, 3, -3], shape: [2, 2]))
        let t = try Tensor([0, 1, 1, 0], shape: [2, 2])
        for (φ, loss, expected) in [
            (Softmax() as any Activation, CrossEntropy() as any Loss, (400 + 0.00247568513) / 2),
            (Sigmoid(), BinaryCrossEntropy(), (400 + 2 * 0.04858735157) / 2),
        ] {
            let L = try loss(φ(z), t)
            #expect(abs(L.number - expected) < 1e-4)
            let g = try tape.gradients(of: L, withRespectTo: [z])[0]
            #expect(abs(g[0, 0] - 0.5) < 1e-6 && abs(g[0, 1] + 0.5) < 1e-6)
        }
    }
}

/// Declarations one after another, as one.
private struct Group: LayerDeclaration {
    let declarations: [any LayerDeclaration]
    init(_ declarations: [any LayerDeclaration]) { self.declarations = declarations }
    func makeLayer(_ construction: inout Construction) throws -> any Layer {
        try declarations[0].makeLayer(&construction)
    }
}

extension Tensor {
    /// The same numbers as data on the tape of a variable.
    fileprivate func on(_ variable: Variable) -> Variable { variable.constant(self) }
}

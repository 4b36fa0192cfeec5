import Tensors
import Testing

@testable import NeuralNetworks

/// What a convolution computes, written as its definition in Double: seven loops.
struct DirectConvolution {
    var image: Shape
    var filters: Int
    var kernel: Int
    var stride: Int
    var padding: Padding

    /// Output pixels and padding before, in one direction.
    private func extent(_ n: Int) -> (count: Int, before: Int) {
        if padding == .valid { return ((n - kernel) / stride + 1, 0) }
        let count = (n + stride - 1) / stride
        return (count, max(0, (count - 1) * stride + kernel - n) / 2)
    }

    var output: Shape { [extent(image[0]).count, extent(image[1]).count, filters] }

    /// Calls `body` for every product: places in one image, in the weights and in one map.
    func forEachProduct(_ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
        let (h, w, c) = (image[0], image[1], image[2])
        let (rows, columns) = (extent(h), extent(w))
        for i in 0..<rows.count {
            for j in 0..<columns.count {
                for a in 0..<kernel {
                    for b in 0..<kernel {
                        let (y, x) = (i * stride + a - rows.before, j * stride + b - columns.before)
                        guard y >= 0, y < h, x >= 0, x < w else { continue }
                        for channel in 0..<c {
                            for filter in 0..<filters {
                                body(
                                    (y * w + x) * c + channel, ((a * kernel + b) * c + channel) * filters + filter,
                                    (i * columns.count + j) * filters + filter)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Shapes that reach every way through the kernels: odd and even sizes, strides, many and few channels, pieces that split a
/// sample and pieces of several.
let convolutions: [DirectConvolution] = [
    DirectConvolution(image: [5, 5, 1], filters: 1, kernel: 3, stride: 1, padding: .same),
    DirectConvolution(image: [6, 7, 2], filters: 3, kernel: 3, stride: 1, padding: .valid),
    DirectConvolution(image: [7, 6, 3], filters: 16, kernel: 3, stride: 2, padding: .same),
    DirectConvolution(image: [8, 8, 3], filters: 5, kernel: 4, stride: 2, padding: .same),
    DirectConvolution(image: [9, 8, 4], filters: 17, kernel: 4, stride: 3, padding: .valid),
    DirectConvolution(image: [4, 6, 16], filters: 32, kernel: 1, stride: 1, padding: .same),
    DirectConvolution(image: [5, 4, 7], filters: 24, kernel: 1, stride: 2, padding: .same),
    DirectConvolution(image: [13, 11, 9], filters: 40, kernel: 5, stride: 1, padding: .same),
    DirectConvolution(image: [30, 21, 16], filters: 48, kernel: 3, stride: 1, padding: .same),
    DirectConvolution(image: [28, 28, 1], filters: 16, kernel: 3, stride: 1, padding: .same),
    DirectConvolution(image: [16, 16, 3], filters: 8, kernel: 2, stride: 2, padding: .valid),
    DirectConvolution(image: [2, 2, 5], filters: 6, kernel: 2, stride: 1, padding: .same),
    DirectConvolution(image: [3, 3, 64], filters: 72, kernel: 3, stride: 1, padding: .same),
    DirectConvolution(image: [1, 9, 2], filters: 8, kernel: 1, stride: 3, padding: .valid),
    DirectConvolution(image: [9, 8, 12], filters: 5, kernel: 3, stride: 1, padding: .same),
    DirectConvolution(image: [8, 10, 13], filters: 19, kernel: 4, stride: 2, padding: .same),
    DirectConvolution(image: [12, 12, 4], filters: 2, kernel: 5, stride: 3, padding: .valid),
]

@Suite struct ConvolutionTests {
    /// Relative to the size of what is added up.
    private func expectClose(_ a: [Float], _ b: [Double], _ sizes: [Double], _ what: String) {
        #expect(a.count == b.count, "\(what)")
        let worst = a.indices.map { abs(Double(a[$0]) - b[$0]) / (sizes[$0] + 1e-3) }.max() ?? 1
        #expect(worst < 2e-6, "\(what)")
    }

    /// Output, ∂L/∂x, ∂L/∂W and ∂L/∂b against the definition.
    @Test(arguments: convolutions.indices, [1, 5])
    func conv2DComputesItsDefinition(_ index: Int, _ samples: Int) throws {
        let direct = convolutions[index]
        let network = try Network(input: direct.image, seed: 1) {
            Conv2D(direct.filters, kernel: direct.kernel, stride: direct.stride, padding: direct.padding)
        }
        #expect(network.outputShape == direct.output)
        var random = RandomGenerator(seed: UInt64(index))
        let (weights, biases) = (network.parameters[0], network.parameters[1])
        weights.value = Tensor.normal(weights.shape, using: &random)
        biases.value = Tensor.normal(biases.shape, using: &random)
        let x = Tensor.normal(direct.image.prefixed(by: samples), using: &random)
        let g = Tensor.normal(direct.output.prefixed(by: samples), using: &random)
        let y = try network.forward(x)
        let dx = try network.backward(g)
        let (w, b) = (weights.value.values, biases.value.values)
        var (expectedY, sizesY) = ([Double](), [Double]())
        var (expectedDX, sizesDX) = ([Double](), [Double]())
        var expectedDW = [Double](repeating: 0, count: w.count)
        var sizesDW = expectedDW
        var expectedDB = [Double](repeating: 0, count: b.count)
        var sizesDB = expectedDB
        for sample in 0..<samples {
            let (xs, gs) = (x.row(sample).values, g.row(sample).values)
            var ys = gs.indices.map { Double(b[$0 % direct.filters]) }
            var (sy, dxs) = (ys.map(abs), [Double](repeating: 0, count: xs.count))
            var sx = dxs
            direct.forEachProduct { i, j, k in
                let terms = (Double(xs[i]) * Double(w[j]), Double(gs[k]) * Double(w[j]), Double(xs[i]) * Double(gs[k]))
                ys[k] += terms.0
                sy[k] += abs(terms.0)
                dxs[i] += terms.1
                sx[i] += abs(terms.1)
                expectedDW[j] += terms.2
                sizesDW[j] += abs(terms.2)
            }
            for k in gs.indices {
                expectedDB[k % direct.filters] += Double(gs[k])
                sizesDB[k % direct.filters] += Double(abs(gs[k]))
            }
            expectedY += ys
            sizesY += sy
            expectedDX += dxs
            sizesDX += sx
        }
        expectClose(y.values, expectedY, sizesY, "y")
        expectClose(dx.values, expectedDX, sizesDX, "∂L/∂x")
        expectClose(weights.gradient.values, expectedDW, sizesDW, "∂L/∂W")
        expectClose(biases.gradient.values, expectedDB, sizesDB, "∂L/∂b")
    }

    /// ⟨conv x, y⟩ = ⟨x, convᵀ y⟩ with the same weights.
    @Test(arguments: convolutions.indices)
    func theTransposedConvolutionIsTheAdjoint(_ index: Int) throws {
        let direct = convolutions[index]
        let (kernel, stride) = (direct.kernel, direct.stride)
        let convolution = try Network(input: direct.image, seed: 1) {
            Conv2D(direct.filters, kernel: kernel, stride: stride, padding: direct.padding, bias: false)
        }
        let transposed = try Network(input: direct.output, seed: 2) {
            ConvTranspose2D(direct.image[2], kernel: kernel, stride: stride, padding: direct.padding, bias: false)
        }
        // Only where the stride divides the size does the transposed convolution give that size back.
        guard transposed.outputShape == direct.image else { return }
        transposed.parameters[0].value = convolution.parameters[0].value
        var random = RandomGenerator(seed: 3)
        let x = Tensor.normal(direct.image.prefixed(by: 3), using: &random)
        let y = Tensor.normal(direct.output.prefixed(by: 3), using: &random)
        func dot(_ a: Tensor, _ b: Tensor) -> Double {
            zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let (left, right) = (try dot(convolution.forward(x), y), try dot(x, transposed.forward(y)))
        #expect(abs(left - right) < 1e-5 * Double(y.count), "\(left), \(right)")
        #expect(abs(left) > 1e-3)
    }

    @Test func theAdjointWasTestedOnMostShapes() throws {
        let fitting = try convolutions.filter { direct in
            try Network(input: direct.output) {
                ConvTranspose2D(
                    direct.image[2], kernel: direct.kernel, stride: direct.stride, padding: direct.padding)
            }.outputShape == direct.image
        }
        #expect(fitting.count >= 9)
    }

    /// The same bits for every number of threads; nine samples are more than the pieces of a sum.
    @Test(arguments: [2, 7, 8, 12])
    func threadsChangeNothing(_ index: Int) throws {
        let direct = convolutions[index]
        func run(threads: Int) throws -> [[Float]] {
            try Threads.with(count: threads) {
                let network = try Network(input: direct.image, seed: 1) {
                    Conv2D(direct.filters, kernel: direct.kernel, stride: direct.stride, padding: direct.padding, .relu)
                    ConvTranspose2D(3, kernel: direct.kernel, stride: direct.stride, padding: direct.padding, .tanh)
                }
                var random = RandomGenerator(seed: 4)
                let x = Tensor.normal(direct.image.prefixed(by: 9), using: &random)
                let y = try network.forward(x)
                let g = Tensor.normal(y.shape, using: &random)
                let dx = try network.backward(g)
                return [y.values, dx.values] + network.parameters.map(\.gradient.values)
            }
        }
        let one = try run(threads: 1)
        for threads in [2, 3, 8] { #expect(try run(threads: threads) == one, "\(threads) threads") }
    }

    @Test(arguments: [Padding.same, .valid])
    func gradientsPass(_ padding: Padding) throws {
        for (kernel, stride, shape): (Int, Int, Shape) in [
            (3, 1, [5, 4, 2]), (3, 2, [6, 5, 1]), (2, 2, [4, 6, 3]), (1, 1, [3, 3, 4]), (4, 2, [6, 6, 2]),
            (5, 3, [7, 8, 1]), (1, 2, [4, 3, 2]),
        ] {
            let layers: [any LayerDeclaration] = [
                Conv2D(3, kernel: kernel, stride: stride, padding: padding, .silu),
                Conv2D(2, kernel: kernel, stride: stride, padding: padding, .softmax, bias: false),
                ConvTranspose2D(3, kernel: kernel, stride: stride, padding: padding, .gelu),
                ConvTranspose2D(2, kernel: kernel, stride: stride, padding: padding, .elu, bias: false),
            ]
            for (seed, layer) in layers.enumerated() {
                let check = try GradientCheck.layer(layer, input: shape, seed: UInt64(seed))
                #expect(check.passed, "\(layer.name) on \(shape): \(check)")
            }
        }
    }

    @Test func parameterGradientsReplaceOrAccumulate() throws {
        let network = try Network(input: [6, 6, 2], seed: 1) {
            Conv2D(4, kernel: 3, .tanh)
            ConvTranspose2D(3, kernel: 4, stride: 2)
        }
        var random = RandomGenerator(seed: 2)
        let x = Tensor.normal([3, 6, 6, 2], using: &random)
        let y = try network.forward(x)
        let g = Tensor.normal(y.shape, using: &random)
        try network.backward(g)
        let once = network.parameters.map(\.gradient.values)
        try network.backward(g)
        #expect(network.parameters.map(\.gradient.values) == once)
        try network.backward(g, computing: [.parameters, .accumulate])
        for (parameter, once) in zip(network.parameters, once) {
            for (a, b) in zip(parameter.gradient.values, once) { #expect(abs(a - 2 * b) <= 1e-5 * (1 + abs(b))) }
        }
        let before = network.parameters.map(\.gradient.values)
        #expect(try network.backward(g, computing: .inputs).shape == x.shape)
        #expect(network.parameters.map(\.gradient.values) == before)
        #expect(try network.backward(g, computing: .parameters).count == 0)
    }

    /// He's variance 2/fan-in keeps the mean square of a ReLU network's signal; a wrong fan-in would multiply it each time.
    @Test func theSignalKeepsItsSize() throws {
        let network = try Network(input: [24, 24, 8], seed: 1) {
            for _ in 0..<4 { Conv2D(48, kernel: 3, padding: .valid, .relu) }
        }
        let weights = network.parameters[2].value.values
        let variance = weights.reduce(0) { $0 + Double($1) * Double($1) } / Double(weights.count)
        #expect(abs(variance - 2.0 / (9 * 48)) < 0.05 * 2.0 / (9 * 48))
        var random = RandomGenerator(seed: 5)
        let x = Tensor.normal([4, 24, 24, 8], using: &random)
        func meanSquare(_ x: Tensor) -> Double { x.sumOfSquares / Double(x.count) }
        let ratio = meanSquare(try network.predict(x)) / meanSquare(x)
        #expect((0.5...2).contains(ratio), "\(ratio)")
        // With stride 2 each output pixel of a transposed convolution sums over a quarter of the kernel.
        let up = try Network(input: [12, 12, 64], seed: 1) { ConvTranspose2D(64, kernel: 4, stride: 2, .relu) }
        let z = Tensor.normal([4, 12, 12, 64], using: &random)
        let gain = meanSquare(try up.predict(z)) / meanSquare(z)
        #expect((0.7...1.3).contains(gain), "\(gain)")
    }

    @Test func errorsNamePositionAndShapes() throws {
        let vector = #expect(throws: NetworkError.self) {
            try Network(input: 784) {
                Dense(784)
                Conv2D(16, kernel: 3, .relu)
            }
        }
        #expect(
            vector?.description
                == "Layer 2, Conv2D(16, 3 × 3, relu), cannot take an input of shape 784: it takes images of height × "
                + "width × channels; Reshape makes an image of a vector of as many numbers.")
        let large = #expect(throws: NetworkError.self) {
            try Network(input: [4, 5, 2]) { Conv2D(16, kernel: 5, padding: .valid) }
        }
        #expect(
            large?.description
                == "Layer 1, Conv2D(16, 5 × 5, valid), cannot take an input of shape 4 × 5 × 2: its kernel of 5 × 5 is "
                + "larger than the image.")
        #expect(throws: NetworkError.self) { try Network(input: [1, 1, 2]) { Conv2D(3, kernel: 3) } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4, 2]) { MaxPool2D(5) } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4]) { MaxPool2D(2) } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4]) { GlobalAveragePool() } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4, 1]) { Upsampling2D(1 << 20) } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4, 1]) { BilinearUpsampling2D(1 << 20) } }
        #expect(throws: NetworkError.self) { try Network(input: [4, 4, 1]) { ConvTranspose2D(1, kernel: 9) } }
        for (filters, kernel, stride) in [(0, 3, 1), (4, 0, 1), (4, 3, 0), (-1, 3, 1)] {
            #expect(throws: NetworkError.self) {
                try Network(input: [8, 8, 1]) { Conv2D(filters, kernel: kernel, stride: stride) }
            }
        }
        #expect(throws: NetworkError.self) { try Network(input: [8, 8, 1]) { MaxPool2D(2, stride: 0) } }
        #expect(throws: NetworkError.self) { try Network(input: [8, 8, 1]) { Upsampling2D(0) } }
        #expect(throws: NetworkError.self) { try Network(input: [8, 8]) { BilinearUpsampling2D(2) } }
        #expect(throws: NetworkError.self) { try Network(input: [8, 8, 1]) { BilinearUpsampling2D(0) } }
        // A kernel of which every number meets the image in some place is none too large.
        #expect(try Network(input: [2, 2, 1]) { Conv2D(3, kernel: 3) }.outputShape == [2, 2, 3])
    }
}

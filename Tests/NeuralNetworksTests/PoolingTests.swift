import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct PoolingTests {
    /// Every window of every channel, one number at a time.
    private func pooled(_ x: Tensor, size: Int, stride: Int, _ reduce: ([Float]) -> Float) -> [Float] {
        let (h, w, c) = (x.shape[1], x.shape[2], x.shape[3])
        var result: [Float] = []
        for sample in 0..<x.rows {
            let image = x.row(sample).values
            for i in 0...(h - size) / stride {
                for j in 0...(w - size) / stride {
                    for channel in 0..<c {
                        var window: [Float] = []
                        for a in 0..<size {
                            for b in 0..<size {
                                window.append(image[((i * stride + a) * w + j * stride + b) * c + channel])
                            }
                        }
                        result.append(reduce(window))
                    }
                }
            }
        }
        return result
    }

    @Test(arguments: [(2, 2), (3, 3), (3, 2), (2, 1), (1, 2), (1, 1)], [1, 3, 8, 16, 21])
    func poolingComputesItsDefinition(_ window: (size: Int, stride: Int), _ channels: Int) throws {
        let (size, stride) = window
        var random = RandomGenerator(seed: UInt64(channels))
        let x = Tensor.normal([3, 7, 8, channels], using: &random)
        let largest = try Network(input: [7, 8, channels]) { MaxPool2D(size, stride: stride) }
        #expect(try largest.forward(x).values == pooled(x, size: size, stride: stride) { $0.max()! })
        let mean = try Network(input: [7, 8, channels]) { AveragePool2D(size, stride: stride) }
        let expected = pooled(x, size: size, stride: stride) { $0.reduce(0, +) / Float($0.count) }
        for (a, b) in try zip(mean.forward(x).values, expected) { #expect(abs(a - b) < 1e-6) }
        #expect(largest.outputShape == mean.outputShape)
    }

    /// Pairs of equal numbers, a NaN, and windows that overlap.
    @Test(arguments: [1, 8])
    func theGradientOfTheMaximumGoesToOnePlace(_ channels: Int) throws {
        let network = try Network(input: [2, 4, channels]) { MaxPool2D(2) }
        let plane: [Float] = [3, 3, -5, -1, 2, 3, -1, -2]
        let x = try Tensor(plane.flatMap { Array(repeating: $0, count: channels) }, shape: [1, 2, 4, channels])
        #expect(
            try network.forward(x).values == Array(repeating: 3, count: channels)
                + Array(repeating: -1, count: channels))
        let g = Tensor(repeating: 7, shape: [1, 1, 2, channels])
        let expected: [Float] = [7, 0, 0, 7, 0, 0, 0, 0]
        #expect(try network.backward(g).values == expected.flatMap { Array(repeating: $0, count: channels) })
        let overlapping = try Network(input: [1, 3, channels]) { MaxPool2D(1, stride: 2) }
        let row = try Tensor(
            [1, .nan, 2].flatMap { Array(repeating: $0, count: channels) }, shape: [1, 1, 3, channels])
        #expect(try overlapping.forward(row).values == [1, 2].flatMap { Array(repeating: $0, count: channels) })
        let all = try Network(input: [1, 3, channels]) {
            Reshape([3, 1, channels])
            Upsampling2D(2)
            MaxPool2D(2)
        }
        #expect(try all.forward(row).values.count { $0.isNaN } == channels)
    }

    @Test func theMeanOfAnImage() throws {
        var random = RandomGenerator(seed: 3)
        let x = Tensor.normal([4, 5, 3, 6], using: &random)
        let network = try Network(input: [5, 3, 6]) { GlobalAveragePool() }
        let y = try network.forward(x)
        #expect(y.shape == [4, 6])
        for sample in 0..<4 {
            for channel in 0..<6 {
                let mean = (0..<15).reduce(0.0) { $0 + Double(x.row(sample).values[$1 * 6 + channel]) } / 15
                #expect(abs(Double(y[sample, channel]) - mean) < 1e-6)
            }
        }
    }

    @Test(arguments: [1, 2, 3])
    func upsamplingRepeatsPixels(_ n: Int) throws {
        var random = RandomGenerator(seed: 3)
        let x = Tensor.normal([2, 3, 4, 5], using: &random)
        let network = try Network(input: [3, 4, 5]) { Upsampling2D(n) }
        let y = try network.forward(x)
        #expect(y.shape == [2, 3 * n, 4 * n, 5])
        for sample in 0..<2 {
            let (from, to) = (x.row(sample).values, y.row(sample).values)
            for i in 0..<3 * n {
                for j in 0..<4 * n {
                    for c in 0..<5 { #expect(to[(i * 4 * n + j) * 5 + c] == from[(i / n * 4 + j / n) * 5 + c]) }
                }
            }
        }
    }

    /// A plane is what bilinear interpolation reproduces; beyond the outermost centres the edge is repeated.
    @Test(arguments: [1, 2, 3, 4])
    func bilinearUpsamplingKeepsPlanes(_ n: Int) throws {
        let (height, width) = (3, 4)
        func plane(_ y: Double, _ x: Double, _ c: Int) -> Double { Double(c + 1) + 2 * y - 3 * x * Double(c) }
        let x = Tensor(shape: [1, height, width, 2]) { t in
            for i in 0..<height {
                for j in 0..<width {
                    for c in 0..<2 { t[(i * width + j) * 2 + c] = Float(plane(Double(i), Double(j), c)) }
                }
            }
        }
        let y = try Network(input: [height, width, 2]) { BilinearUpsampling2D(n) }.forward(x)
        #expect(y.shape == [1, n * height, n * width, 2])
        func place(_ i: Int, _ count: Int) -> Double {
            min(max((Double(i) + 0.5) / Double(n) - 0.5, 0), Double(count - 1))
        }
        for i in 0..<n * height {
            for j in 0..<n * width {
                for c in 0..<2 {
                    let expected = plane(place(i, height), place(j, width), c)
                    #expect(abs(Double(y[flat: (i * n * width + j) * 2 + c]) - expected) < 1e-5)
                }
            }
        }
    }

    /// Every new row and column of a batch, against the weights written out: ¾ and ¼ of the two nearest pixels, as 4 pixels
    /// become 8.
    @Test func bilinearUpsamplingByTwo() throws {
        let x = try Tensor([1, 5, -3, 7, 10, 20, 30, 40], shape: [2, 4, 1, 1])
        let network = try Network(input: [4, 1, 1]) { BilinearUpsampling2D(2) }
        let y = try network.forward(x)
        #expect((0..<8).map { y[flat: 2 * $0] } == [1, 2, 4, 3, -1, -0.5, 4.5, 7])
        #expect((8..<16).map { y[flat: 2 * $0 + 1] } == [10, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5, 40])
    }

    @Test func gradientsPass() throws {
        let layers: [(any LayerDeclaration, Shape)] = [
            (AveragePool2D(2), [4, 5, 3]), (AveragePool2D(3, stride: 2), [7, 6, 9]), (GlobalAveragePool(), [4, 3, 5]),
            (Upsampling2D(2), [3, 2, 3]), (Upsampling2D(3), [2, 2, 9]), (Upsampling2D(1), [2, 2, 2]),
            (BilinearUpsampling2D(2), [3, 2, 3]), (BilinearUpsampling2D(3), [2, 4, 1]),
            (BilinearUpsampling2D(2), [1, 1, 2]),
        ]
        for (layer, shape) in layers {
            for seed in UInt64(1)...2 {
                let check = try GradientCheck.layer(layer, input: shape, seed: seed)
                #expect(check.passed, "\(layer.name) on \(shape): \(check)")
            }
        }
    }

    /// At inputs of which no two in a window are closer than ¼, so that the differences cross no kink.
    @Test(arguments: [(2, 2), (2, 1), (3, 1), (3, 2)], [2, 9])
    func theGradientOfTheMaximumPasses(_ window: (size: Int, stride: Int), _ channels: Int) throws {
        var random = RandomGenerator(seed: 2)
        let ranks = (0..<channels).map { _ in random.permutation(of: 9) }
        var x: [Float] = []
        for _ in 0..<2 {
            for i in 0..<7 {
                for j in 0..<6 {
                    for c in 0..<channels { x.append(0.25 * Float(ranks[c][i % 3 * 3 + j % 3] - 4)) }
                }
            }
        }
        let network = try Network(input: [7, 6, channels]) { MaxPool2D(window.size, stride: window.stride) }
        let shape: Shape = [2, 7, 6, channels]
        let y = try network.forward(Tensor(x, shape: shape))
        let c = Tensor.normal(y.shape, using: &random)
        let check = try GradientCheck(
            of: { x in
                try zip(network.forward(Tensor(x, shape: shape)).values, c.values).reduce(0) {
                    $0 + Double($1.0) * Double($1.1)
                }
            }, gradient: try network.backward(c).values, at: x)
        #expect(check.passed && check.unusable == 0, "\(check)")
    }
}

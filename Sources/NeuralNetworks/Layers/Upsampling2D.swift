import Tensors

/// Enlarges images by repeating every pixel: h × w × c becomes nh × nw × c ("nearest neighbour").
/// ``BilinearUpsampling2D`` does it smoothly.
///
/// Followed by a convolution it is an alternative to ``ConvTranspose2D`` that cannot leave a checkerboard.
/// Source: Odena, Dumoulin, Olah, Deconvolution and checkerboard artifacts, Distill 2016.
public struct Upsampling2D: LayerDeclaration {
    public let factor: Int

    /// - Parameter factor: n, how often each pixel is repeated in either direction.
    public init(_ factor: Int) { self.factor = factor }

    public var name: String { "Upsampling2D(\(factor))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        Upsampling2DLayer(self, from: construction.input, to: try construction.enlarged(by: factor))
    }

    public var specification: LayerSpecification {
        LayerSpecification("Upsampling2D", numbers: ["factor": Double(factor)])
    }
}

extension Construction {
    /// The shape of an image that is n times as high and as wide as the input.
    func enlarged(by n: Int) throws -> Shape {
        guard n > 0 else { throw invalid("the factor must be at least 1") }
        try requireImage()
        return try image(n * input[0], n * input[1], input[2])
    }
}

/// An ``Upsampling2D`` at work.
final class Upsampling2DLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape

    private let factor: Int
    private var y = Tensor()
    private var dx = Tensor()

    init(_ declaration: Upsampling2D, from input: Shape, to output: Shape) {
        name = declaration.name
        factor = declaration.factor
        inputShape = input
        outputShape = output
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        y.reserve(outputShape.prefixed(by: x.rows))
        let (n, width, channels) = (factor, inputShape[1], inputShape[2])
        let row = n * width * channels
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                // A row of pixels becomes n equal rows.
                parallel(x.count / (width * channels), atLeast: 16) { _, rows in
                    for i in rows {
                        let first = y.baseAddress! + i * n * row
                        var target = first
                        for j in 0..<width {
                            let pixel = x.baseAddress! + (i * width + j) * channels
                            for _ in 0..<n {
                                target.update(from: pixel, count: channels)
                                target += channels
                            }
                        }
                        for copy in 1..<max(n, 2) where copy < n {
                            (first + copy * row).update(from: first, count: row)
                        }
                    }
                }
            }
        }
        return y
    }

    /// ∂L/∂x is the sum over the n² pixels that x became.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        dx.reserve(inputShape.prefixed(by: gradient.rows))
        let (n, width, channels) = (factor, inputShape[1], inputShape[2])
        let row = n * width * channels
        dx.withUnsafeMutableBufferPointer { dx in
            gradient.withUnsafeBufferPointer { g in
                parallel(dx.count / (width * channels), atLeast: 16) { _, rows in
                    for i in rows {
                        for j in 0..<width {
                            let sum = dx.baseAddress! + (i * width + j) * channels
                            let corner = g.baseAddress! + i * n * row + j * n * channels
                            sum.update(from: corner, count: channels)
                            for place in 1..<max(n * n, 2) where place < n * n {
                                VectorKernels.add(
                                    sum, corner + place / n * row + place % n * channels, sum, channels)
                            }
                        }
                    }
                }
            }
        }
        return dx
    }
}

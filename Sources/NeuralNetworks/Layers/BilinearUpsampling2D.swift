import Tensors

/// Enlarges images smoothly: h × w × c becomes nh × nw × c, each new pixel a mean of the four old ones about it, weighted by
/// how near they are.
///
/// Pixels are squares: new pixel i has its centre at s = (i + ½)/n − ½ on the old grid, between the pixels ⌊s⌋ and ⌊s⌋ + 1,
/// of which it takes the shares 1 − t and t, t = s − ⌊s⌋; in rows as in columns. At the edge the last pixel is repeated.
public struct BilinearUpsampling2D: LayerDeclaration {
    public let factor: Int

    /// - Parameter factor: n, how many times larger either side becomes.
    public init(_ factor: Int) { self.factor = factor }

    public var name: String { "BilinearUpsampling2D(\(factor))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        BilinearUpsampling2DLayer(self, from: construction.input, to: try construction.enlarged(by: factor))
    }

    public var specification: LayerSpecification {
        LayerSpecification("BilinearUpsampling2D", numbers: ["factor": Double(factor)])
    }
}

/// A ``BilinearUpsampling2D`` at work.
final class BilinearUpsampling2DLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape

    /// Where a new pixel lies between two old ones.
    private struct Place {
        let first, second: Int
        /// The share of the second.
        let t: Float
    }
    // Made when they are first needed: a layer costs no memory before it is used.
    private lazy var rows = places(inputShape[0])
    private lazy var columns = places(inputShape[1])
    private let factor: Int
    private var y = Tensor()
    private var dx = Tensor()

    init(_ declaration: BilinearUpsampling2D, from input: Shape, to output: Shape) {
        (name, inputShape, outputShape) = (declaration.name, input, output)
        factor = declaration.factor
    }

    private func places(_ count: Int) -> [Place] {
        (0..<factor * count).map { i in
            let s = min(max((Float(i) + 0.5) / Float(factor) - 0.5, 0), Float(count - 1))
            return Place(first: Int(s), second: min(Int(s) + 1, count - 1), t: s - s.rounded(.down))
        }
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        y.reserve(outputShape.prefixed(by: x.rows))
        let (channels, width) = (inputShape[2], inputShape[1] * inputShape[2])
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                eachImage(x.count / inputShape.elementCount) { image, mixed in
                    let source = x.baseAddress! + image * inputShape.elementCount
                    var target = y.baseAddress! + image * outputShape.elementCount
                    for row in rows {
                        let (a, b, t) = (source + row.first * width, source + row.second * width, row.t)
                        for k in 0..<width { mixed[k] = (1 - t) * a[k] + t * b[k] }
                        for column in columns {
                            let (a, b, t) = (
                                mixed + column.first * channels, mixed + column.second * channels, column.t
                            )
                            for c in 0..<channels { target[c] = (1 - t) * a[c] + t * b[c] }
                            target += channels
                        }
                    }
                }
            }
        }
        return y
    }

    /// Each old pixel collects from the new ones to which it gave, with the same shares.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        dx.reserve(inputShape.prefixed(by: gradient.rows))
        let (channels, width) = (inputShape[2], inputShape[1] * inputShape[2])
        dx.withUnsafeMutableBufferPointer { dx in
            gradient.withUnsafeBufferPointer { g in
                eachImage(g.count / outputShape.elementCount) { image, mixed in
                    var source = g.baseAddress! + image * outputShape.elementCount
                    let target = dx.baseAddress! + image * inputShape.elementCount
                    target.update(repeating: 0, count: inputShape.elementCount)
                    for row in rows {
                        mixed.update(repeating: 0, count: width)
                        for column in columns {
                            let (a, b, t) = (
                                mixed + column.first * channels, mixed + column.second * channels, column.t
                            )
                            for c in 0..<channels {
                                a[c] += (1 - t) * source[c]
                                b[c] += t * source[c]
                            }
                            source += channels
                        }
                        let (a, b, t) = (target + row.first * width, target + row.second * width, row.t)
                        for k in 0..<width {
                            a[k] += (1 - t) * mixed[k]
                            b[k] += t * mixed[k]
                        }
                    }
                }
            }
        }
        return dx
    }

    /// Calls `body` for each image of a batch with room for one row of old pixels.
    private func eachImage(_ count: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
        let width = inputShape[1] * inputShape[2]
        parallel(count, atLeast: max(1, 4_096 / outputShape.elementCount)) { _, images in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { mixed in
                for image in images { body(image, mixed.baseAddress!) }
            }
        }
    }
}

import Tensors

/// Puts the network's second input m beside the sample: y = [x | m] along the last axis.
///
/// ```swift
/// let decoder = try Network(input: 20, beside: 10) {     // a code, and the class of the digit to draw
///     Beside()
///     Dense(400, .relu)
///     Dense(784, .sigmoid)
/// }
/// let digits = try decoder.forward(codes, beside: labels)
/// ```
/// A vector m beside images of h × w pixels stands at every pixel, as channels of their own.
public struct Beside: LayerDeclaration {
    public init() {}

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        let x = construction.input
        guard let m = construction.beside else {
            throw construction.misfit("the network has no second input; say its shape as `beside:`")
        }
        guard m.agreesButForLast(x) || m.rank == 1 && x.rank == 3 else {
            throw construction.misfit("a second input of shape \(m) does not fit beside it")
        }
        return BesideLayer(input: x, beside: m)
    }
}

/// A ``Beside`` at work.
final class BesideLayer: TwoInputLayer {
    let inputShape: Shape
    let outputShape: Shape
    private let besideShape: Shape
    /// How often each row of m is repeated: once a pixel where m is a vector and x an image.
    private let repetitions: Int

    private var m = Tensor()
    private var spread = Tensor()  // m at every pixel
    private var y = Tensor()
    private var dx = Tensor()
    private(set) var besideGradient = Tensor()

    init(input x: Shape, beside m: Shape) {
        inputShape = x
        besideShape = m
        outputShape = x.withLast(x.last + m.last)
        repetitions = m.rank < x.rank ? x.elementCount / x.last : 1
    }

    func setBeside(_ m: Tensor) { self.m = m }
    func forget() { m = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        precondition(m.rows == x.rows, "a second input needs one row for each sample")
        var beside = m
        if repetitions > 1 {
            let n = besideShape.last
            spread.reserve([m.rows, repetitions, n])
            spread.withUnsafeMutableBufferPointer { spread in
                m.withUnsafeBufferPointer { m in
                    for i in 0..<m.count / n * repetitions {
                        (spread.baseAddress! + i * n).update(from: m.baseAddress! + i / repetitions * n, count: n)
                    }
                }
            }
            beside = spread
        }
        Concatenation.join(
            x, beside, inputShape.last, besideShape.last, into: &y, shape: outputShape.prefixed(by: x.rows))
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        let (a, n, rows) = (inputShape.last, besideShape.last, gradient.rows)
        Concatenation.part(gradient, from: 0, a, of: a + n, into: &dx, shape: inputShape.prefixed(by: rows))
        if repetitions == 1 {
            Concatenation.part(
                gradient, from: a, n, of: a + n, into: &besideGradient, shape: besideShape.prefixed(by: rows))
            return dx
        }
        // Each row of m acts at all pixels: their gradients add up.
        besideGradient.reserve(besideShape.prefixed(by: rows))
        besideGradient.fill(0)
        besideGradient.withUnsafeMutableBufferPointer { dm in
            gradient.withUnsafeBufferPointer { g in
                for i in 0..<rows * repetitions {
                    for j in 0..<n { dm[i / repetitions * n + j] += g[i * (a + n) + a + j] }
                }
            }
        }
        return dx
    }
}

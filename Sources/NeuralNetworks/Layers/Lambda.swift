import Tensors

/// A layer without weights, written where it is used: a function of a batch, and how gradients come back through it.
///
/// ```swift
/// Lambda("Doubling") { x in 2 * x } backward: { ẏ, _ in 2 * ẏ }
/// Lambda("Square") { x in try! x * x } backward: { ẏ, x in try! 2 * (ẏ * x) }
/// ```
/// Its tensors are made anew in each step. A network with one is not written to a file, unless what it declares is
/// registered under its name, see ``LayerRegistry``.
public struct Lambda: LayerDeclaration {
    public let name: String
    let output: @Sendable (Shape) -> Shape
    let function: @Sendable (Tensor) -> Tensor
    let pullBack: @Sendable (_ ẏ: Tensor, _ x: Tensor) -> Tensor

    /// - Parameters:
    ///   - name: as it stands in summaries.
    ///   - output: the shape of one sample coming out, from that going in; the same if nothing is said.
    ///   - forward: y, B × output, of x, B × input.
    ///   - backward: ∂L/∂x of ∂L/∂y and x.
    public init(
        _ name: String = "Lambda", output: @escaping @Sendable (Shape) -> Shape = { $0 },
        forward: @escaping @Sendable (_ x: Tensor) -> Tensor,
        backward: @escaping @Sendable (_ ẏ: Tensor, _ x: Tensor) -> Tensor
    ) {
        (self.name, self.output, function, pullBack) = (name, output, forward, backward)
    }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        LambdaLayer(self, input: construction.input)
    }
}

/// A ``Lambda`` at work.
final class LambdaLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape
    private let declaration: Lambda
    private var x = Tensor()

    init(_ declaration: Lambda, input: Shape) {
        self.declaration = declaration
        name = declaration.name
        inputShape = input
        outputShape = declaration.output(input)
    }

    func forget() { x = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if pass.allowsBackward { self.x = x }
        let y = declaration.function(x)
        precondition(
            y.shape == outputShape.prefixed(by: x.rows), "\(name) gives \(y.shape), but declares \(outputShape)")
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        wanted.contains(.inputs) ? declaration.pullBack(gradient, x) : Tensor()
    }
}

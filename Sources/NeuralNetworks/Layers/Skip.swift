import Tensors

/// Layers whose input is kept beside their output, y = [x | F(x)] along the last axis, where F are the layers between the
/// braces: a skip connection, as between the two arms of a U-Net.
///
/// ```swift
/// Conv2D(16, kernel: 3, .relu)
/// Skip {
///     MaxPool2D(2)
///     Conv2D(32, kernel: 3, .relu)
///     Upsampling2D(2)
/// }                                     // 16 + 32 channels
/// ```
/// F may change the last axis only.
/// Source: Ronneberger, Fischer, Brox, U-Net, MICCAI 2015 (arXiv 1505.04597).
public struct Skip: LayerDeclaration {
    public let declarations: [any LayerDeclaration]

    public init(@LayerBuilder _ layers: () -> [any LayerDeclaration]) { declarations = layers() }

    public var name: String { "Skip(\(declarations.map(\.name).joined(separator: ", ")))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard !declarations.isEmpty else { throw construction.invalid("it contains no layer") }
        let stack = try construction.build(declarations)
        guard stack.outputShape.agreesButForLast(construction.input) else {
            throw construction.misfit(
                "its layers turn that into \(stack.outputShape), which does not fit beside the input")
        }
        let last = stack.inputShape.last + stack.outputShape.last
        guard let output = try? Shape(stack.inputShape.dropLast() + [last]), output.elementCount <= 1 << 28 else {
            throw construction.misfit("an output with \(last) numbers along its last axis is too large")
        }
        return SkipLayer(name: name, stack)
    }

    public var specification: LayerSpecification {
        LayerSpecification("Skip", layers: declarations.map(\.specification))
    }
}

/// A ``Skip`` at work.
final class SkipLayer: TwoInputLayer {
    let name: String
    let parameters: [Parameter]
    let statistics: [Parameter]
    var inputShape: Shape { stack.inputShape }
    let outputShape: Shape
    var sublayers: [any Layer] { stack.layers }

    private let stack: LayerStack
    private var y = Tensor()
    private var through = Tensor()  // ∂L/∂F(x)
    private var dx = Tensor()

    init(name: String, _ stack: LayerStack) {
        self.name = name
        self.stack = stack
        parameters = stack.layers.flatMap(\.parameters)
        statistics = stack.layers.flatMap(\.statistics)
        outputShape = stack.inputShape.withLast(stack.inputShape.last + stack.outputShape.last)
    }

    func forget() { stack.forget() }
    func setBeside(_ m: Tensor) { stack.setBeside(m) }
    var besideGradient: Tensor { stack.besideGradient }

    /// y = [x | F(x)]
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        Concatenation.join(
            x, stack.forward(x, pass.toOutputs), stack.inputShape.last, stack.outputShape.last, into: &y,
            shape: outputShape.prefixed(by: x.rows))
        return y
    }

    /// ∂L/∂x = [∂L/∂y]ₓ + F′(x)ᵀ [∂L/∂y]_F
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        let (a, b) = (stack.inputShape.last, stack.outputShape.last)
        Concatenation.part(
            gradient, from: a, b, of: a + b, into: &through, shape: stack.outputShape.prefixed(by: gradient.rows))
        let back = stack.backward(through, computing: wanted)
        if !wanted.contains(.inputs) { return Tensor() }
        Concatenation.part(
            gradient, from: 0, a, of: a + b, into: &dx, shape: inputShape.prefixed(by: gradient.rows))
        dx.withUnsafeMutableBufferPointer { dx in
            back.withUnsafeBufferPointer {
                VectorKernels.add(dx.baseAddress!, $0.baseAddress!, dx.baseAddress!, dx.count)
            }
        }
        return dx
    }
}

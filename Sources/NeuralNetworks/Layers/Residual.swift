import Tensors

/// A block with a shortcut around it, y = x + F(x), where F are the layers between the braces.
///
/// ```swift
/// Residual {
///     Dense(64, .relu)
///     Dense(64)
/// }
/// ```
/// F must give back the shape that it takes.
/// Source: He et al., Deep residual learning for image recognition, CVPR 2016 (arXiv 1512.03385).
public struct Residual: LayerDeclaration {
    public let declarations: [any LayerDeclaration]

    public init(@LayerBuilder _ layers: () -> [any LayerDeclaration]) { declarations = layers() }

    public var name: String { "Residual(\(declarations.map(\.name).joined(separator: ", ")))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard !declarations.isEmpty else { throw construction.invalid("it contains no layer") }
        let stack = try construction.build(declarations)
        guard stack.outputShape == construction.input else {
            throw construction.misfit(
                "its layers turn that into \(stack.outputShape), which cannot be added to the input")
        }
        return ResidualLayer(name: name, stack)
    }

    public var specification: LayerSpecification {
        LayerSpecification("Residual", layers: declarations.map(\.specification))
    }
}

/// A ``Residual`` at work.
final class ResidualLayer: TwoInputLayer {
    let name: String
    let parameters: [Parameter]
    let statistics: [Parameter]
    var inputShape: Shape { stack.inputShape }
    var outputShape: Shape { stack.outputShape }
    var sublayers: [any Layer] { stack.layers }

    private let stack: LayerStack
    private var y = Tensor()
    private var dx = Tensor()

    init(name: String, _ stack: LayerStack) {
        self.name = name
        self.stack = stack
        parameters = stack.layers.flatMap(\.parameters)
        statistics = stack.layers.flatMap(\.statistics)
    }

    func forget() { stack.forget() }
    func setBeside(_ m: Tensor) { stack.setBeside(m) }
    var besideGradient: Tensor { stack.besideGradient }

    /// y = x + F(x)
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        add(x, stack.forward(x, pass.toOutputs), into: &y)
        return y
    }

    /// ∂L/∂x = ∂L/∂y + F′(x)ᵀ ∂L/∂y
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        let through = stack.backward(gradient, computing: wanted)
        if !wanted.contains(.inputs) { return Tensor() }
        add(gradient, through, into: &dx)
        return dx
    }

    private func add(_ a: Tensor, _ b: Tensor, into sum: inout Tensor) {
        sum.reserve(a.shape)
        sum.withUnsafeMutableBufferPointer { sum in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer {
                    VectorKernels.add(a.baseAddress!, $0.baseAddress!, sum.baseAddress!, a.count)
                }
            }
        }
    }
}

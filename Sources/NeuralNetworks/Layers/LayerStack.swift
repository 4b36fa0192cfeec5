import Tensors

/// Layers one after another, with sizes inferred from the first input to the last output.
public final class LayerStack {
    public let inputShape: Shape
    public let outputShape: Shape
    public let layers: [any Layer]
    let declarations: [any LayerDeclaration]
    private let firstWithParameters: Int

    init(
        _ declarations: [any LayerDeclaration], input: Shape, position prefix: String, storage: ParameterStorage,
        random: inout RandomGenerator
    ) throws {
        var shape = input
        var layers: [any Layer] = []
        for (index, declaration) in declarations.enumerated() {
            var construction = Construction(
                input: shape, position: "\(prefix)\(index + 1)", name: declaration.name, storage: storage,
                random: random.split())
            let layer = try declaration.makeLayer(&construction)
            layers.append(layer)
            shape = layer.outputShape
        }
        self.declarations = declarations
        self.layers = layers
        firstWithParameters = layers.firstIndex { !$0.parameters.isEmpty } ?? layers.count
        inputShape = input
        outputShape = shape
    }

    public func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        // What layers keep of each other since the last step would keep them from filling their memory again.
        for layer in layers { layer.forget() }
        var y = x
        for layer in layers { y = layer.forward(y, pass) }
        return y
    }

    /// See ``Layer/backward(_:computing:)``.
    public func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        var gradient = gradient
        // Where nobody asks for the gradient of the input, the way back ends at the first layer with parameters.
        let end = wanted.contains(.inputs) ? 0 : firstWithParameters
        for index in layers.indices.reversed() where index >= end {
            gradient = layers[index].backward(gradient, computing: index == end ? wanted : wanted.union(.inputs))
        }
        return wanted.contains(.inputs) ? gradient : Tensor()
    }

    /// See ``Layer/forget()``.
    public func forget() { for layer in layers { layer.forget() } }
}

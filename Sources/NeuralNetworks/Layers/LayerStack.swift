import Tensors

/// Layers one after another, with sizes inferred from the first input to the last output.
public final class LayerStack {
    public let inputShape: Shape
    public let outputShape: Shape
    public let layers: [any Layer]
    let declarations: [any LayerDeclaration]

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
        for index in layers.indices.reversed() {
            // Only the first layer's input is an input of the stack; all others are needed on the way.
            gradient = layers[index].backward(gradient, computing: index == 0 ? wanted : wanted.union(.inputs))
        }
        return gradient
    }

    /// See ``Layer/forget()``.
    public func forget() { for layer in layers { layer.forget() } }
}

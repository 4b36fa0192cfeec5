import Tensors

/// Layers one after another, with sizes inferred from the first input to the last output.
public final class LayerStack {
    public let inputShape: Shape
    public let outputShape: Shape
    public let layers: [any Layer]
    let declarations: [any LayerDeclaration]
    private let firstWithParameters: Int
    private var merged = Tensor()

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

    /// The outputs of some layers, by increasing index, from a pass that ends at the last of them.
    func outputs(of indices: [Int], _ x: Tensor, _ pass: Pass) -> [Tensor] {
        for layer in layers { layer.forget() }
        var outputs: [Tensor] = []
        var y = x
        for index in 0...indices.last! {
            y = layers[index].forward(y, pass)
            if index == indices[outputs.count] { outputs.append(y) }
        }
        return outputs
    }

    /// See ``Layer/backward(_:computing:)``.
    public func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        backward(gradient, from: layers.count - 1, through: end(wanted), computing: wanted)
    }

    /// The same from the outputs of some layers, by increasing index.
    func backward(_ gradients: [Tensor], from indices: [Int], computing wanted: Gradients) -> Tensor {
        let end = end(wanted)
        var gradient = Tensor()
        for (position, index) in indices.enumerated().reversed() where index >= end {
            if position < indices.count - 1 {
                // Of the layers after this one and of its own output.
                gradient = sum(gradient, gradients[position])
            } else {
                gradient = gradients[position]
            }
            let next = position > 0 ? max(indices[position - 1] + 1, end) : end
            gradient = backward(
                gradient, from: index, through: next, computing: next > end ? wanted.union(.inputs) : wanted)
        }
        return wanted.contains(.inputs) ? gradient : Tensor()
    }

    private func backward(_ gradient: Tensor, from last: Int, through first: Int, computing wanted: Gradients) -> Tensor
    {
        var gradient = gradient
        for index in stride(from: last, through: first, by: -1) {
            // Only the first layer's input is an input of the stack; all others are needed on the way.
            gradient = layers[index].backward(gradient, computing: index == first ? wanted : wanted.union(.inputs))
        }
        return wanted.contains(.inputs) ? gradient : Tensor()
    }

    /// Where nobody asks for the gradient of the input, the way back ends at the first layer with parameters.
    private func end(_ wanted: Gradients) -> Int { wanted.contains(.inputs) ? 0 : firstWithParameters }

    private func sum(_ a: Tensor, _ b: Tensor) -> Tensor {
        merged.reserve(a.shape)
        merged.withUnsafeMutableBufferPointer { merged in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer {
                    VectorKernels.add(a.baseAddress!, $0.baseAddress!, merged.baseAddress!, a.count)
                }
            }
        }
        return merged
    }

    /// See ``Layer/forget()``.
    public func forget() { for layer in layers { layer.forget() } }
}

import Tensors

/// Layers one after another, with sizes inferred from the first input to the last output.
public final class LayerStack {
    public let inputShape: Shape
    public let outputShape: Shape
    public let layers: [any Layer]
    private let firstWithParameters: Int
    private let twoInputLayers: [any TwoInputLayer]
    /// The second input of the next pass.
    private var beside: Tensor?
    private var merged = Tensor()
    private var mergedBeside = Tensor()
    /// Counts the passes, so that whoever wants to go back can tell whether another came between.
    private(set) var passes = 0
    /// What the latest pass was for.
    private(set) var latest = Pass.inference
    /// The number of samples of the latest pass, and the layer at which it ended.
    private(set) var latestRows = 0
    private var latestEnd = 0

    init(
        _ declarations: [any LayerDeclaration], input: Shape, beside: Shape? = nil, position prefix: String,
        storage: ParameterStorage, random: inout RandomGenerator
    ) throws {
        var shape = input
        var layers: [any Layer] = []
        for (index, declaration) in declarations.enumerated() {
            var construction = Construction(
                input: shape, beside: beside, position: "\(prefix)\(index + 1)", name: declaration.name,
                storage: storage, random: random.split())
            let layer = try declaration.makeLayer(&construction)
            layers.append(layer)
            shape = layer.outputShape
        }
        self.layers = layers
        twoInputLayers = layers.compactMap { $0 as? any TwoInputLayer }.filter(\.takesBeside)
        firstWithParameters = layers.firstIndex { !$0.parameters.isEmpty } ?? layers.count
        inputShape = input
        outputShape = shape
    }

    /// Whether a layer in it takes a second input.
    var takesBeside: Bool { !twoInputLayers.isEmpty }

    public func forward(_ x: Tensor, beside m: Tensor? = nil, _ pass: Pass) -> Tensor {
        begin(x, m, pass, end: layers.count - 1)
        var y = x
        for (index, layer) in layers.enumerated() {
            y = layer.forward(y, index == layers.count - 1 ? pass : pass.toOutputs)
        }
        return y
    }

    /// The outputs of some layers, by increasing index, from a pass that ends at the last of them.
    func outputs(of indices: [Int], _ x: Tensor, _ pass: Pass) -> [Tensor] {
        begin(x, nil, pass, end: indices.last!)
        var outputs: [Tensor] = []
        var y = x
        for index in 0...indices.last! {
            y = layers[index].forward(y, pass)
            if index == indices[outputs.count] { outputs.append(y) }
        }
        return outputs
    }

    /// What a run of layers makes of a batch, as in use.
    func predict(_ x: Tensor, _ part: Range<Int>) -> Tensor {
        begin(x, nil, .inference, end: part.upperBound - 1)
        return layers[part].reduce(x) { $1.forward($0, .inference) }
    }

    /// Throws unless the latest pass can be gone back through from a layer; from the last one if nothing is said.
    func checkBackward(from index: Int? = nil) throws {
        try require(passes > 0, "a backward pass needs a forward pass before it")
        try require(
            latest.allowsBackward,
            "a backward pass needs a training or frozen pass before it, but the latest was for inference")
        try require(
            index ?? layers.count - 1 <= latestEnd,
            "a backward pass begins where the forward pass ended or before, but that ended at layer \(latestEnd + 1)")
    }

    /// The layers that draw random numbers, those inside others too.
    var randomLayers: [any RandomLayer] {
        func random(_ layers: [any Layer]) -> [any RandomLayer] {
            layers.flatMap { (($0 as? any RandomLayer).map { [$0] } ?? []) + random($0.sublayers) }
        }
        return random(layers)
    }

    private func begin(_ x: Tensor, _ m: Tensor?, _ pass: Pass, end: Int) {
        // What layers keep of each other since the last step would keep them from filling their memory again.
        for layer in layers { layer.forget() }
        if let m = m ?? beside { for layer in twoInputLayers { layer.setBeside(m) } }
        beside = nil
        passes += 1
        (latest, latestRows, latestEnd) = (pass, x.rows, end)
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

    /// ∂L/∂m of the second input m, which is the sum over all layers that took it.
    var besideGradient: Tensor {
        guard let first = twoInputLayers.first else { return Tensor() }
        if twoInputLayers.count == 1 { return first.besideGradient }
        mergedBeside.copy(first.besideGradient)
        for layer in twoInputLayers.dropFirst() {
            mergedBeside.withUnsafeMutableBufferPointer { sum in
                layer.besideGradient.withUnsafeBufferPointer {
                    VectorKernels.add(sum.baseAddress!, $0.baseAddress!, sum.baseAddress!, sum.count)
                }
            }
        }
        return mergedBeside
    }

    /// Sets the second input of the next pass, for a stack inside a layer.
    func setBeside(_ m: Tensor) { beside = m }

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
    public func forget() {
        beside = nil
        for layer in layers { layer.forget() }
    }
}

extension TwoInputLayer {
    /// Whether the layer takes the second input itself; one that contains others may not.
    var takesBeside: Bool {
        sublayers.isEmpty || sublayers.contains { ($0 as? any TwoInputLayer)?.takesBeside ?? false }
    }
}

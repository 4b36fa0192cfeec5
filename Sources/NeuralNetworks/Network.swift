import Tensors

/// A neural network: layers one after another, built from declarations.
///
/// ```swift
/// let classifier = try Network(input: 28 * 28, seed: 1) {
///     Dense(100, .relu)
///     Dense(50, .relu)
///     Dense(10, .softmax)
/// }
/// print(classifier)
/// ```
/// Sizes are inferred: each layer takes what the one before gives. The seed determines the first weights, dropout and noise,
/// and the order of samples in training. A network is a reference: `let` networks can be trained.
public final class Network: CustomStringConvertible {
    /// What stands between the layers' braces.
    public let declarations: [any LayerDeclaration]
    public let seed: UInt64
    /// All weights in one run of memory, and their gradients in another.
    public let storage: ParameterStorage
    /// Numbers that a model built upon the network keeps in its file, such as where an autoencoder's encoder ends.
    public var annotations: [String: Int] = [:]

    let stack: LayerStack
    /// Where shuffling and whatever else training draws comes from.
    var random: RandomGenerator

    /// A network for inputs of any shape, such as `[28, 28, 1]` for images: height × width × channels.
    ///
    /// - Throws: ``NetworkError`` that names the layer's position, its input's shape and the reason if a layer cannot take its
    ///   input; also if there is no layer.
    public convenience init(
        input: Shape, seed: UInt64 = 1, @LayerBuilder layers: () throws -> [any LayerDeclaration]
    ) throws {
        try self.init(input: input, seed: seed, declarations: layers())
    }

    /// A network for vectors of `input` numbers.
    public convenience init(
        input: Int, seed: UInt64 = 1, @LayerBuilder layers: () throws -> [any LayerDeclaration]
    ) throws {
        guard input > 0 else { throw NetworkError.invalid("a network needs at least one input, but is given \(input)") }
        try self.init(input: [input], seed: seed, declarations: layers())
    }

    init(input: Shape, seed: UInt64, declarations: [any LayerDeclaration], expectedParameters: Int? = nil) throws {
        guard !declarations.isEmpty else { throw NetworkError.invalid("a network needs at least one layer") }
        guard input.rank > 0, input.rank < Shape.maximalRank, input.elementCount > 0 else {
            throw NetworkError.invalid(
                "the input of a network must have one to three dimensions, none of them zero, but is \(input)")
        }
        self.declarations = declarations
        self.seed = seed
        random = RandomGenerator(seed: seed)
        storage = ParameterStorage()
        var building = random.split()
        stack = try LayerStack(declarations, input: input, position: "", storage: storage, random: &building)
        // Before memory is taken: a forged file could ask for any amount.
        if let expectedParameters {
            try require(
                (storage.parameters + storage.statistics).reduce(0) { $0 + $1.count } == expectedParameters,
                "its layers do not have the \(expectedParameters) weights that it holds")
        }
        storage.complete()
    }

    /// Another network with the same layers, weights and statistics, which goes its own way from here.
    ///
    /// - Throws: ``NetworkError`` if a layer of one's own cannot be made a second time.
    public func copy() throws -> Network {
        let copy = try Network(input: inputShape, seed: seed, declarations: declarations)
        for (own, theirs) in zip(copy.parameters + copy.statistics, parameters + statistics) {
            own.pointer.update(from: theirs.pointer, count: own.count)
        }
        copy.annotations = annotations
        return copy
    }

    /// The shape of one sample going in.
    public var inputShape: Shape { stack.inputShape }
    /// The shape of one sample coming out.
    public var outputShape: Shape { stack.outputShape }
    public var layers: [any Layer] { stack.layers }
    /// All weights with their gradients, in the order of the layers.
    public var parameters: [Parameter] { storage.parameters }
    /// What layers find out in training beside their weights, in the order of the layers; see ``Layer/statistics``.
    public var statistics: [Parameter] { storage.statistics }
    /// The number of weights; statistics do not count.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    // MARK: Forward and backward

    /// The outputs for a batch, in a training pass: noise and dropout are active, and ``backward(_:computing:)`` may follow.
    ///
    /// - Parameter x: samples as rows, B × ``inputShape``.
    /// - Throws: ``NetworkError`` if x has another shape.
    public func forward(_ x: Tensor) throws -> Tensor { try forward(x, .training) }

    /// The outputs for a batch.
    public func forward(_ x: Tensor, _ pass: Pass) throws -> Tensor {
        try checkShape(of: x)
        return stack.forward(x, pass)
    }

    func checkShape(of x: Tensor) throws {
        guard x.shape.rank == inputShape.rank + 1, x.shape.withoutFirst == inputShape else {
            throw NetworkError.shape(
                "the network takes batches of samples of shape \(inputShape), but the batch has shape \(x.shape)")
        }
    }

    /// How many samples to take at once where there are many: up to 512, fewer if what the layers give, and keep, would take more
    /// than 32 MB.
    public var samplesAtOnce: Int {
        let numbers = layers.reduce(0) { $0 + $1.outputShape.elementCount }
        return min(max((1 << 23) / max(numbers, 1), 16), 512)
    }

    /// The outputs for samples, as in use: no noise, no dropout. Large batches are taken in pieces.
    ///
    /// - Parameter x: samples as rows, B × ``inputShape``.
    /// - Throws: ``NetworkError`` if x has another shape.
    public func predict(_ x: Tensor) throws -> Tensor {
        try checkShape(of: x)
        return predict(x, through: 0..<layers.count)
    }

    /// What a run of layers makes of samples, as in use: the encoder's part of an autoencoder, say.
    ///
    /// - Parameters:
    ///   - x: samples as rows, of the shape that the first of these layers takes.
    ///   - part: which layers, counted from 0; at least one.
    public func predict(_ x: Tensor, through part: Range<Int>) -> Tensor {
        precondition(
            x.shape.rank > 1 && x.shape.withoutFirst == layers[part.lowerBound].inputShape,
            "layer \(part.lowerBound + 1) does not take samples of this shape")
        func outputs(of x: Tensor) -> Tensor {
            stack.forget()
            return layers[part].reduce(x) { $1.forward($0, .inference) }
        }
        let piece = samplesAtOnce
        if x.rows <= piece { return outputs(of: x) }
        var y = Tensor(shape: layers[part.upperBound - 1].outputShape.prefixed(by: x.rows))
        for start in stride(from: 0, to: x.rows, by: piece) {
            let part = outputs(of: x.rows(start..<min(start + piece, x.rows)))
            y.withUnsafeMutableBufferPointer { y in
                part.withUnsafeBufferPointer {
                    (y.baseAddress! + start * part.columns).update(from: $0.baseAddress!, count: $0.count)
                }
            }
        }
        return y
    }

    /// Carries a gradient back through the latest training pass.
    ///
    /// - Parameters:
    ///   - gradient: ∂L/∂y in the shape of that pass's output (∂L/∂z while ``outputsLogits``).
    ///   - wanted: which gradients to compute. Those of parameters replace what was there, unless ``Gradients/accumulate`` is
    ///     among them. Nothing is updated; an ``OptimizerState`` does that.
    /// - Returns: ∂L/∂x, or an empty tensor if `wanted` does not contain it.
    @discardableResult
    public func backward(_ gradient: Tensor, computing wanted: Gradients = .all) -> Tensor {
        stack.backward(gradient, computing: wanted)
    }

    // MARK: The last activation

    /// The activation with which the network ends, if it ends with one.
    public var outputActivation: (any Activation)? { (layers.last as? any ActivatedLayer)?.activation }

    /// While true, the last layer leaves its activation out, forward and backward: the network gives logits, from which
    /// cross-entropy is computed stably together with softmax or sigmoid. Training sets and resets it by itself.
    public var outputsLogits: Bool {
        get { (layers.last as? any ActivatedLayer)?.emitsLogits ?? false }
        set { (layers.last as? any ActivatedLayer)?.emitsLogits = newValue }
    }

    public var description: String { summary.description }
}

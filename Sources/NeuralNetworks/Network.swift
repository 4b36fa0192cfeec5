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

    /// The shape of one row of the second input, such as a label or an encoder's memory; nil without one.
    public let besideShape: Shape?

    let stack: LayerStack
    /// Further sets of layers upon the same weights, for networks that are applied several times in one step.
    private(set) var twins: [LayerStack] = []
    private var twinsMade = 0
    /// The weights' version in the latest pass.
    var versionOfPass = 0
    /// Where shuffling and whatever else training draws comes from.
    var random: RandomGenerator
    private let building: RandomGenerator

    /// A network for inputs of any shape, such as `[28, 28, 1]` for images: height × width × channels.
    ///
    /// - Parameter beside: the shape of one row of a second input, which layers such as ``Beside`` take.
    /// - Throws: ``NetworkError`` that names the layer's position, its input's shape and the reason if a layer cannot take its
    ///   input; also if there is no layer.
    public convenience init(
        input: Shape, beside: Shape? = nil, seed: UInt64 = 1, @LayerBuilder layers: () throws -> [any LayerDeclaration]
    ) throws {
        try self.init(input: input, beside: beside, seed: seed, declarations: layers())
    }

    /// A network for vectors of `input` numbers, and beside each a vector of `beside` numbers if that is given.
    public convenience init(
        input: Int, beside: Int? = nil, seed: UInt64 = 1, @LayerBuilder layers: () throws -> [any LayerDeclaration]
    ) throws {
        guard input > 0 else { throw NetworkError.invalid("a network needs at least one input, but is given \(input)") }
        guard beside ?? 1 > 0 else { throw NetworkError.invalid("a second input needs at least one number") }
        try self.init(input: [input], beside: beside.map { [$0] }, seed: seed, declarations: layers())
    }

    init(
        input: Shape, beside: Shape? = nil, seed: UInt64, declarations: [any LayerDeclaration],
        expectedParameters: Int? = nil
    ) throws {
        guard !declarations.isEmpty else { throw NetworkError.invalid("a network needs at least one layer") }
        for shape in [input] + (beside.map { [$0] } ?? []) {
            guard shape.rank > 0, shape.rank < Shape.maximalRank, shape.elementCount > 0 else {
                throw NetworkError.invalid(
                    "the input of a network must have one to three dimensions, none of them zero, but is \(shape)")
            }
        }
        self.declarations = declarations
        self.seed = seed
        besideShape = beside
        random = RandomGenerator(seed: seed)
        storage = ParameterStorage()
        building = random.split()
        var building = building
        stack = try LayerStack(
            declarations, input: input, beside: beside, position: "", storage: storage, random: &building)
        guard beside == nil || stack.takesBeside else {
            throw NetworkError.invalid("no layer of the network takes its second input; Beside() is one that does")
        }
        // Before memory is taken: a forged file could ask for any amount.
        if let expectedParameters {
            try require(
                storage.weightCount == expectedParameters,
                "its layers do not have the \(expectedParameters) weights that it holds")
        }
        storage.complete()
    }

    /// Another network with the same layers, weights and statistics, which goes its own way from here.
    ///
    /// Its random numbers are those that this network would draw next.
    /// - Throws: ``NetworkError`` if a layer of one's own cannot be made a second time.
    public func copy() throws -> Network {
        let copy = try Network(input: inputShape, beside: besideShape, seed: seed, declarations: declarations)
        copy.storage.restore(storage.snapshot)
        copy.annotations = annotations
        copy.generators = generators
        return copy
    }

    /// The k-th set of layers upon these weights; the first is ``layers``. Noise of each is its own.
    func application(_ k: Int) throws -> LayerStack {
        while twins.count < k { try addTwin() }
        return k == 0 ? stack : twins[k - 1]
    }

    /// A set of layers upon these weights that nobody else gets.
    @discardableResult
    func addTwin(isApart: Bool = false) throws -> LayerStack {
        twinsMade += 1
        var random = building
        for _ in 0..<twinsMade { random = random.split() }
        let twin = try storage.sharing {
            try LayerStack(
                declarations, input: inputShape, beside: besideShape, position: "", storage: storage, random: &random)
        }
        if !isApart { twins.append(twin) }
        return twin
    }

    /// Networks whose layers and weights are part of this one, at any depth, see ``Shared``.
    private(set) lazy var sharedNetworks: [Network] = {
        func shared(_ layers: [any Layer]) -> [Network] {
            layers.flatMap { (($0 as? SharedLayer).map { [$0.network] } ?? []) + shared($0.sublayers) }
        }
        return shared(stack.layers)
    }()

    /// Changes whenever weights do, so that a backward pass can tell that it comes too late.
    var version: Int { sharedNetworks.reduce(storage.version) { $0 &+ $1.storage.version } }

    /// The shape of what layers make of samples, without taking memory for their weights.
    ///
    /// - Throws: ``NetworkError`` if a layer cannot take its input.
    public static func outputShape(
        of layers: [any LayerDeclaration], input: Shape, beside: Shape? = nil
    ) throws -> Shape {
        var random = RandomGenerator(seed: 0)
        return try LayerStack(
            layers, input: input, beside: beside, position: "", storage: ParameterStorage(), random: &random
        ).outputShape
    }

    /// Lets go of what layers keep of each other since the latest pass, so that its memory can be used again.
    public func forget() {
        stack.forget()
        for twin in twins { twin.forget() }
    }

    /// The generators of random numbers of the network and of its layers, in order, as they are now.
    var generators: [RandomGenerator] {
        get { [random] + stack.randomLayers.map(\.random) }
        set {
            precondition(newValue.count == 1 + stack.randomLayers.count, "they are the generators of another network")
            random = newValue[0]
            for (layer, generator) in zip(stack.randomLayers, newValue.dropFirst()) { layer.random = generator }
        }
    }

    /// The shape of one sample going in.
    public var inputShape: Shape { stack.inputShape }
    /// The shape of one sample coming out.
    public var outputShape: Shape { stack.outputShape }
    public var layers: [any Layer] { stack.layers }
    /// The network's k-th layer, counted from 0: `network[0].weights`.
    public subscript(_ index: Int) -> any Layer { layers[index] }
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
    public func forward(_ x: Tensor, _ pass: Pass) throws -> Tensor { try forward(x, beside: nil, pass) }

    /// The outputs for a batch with a second input beside it.
    ///
    /// - Parameters:
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - m: one row a sample, B × ``besideShape``; nil for a network without.
    /// - Throws: ``NetworkError`` if a shape is another or the second input is missing.
    public func forward(_ x: Tensor, beside m: Tensor?, _ pass: Pass = .training) throws -> Tensor {
        try checkShape(of: x)
        try checkBeside(m, rows: x.rows)
        versionOfPass = version
        return stack.forward(x, beside: m, pass)
    }

    func checkBeside(_ m: Tensor?, rows: Int) throws {
        switch (besideShape, m) {
        case (nil, nil): return
        case (nil, .some): throw NetworkError.shape("the network takes no second input, but is given one")
        case (let shape?, nil):
            throw NetworkError.shape(
                "the network takes a second input of shape \(shape) beside the sample, which is missing")
        case (let shape?, let m?):
            guard m.shape == shape.prefixed(by: rows) else {
                throw NetworkError.shape(
                    "the network takes a second input of shape \(shape) for each of \(rows) samples, "
                        + "but is given a tensor of shape \(m.shape)")
            }
        }
    }

    /// Throws unless the latest pass can be gone back through from a layer; from the last one if nothing is said.
    func checkBackward(from index: Int? = nil) throws {
        try stack.checkBackward(from: index)
        try require(version == versionOfPass, "the weights of the network have changed since its forward pass")
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
    /// - Parameters:
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - m: the second input, B × ``besideShape``; nil for a network without.
    /// - Throws: ``NetworkError`` if a shape is another or the second input is missing.
    public func predict(_ x: Tensor, beside m: Tensor? = nil) throws -> Tensor {
        try checkShape(of: x)
        try checkBeside(m, rows: x.rows)
        return inPieces(x, shape: outputShape) { x, rows in
            stack.forward(x, beside: m?.rows(rows), .inference)
        }
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
        return inPieces(x, shape: layers[part.upperBound - 1].outputShape) { x, _ in stack.predict(x, part) }
    }

    /// What `outputs` gives for pieces of x, one after the other.
    private func inPieces(_ x: Tensor, shape: Shape, _ outputs: (Tensor, Range<Int>) -> Tensor) -> Tensor {
        let piece = samplesAtOnce
        if x.rows <= piece { return outputs(x, 0..<x.rows) }
        var y = Tensor(shape: shape.prefixed(by: x.rows))
        for start in stride(from: 0, to: x.rows, by: piece) {
            let rows = start..<min(start + piece, x.rows)
            let part = outputs(x.rows(rows), rows)
            y.withUnsafeMutableBufferPointer { y in
                part.withUnsafeBufferPointer {
                    (y.baseAddress! + start * part.columns).update(from: $0.baseAddress!, count: $0.count)
                }
            }
        }
        return y
    }

    /// Carries a gradient back through the latest pass.
    ///
    /// - Parameters:
    ///   - gradient: ∂L/∂y in the shape of that pass's output (∂L/∂z after a pass to the logits).
    ///   - wanted: which gradients to compute. Those of parameters replace what was there, unless ``Gradients/accumulate`` is
    ///     among them. Nothing is updated; an ``OptimizerState`` does that.
    /// - Returns: ∂L/∂x, or an empty tensor if `wanted` does not contain it.
    /// - Throws: ``NetworkError`` if there was no pass to go back through, the latest was for inference, or the gradient has
    ///   another shape than its output.
    @discardableResult
    public func backward(_ gradient: Tensor, computing wanted: Gradients = .all) throws -> Tensor {
        try checkBackward()
        guard gradient.shape == outputShape.prefixed(by: stack.latestRows) else {
            throw NetworkError.shape(
                "the network gave \(stack.latestRows) outputs of shape \(outputShape), but the gradient has shape \(gradient.shape)"
            )
        }
        var wanted = wanted
        // A trunk that stands in the network twice is reached twice: its gradients add up from zero.
        if wanted.contains(.parameters), !wanted.contains(.accumulate), !sharedNetworks.isEmpty {
            for network in [self] + sharedNetworks { network.storage.clearGradients() }
            wanted.insert(.accumulate)
        }
        return stack.backward(gradient, computing: wanted)
    }

    /// ∂L/∂m of the second input m, as the latest backward pass that computed the inputs' gradients left it.
    public var besideGradient: Tensor { stack.besideGradient }

    // MARK: The last activation

    /// The activation with which the network ends, if it ends with one.
    public var outputActivation: (any Activation)? { (layers.last as? any ActivatedLayer)?.activation }

    public var description: String { summary.description }
}

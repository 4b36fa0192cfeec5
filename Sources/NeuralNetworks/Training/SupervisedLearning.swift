import Tensors

/// The objective of ``Network/fit(_:validation:loss:optimizer:epochs:batchSize:metrics:callbacks:checkpoint:)``: one network,
/// one loss between its outputs and given targets.
public final class SupervisedLearning: Objective {
    public let network: Network
    public private(set) var loss: any Loss
    public let metrics: [Metric]
    public let optimizers: Optimizers

    /// The loss as a function of what the network gives in training: of the logits where there is a stable form.
    private let inner: any Loss
    private let pass: (training: Pass, inference: Pass)
    private let names: [String]
    private var gradient = Tensor()
    private var outputs = Tensor()  // φ(z), where a metric wants it and the network gave z

    /// - Throws: ``NetworkError`` if a constant of the optimizer makes no sense, or if the loss and the network's last activation
    ///   do not belong together.
    public init(
        _ network: Network, loss: any Loss, optimizer: any Optimizer = .gradientDescent(learningRate: 0),
        metrics: [Metric] = [.loss]
    ) throws {
        self.network = network
        self.loss = loss
        self.metrics = metrics
        names = metrics.map(\.name)
        optimizers = try Optimizers(("network", network, optimizer))
        if let φ = network.outputActivation {
            if let objection = loss.objection(to: φ) { throw NetworkError.invalid(objection) }
        }
        let fused = network.outputActivation.flatMap(loss.fromLogits)
        inner = fused ?? loss
        pass = fused == nil ? (.training, .inference) : (.training.toLogits, .inference.toLogits)
    }

    // snippet.step
    public func step(_ batch: Batch) throws -> Measures {
        // y = f(x), and L with ∂L/∂y
        let y = try network.forward(batch.x, pass.training)
        let L = try inner.evaluate(y, targets: batch.t, gradient: &gradient)
        let measures = measures(y, batch.t, loss: L)
        guard L.isFinite else { return measures }
        // ∂L/∂θ, and a step
        try network.backward(gradient, computing: .parameters)
        try optimizers.step(network)
        return measures
    }
    // snippet.end

    public func evaluate(_ samples: Samples) throws -> Measures {
        var sums = Measures()
        let batch = Batch(random: RandomGenerator(seed: 0))
        let piece = network.samplesAtOnce
        for start in stride(from: 0, to: samples.count, by: piece) {
            network.forget()
            let chosen = (start..<min(start + piece, samples.count)).map(Int32.init)
            chosen.withUnsafeBufferPointer { batch.gather(samples, $0) }
            let y = try network.forward(batch.x, pass.inference)
            sums.add(
                measures(y, batch.t, loss: try inner.value(y, targets: batch.t)), times: Double(batch.count))
        }
        sums.divide(by: Double(samples.count))
        return sums
    }

    private func measures(_ y: Tensor, _ t: Tensor, loss: Double) -> Measures {
        var y = y
        if pass.training.givesLogits, metrics.contains(where: { $0.measure != nil }) {
            outputs.copy(y)
            outputs.apply(network.outputActivation!)
            y = outputs
        }
        return Measures(names: names, values: metrics.map { $0.measure?(y, t) ?? loss })
    }

    public var settings: String { "\(loss.name), measuring \(names.joined(separator: ", "))" }

    public func check(_ samples: Samples, role: String) throws {
        try network.checkBeside(nil, rows: samples.count)
        guard samples.count > 0 else { throw NetworkError.shape("the \(role) samples are empty") }
        guard samples.sampleShape == network.inputShape else {
            throw NetworkError.shape(
                "the \(role) samples have shape \(samples.sampleShape), but the network takes \(network.inputShape)")
        }
        guard samples.targetShape == network.outputShape else {
            throw NetworkError.shape(
                "the targets of the \(role) samples have shape \(samples.targetShape), but the network gives "
                    + "\(network.outputShape)")
        }
        try loss.check(targetsOf: samples, role: role)
    }

    public func placeOfDivergence(_ batch: Batch) -> String {
        if !allFinite(batch.x) { return "the inputs" }
        if !allFinite(batch.t) { return "the targets" }
        if let place = network.placeOfDivergence(batch.x) { return place }
        return "the loss (\(loss.name)) of the outputs of layer \(network.layers.count), \(network.layers.last!.name)"
    }
}

extension Tensor {
    /// y ← φ(y), in place.
    mutating func apply(_ φ: any Activation) {
        let run = φ.isElementwise ? count : shape.last
        withUnsafeMutableBufferPointer { y in
            for start in stride(from: 0, to: y.count, by: Swift.max(run, 1)) {
                φ.apply(UnsafeMutableBufferPointer(rebasing: y[start..<start + run]))
            }
        }
    }
}

extension Network {
    /// Where the first number that is not finite stands when these inputs go through the network: in which layer's weights or
    /// outputs, such as `layer 2, Dense(8, relu): its weights`; nil if all are finite.
    public func placeOfDivergence(_ inputs: Tensor) -> String? {
        forget()
        var y = inputs
        for (index, layer) in layers.enumerated() {
            let name = "layer \(index + 1), \(layer.name)"
            if let parameter = layer.parameters.first(where: { !allFinite($0.value) }) {
                return name + ": its \(parameter.name.split(separator: ".").last ?? "weights")"
            }
            y = stack.predict(y, index..<index + 1)
            if !allFinite(y) { return name + ": its outputs" }
        }
        return nil
    }
}

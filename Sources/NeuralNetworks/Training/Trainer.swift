import Tensors

/// One mini-batch after another through a network: forward, loss, backward, optimizer. Owns the batch's memory, so that a step
/// after the first allocates nothing.
///
/// `fit` drives it over epochs; a training loop of one's own may drive it directly.
public final class Trainer {
    public let network: Network
    public let loss: any Loss
    public private(set) var state: OptimizerState

    private let fused: Bool
    private var inputs = Tensor()
    private var targets = Tensor()
    private var outputs = Tensor()  // after the last activation, where the loss computes that
    private var gradient = Tensor()

    /// - Throws: ``NetworkError`` if a constant of the optimizer makes no sense.
    public init(_ network: Network, loss: any Loss, optimizer: any Optimizer, stepsPerEpoch: Int = 1) throws {
        self.network = network
        self.loss = loss
        state = try OptimizerState(optimizer, for: network, stepsPerEpoch: stepsPerEpoch)
        fused = network.outputActivation.map(loss.fuses) ?? false
    }

    /// One step on the samples chosen.
    ///
    /// - Returns: the mean loss over the batch, before the step. If it is not finite, no step is taken.
    public func step(on samples: Samples, chosen: UnsafeBufferPointer<Int32>) -> Double {
        step(on: samples, chosen: chosen, measuring: [], sums: UnsafeMutableBufferPointer(start: nil, count: 0))
    }

    /// One step, adding each metric's sum over the batch to `sums`.
    func step(
        on samples: Samples, chosen: UnsafeBufferPointer<Int32>, measuring metrics: [Metric],
        sums: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        // The first layer still holds the inputs of the step before.
        network.stack.forget()
        samples.gatherInputs(chosen, into: &inputs)
        if !samples.targetsAreInputs { samples.gatherTargets(chosen, into: &targets) }
        network.outputsLogits = fused
        defer { network.outputsLogits = false }
        let output = network.stack.forward(inputs, .training)
        let target = samples.targetsAreInputs ? inputs : targets
        let sum = evaluate(output, target, withGradient: true)
        let mean = sum / Double(chosen.count)
        measure(metrics, output, target, loss: sum, into: sums)
        if !mean.isFinite { return mean }
        _ = network.stack.backward(gradient, computing: .parameters)
        state.step(network)
        return mean
    }

    /// Adds each metric's sum over the samples chosen to `sums`, in an inference pass, without a step.
    func evaluate(
        on samples: Samples, chosen: UnsafeBufferPointer<Int32>, measuring metrics: [Metric],
        sums: UnsafeMutableBufferPointer<Double>
    ) {
        // The first layer still holds the inputs of the step before.
        network.stack.forget()
        samples.gatherInputs(chosen, into: &inputs)
        if !samples.targetsAreInputs { samples.gatherTargets(chosen, into: &targets) }
        network.outputsLogits = fused
        defer { network.outputsLogits = false }
        let output = network.stack.forward(inputs, .inference)
        let target = samples.targetsAreInputs ? inputs : targets
        measure(metrics, output, target, loss: evaluate(output, target, withGradient: false), into: sums)
    }

    /// The loss summed over the batch; leaves ∂L/∂output in `gradient` if wanted, and φ(z) in `outputs` if fused.
    private func evaluate(_ output: Tensor, _ target: Tensor, withGradient: Bool) -> Double {
        let (rows, columns) = (output.rows, output.columns)
        if withGradient { gradient.reserve(output.shape) }
        if fused { outputs.reserve(output.shape) }
        return output.withUnsafeBufferPointer { output in
            target.withUnsafeBufferPointer { target in
                gradient.withUnsafeMutableBufferPointer { gradient in
                    let gradient = withGradient ? gradient : nil
                    guard fused else {
                        return loss.evaluate(output, targets: target, rows: rows, columns: columns, gradient: gradient)
                    }
                    return outputs.withUnsafeMutableBufferPointer {
                        loss.evaluate(
                            logits: output, targets: target, rows: rows, columns: columns, outputs: $0,
                            gradient: gradient)
                    }
                }
            }
        }
    }

    private func measure(
        _ metrics: [Metric], _ output: Tensor, _ target: Tensor, loss: Double,
        into sums: UnsafeMutableBufferPointer<Double>
    ) {
        for index in metrics.indices {
            guard let measure = metrics[index].measure else {
                sums[index] += loss
                continue
            }
            let columns = output.columns
            (fused ? outputs : output).withUnsafeBufferPointer { y in
                target.withUnsafeBufferPointer { t in
                    for start in stride(from: 0, to: y.count, by: columns) {
                        sums[index] += measure(
                            UnsafeBufferPointer(rebasing: y[start..<start + columns]),
                            UnsafeBufferPointer(rebasing: t[start..<start + columns]))
                    }
                }
            }
        }
    }

    /// Where the first number that is not finite stands, looking as a training pass does: at the inputs, then layer by layer at
    /// the weights and the outputs, then at the loss.
    func placeOfDivergence() -> String {
        if !isFinite(inputs) { return "the inputs" }
        if !isFinite(targets) { return "the targets" }
        if let place = network.placeOfDivergence(inputs) { return place }
        return "the loss (\(loss.name)) of the outputs of layer \(network.layers.count), \(network.layers.last!.name)"
    }
}

extension Network {
    /// Where the first number that is not finite stands when these inputs go through the network: in which layer's weights or
    /// outputs, such as `layer 2, Dense(8, relu): its weights`; nil if all are finite.
    public func placeOfDivergence(_ inputs: Tensor) -> String? {
        stack.forget()
        var y = inputs
        for (index, layer) in layers.enumerated() {
            let name = "layer \(index + 1), \(layer.name)"
            if let parameter = layer.parameters.first(where: { !isFinite($0.value) }) {
                return name + ": its \(parameter.name.split(separator: ".").last ?? "weights")"
            }
            y = layer.forward(y, .inference)
            if !isFinite(y) { return name + ": its outputs" }
        }
        return nil
    }
}

private func isFinite(_ tensor: Tensor) -> Bool {
    tensor.withUnsafeBufferPointer { $0.allSatisfy { $0.isFinite } }
}

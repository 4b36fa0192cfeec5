import Tensors

/// Reading a network in the middle, and sending gradients back from there: a *perceptual* loss compares two images by the
/// features that some layers of a trained classifier find in them.
///
/// ```swift
/// let layers = [1, 3, 5]
/// let features = try classifier.outputs(ofLayers: layers, for: x̂)
/// let gradients = zip(features, wanted).map { try loss.gradient($0, targets: $1) }
/// let ∂x̂ = try classifier.backward(gradients, fromLayers: layers)         // Σ over the layers; no weight is touched
/// ```
/// Source of the idea: Hou, Shen, Sun, Qiu, Deep feature consistent variational autoencoder, WACV 2017 (arXiv 1610.00291).
extension Network {
    /// The outputs of some layers for a batch, from one pass that ends at the last of them.
    ///
    /// - Parameters:
    ///   - indices: which of ``layers``, counted from 0, in increasing order.
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - pass: `.frozen` if nothing is said: as in use, and ``backward(_:fromLayers:computing:)`` may follow.
    /// - Returns: one tensor a layer, B × the layer's `outputShape`. The network fills the memory of those again in its next
    ///   pass, except of those that are still held then.
    /// - Throws: ``NetworkError`` if x has another shape or there are no such layers.
    public func outputs(ofLayers indices: [Int], for x: Tensor, _ pass: Pass = .frozen) throws -> [Tensor] {
        try checkShape(of: x)
        try checkBeside(nil, rows: x.rows)
        try checkLayers(indices)
        versionOfPass = version
        return stack.outputs(of: indices, x, pass)
    }

    /// Carries gradients with respect to the outputs of some layers back through the latest pass; where they meet, they add.
    ///
    /// - Parameters:
    ///   - gradients: ∂L/∂y for each layer's output y, in its shape.
    ///   - indices: which of ``layers``, counted from 0, in increasing order.
    ///   - wanted: which gradients to compute; only that with respect to the input if nothing is said.
    /// - Returns: ∂L/∂x, or an empty tensor if `wanted` does not contain it.
    /// - Throws: ``NetworkError`` if there are no such layers or gradients of other shapes.
    @discardableResult
    public func backward(
        _ gradients: [Tensor], fromLayers indices: [Int], computing wanted: Gradients = .inputs
    ) throws -> Tensor {
        try checkLayers(indices)
        try require(
            gradients.count == indices.count,
            "there are \(gradients.count) gradients for the outputs of \(indices.count) layers")
        try checkBackward(from: indices.last!)
        for (gradient, index) in zip(gradients, indices) {
            guard gradient.shape == layers[index].outputShape.prefixed(by: stack.latestRows) else {
                throw NetworkError.shape(
                    "the output of layer \(index + 1), \(layers[index].name), has shape \(layers[index].outputShape) for each "
                        + "of \(stack.latestRows) samples, but its gradient has shape \(gradient.shape)")
            }
        }
        // Layers behind the last one read get no gradient: what stands there is an earlier pass's.
        if wanted.contains(.parameters), !wanted.contains(.accumulate) { storage.clearGradients() }
        return stack.backward(gradients, from: indices, computing: wanted)
    }

    func checkLayers(_ indices: [Int]) throws {
        let increasing = zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }
        try require(
            !indices.isEmpty && increasing && indices.allSatisfy(layers.indices.contains),
            "the layers to read must be some of 0 to \(layers.count - 1) in increasing order, but are \(indices)")
    }
}

import Tensors

/// A layer at work: it holds weights, turns a batch into a batch, and carries gradients back.
///
/// Samples are rows: a batch of B samples of shape `inputShape` is a tensor of shape B × `inputShape`, images being
/// height × width × channels.
///
/// A layer owns the tensors it returns and fills them again in the next step, so that training allocates nothing. This is safe
/// for everybody, because tensors are values: a result that is still held when the layer needs its memory again is left alone,
/// at the cost of one allocation.
///
/// A layer of one's own needs its shapes, ``forward(_:_:)`` and ``backward(_:computing:)``; all else has a default. One
/// without weights is shorter still as a ``Lambda``.
public protocol Layer: AnyObject {
    /// The declaration as it stands in summaries and errors, such as `Dense(100, relu)`; the type's name if nothing is said.
    var name: String { get }

    /// The shape of one sample going in.
    var inputShape: Shape { get }

    /// The shape of one sample coming out.
    var outputShape: Shape { get }

    /// The weights, with their gradients; empty for a layer that learns nothing.
    var parameters: [Parameter] { get }

    /// What the layer finds out in training beside its weights, such as the mean of its inputs: saved with the network, but no
    /// optimizer touches it. Empty for most layers.
    var statistics: [Parameter] { get }

    /// The layers inside this one.
    var sublayers: [any Layer] { get }

    /// Computes the outputs of a batch, and unless the pass is for inference keeps what ``backward(_:computing:)`` needs of it.
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor

    /// Carries the gradient of the loss back through the latest pass that was not for inference.
    ///
    /// - Parameters:
    ///   - gradient: ∂L/∂y, in the shape of that pass's output.
    ///   - wanted: which gradients to compute. Those of parameters overwrite what `Parameter.gradient` held, unless
    ///     ``Gradients/accumulate`` is among them.
    /// - Returns: ∂L/∂x in the shape of that pass's input, or an empty tensor if `wanted` does not contain it.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor

    /// Lets go of tensors of other layers kept since the latest pass, so that those can be filled again in place.
    func forget()
}

extension Layer {
    public var name: String {
        let type = String(describing: Self.self)
        return type.hasSuffix("Layer") ? String(type.dropLast(5)) : type
    }
    public var parameters: [Parameter] { [] }
    public var statistics: [Parameter] { [] }
    public var sublayers: [any Layer] { [] }
    public func forget() {}

    /// A training pass.
    public func forward(_ x: Tensor) -> Tensor { forward(x, .training) }
    /// The gradients of parameters and inputs.
    public func backward(_ gradient: Tensor) -> Tensor { backward(gradient, computing: .all) }

    /// A weight by its name in the layer, such as `dense["weights"]`; nil if it has no such weight.
    public subscript(_ name: String) -> Parameter? {
        (parameters + statistics).first { $0.name.split(separator: ".").last.map(String.init) == name }
    }
}

/// A layer that ends in an activation, which a pass to the logits leaves out (``Pass/givesLogits``).
public protocol ActivatedLayer: Layer {
    var activation: any Activation { get }
}

/// A layer with a second input beside the sample: a label, or the memory of an encoder.
///
/// ``Network/forward(_:beside:_:)`` hands the second input to every such layer, also inside others.
public protocol TwoInputLayer: Layer {
    /// Sets the second input of the next forward pass, one row a sample.
    func setBeside(_ m: Tensor)
    /// ∂L/∂m, as the latest backward pass that computed the inputs' gradients left it.
    var besideGradient: Tensor { get }
}

extension Layer {
    /// The weights of the layer by their usual name, such as W of a dense layer, inputs × units.
    ///
    /// - Precondition: it has such weights.
    public var weights: Parameter { named("weights") }
    /// The biases of the layer, one a unit or channel.
    ///
    /// - Precondition: it has biases.
    public var biases: Parameter { named("biases") }

    private func named(_ name: String) -> Parameter {
        guard let parameter = self[name] else {
            preconditionFailure("\(self.name) has no \(name), only \(parameters.map(\.name).joined(separator: ", "))")
        }
        return parameter
    }
}

import Tensors

/// A layer at work: it holds weights, turns a batch into a batch, and carries gradients back.
///
/// Samples are rows: a batch of B samples of shape `inputShape` is a tensor of shape B × `inputShape`, images being
/// height × width × channels.
///
/// A layer owns the tensors it returns and fills them again in the next step, so that training allocates nothing. This is safe
/// for everybody, because tensors are values: a result that is still held when the layer needs its memory again is left alone,
/// at the cost of one allocation.
public protocol Layer: AnyObject {
    /// The declaration as it stands in summaries and errors, such as `Dense(100, relu)`.
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

    /// Carries the gradient of the loss back through the latest training pass.
    ///
    /// - Parameters:
    ///   - gradient: ∂L/∂y, in the shape of that pass's output.
    ///   - wanted: which gradients to compute. Those of parameters overwrite what `Parameter.gradient` held, unless
    ///     ``Gradients/accumulate`` is among them.
    /// - Returns: ∂L/∂x in the shape of that pass's input, or an empty tensor if `wanted` does not contain it.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor

    /// Lets go of tensors of other layers kept since the latest training pass, so that those can be filled again in place.
    func forget()
}

extension Layer {
    public var parameters: [Parameter] { [] }
    public var statistics: [Parameter] { [] }
    public var sublayers: [any Layer] { [] }
    public func forget() {}

    /// A training pass.
    public func forward(_ x: Tensor) -> Tensor { forward(x, .training) }
    /// The gradients of parameters and inputs.
    public func backward(_ gradient: Tensor) -> Tensor { backward(gradient, computing: .all) }
}

/// What a forward pass is for.
public enum Pass: Sendable {
    /// Noise and dropout are active, normalisation takes the statistics of the batch, and a backward pass may follow.
    case training
    /// As in use, without noise and dropout and with the statistics found in training, but a backward pass may follow: to
    /// send gradients through a network that stays as it is.
    case frozen
    /// As in use, and nothing is kept.
    case inference

    /// Whether a layer must keep what its backward pass needs.
    public var allowsBackward: Bool { self != .inference }
}

/// Which gradients a backward pass computes.
public struct Gradients: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Those of the loss with respect to the weights. Leave them out to send a gradient through a frozen network.
    public static let parameters = Gradients(rawValue: 1)
    /// Those with respect to the input. Leave them out where nothing stands before the network.
    public static let inputs = Gradients(rawValue: 2)
    /// Parameter gradients are added to those present instead of replacing them.
    public static let accumulate = Gradients(rawValue: 4)
    /// Parameters and inputs, replacing.
    public static let all: Gradients = [.parameters, .inputs]
}

/// A layer that ends in an activation which a loss may want to take over: softmax or sigmoid with cross-entropy.
public protocol ActivatedLayer: Layer {
    var activation: any Activation { get }
    /// While true, the layer leaves its activation out, forward and backward: its outputs are logits.
    var emitsLogits: Bool { get set }
}

/// What a forward pass is for, and whether it ends before the last activation.
public struct Pass: Sendable, Equatable {
    private enum Kind { case training, frozen, inference }
    private let kind: Kind
    /// Whether the last layer leaves its activation out, forward and backward: the pass then gives logits z instead of
    /// y = φ(z), from which cross-entropy is computed stably.
    public let givesLogits: Bool

    private init(_ kind: Kind, givesLogits: Bool = false) { (self.kind, self.givesLogits) = (kind, givesLogits) }

    /// Noise and dropout are active, normalisation takes the statistics of the batch, and a backward pass may follow.
    public static let training = Pass(.training)
    /// As in use, without noise and dropout and with the statistics found in training, but a backward pass may follow: to
    /// send gradients through a network that stays as it is.
    public static let frozen = Pass(.frozen)
    /// As in use, and nothing is kept.
    public static let inference = Pass(.inference)

    /// The same pass, to the logits.
    public var toLogits: Pass { Pass(kind, givesLogits: true) }
    /// The same pass, to the outputs.
    public var toOutputs: Pass { Pass(kind) }

    /// Whether a layer must keep what its backward pass needs.
    public var allowsBackward: Bool { kind != .inference }
    /// Whether noise acts and statistics are those of the batch.
    public var isTraining: Bool { kind == .training }
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

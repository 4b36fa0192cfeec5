import Tensors

/// Networks by name, each with the optimizer that trains it, and what the optimizers remember.
///
/// ```swift
/// let optimizers = try Optimizers(
///     ("generator", generator, .adam(0.0002, beta1: 0.5)), ("discriminator", discriminator, .adam(0.0002, beta1: 0.5)))
/// ```
public final class Optimizers {
    public let names: [String]
    public let networks: [Network]
    /// What each optimizer remembers, in the order of ``networks``.
    public internal(set) var states: [OptimizerState]

    /// - Throws: ``NetworkError`` if a constant of an optimizer makes no sense, or two networks have one name or are the same.
    public init(_ members: (name: String, network: Network, optimizer: any Optimizer)...) throws {
        names = members.map(\.name)
        networks = members.map(\.network)
        try require(
            Set(names).count == names.count && Set(networks.map(ObjectIdentifier.init)).count == names.count,
            "each network is trained under one name of its own, but the names are \(names.joined(separator: ", "))")
        states = try members.map { try OptimizerState($0.optimizer, for: $0.network) }
    }

    /// How many steps make an epoch, the unit of time of learning-rate schedules.
    public var stepsPerEpoch: Int {
        get { states.first?.stepsPerEpoch ?? 1 }
        set { for i in states.indices { states[i].stepsPerEpoch = newValue } }
    }

    /// The learning rate of the first network's next step.
    public var learningRate: Double { states.first?.learningRate ?? 0 }

    /// One step of a network by the gradients that stand in its parameters.
    public func step(_ network: Network) throws {
        guard let i = networks.firstIndex(where: { $0 === network }) else {
            throw NetworkError.invalid("a network is to be trained that has no optimizer; there are \(names)")
        }
        states[i].step(network)
    }

    /// One step downhill: the gradients of L with respect to the networks' weights, and a step of each. All other networks stay
    /// as they are, and the gradient passes through them.
    ///
    /// - Throws: ``NetworkError`` if L is not finite, does not depend on one of the networks, or a pass is outdated.
    public func descend(_ loss: Variable, _ networks: [Network]) throws {
        try loss.tape.checkNumber(loss)
        guard loss.number.isFinite else { throw NotFinite() }
        try loss.tape.differentiate(loss, for: networks)
        for network in networks { try step(network) }
    }
}

/// A loss is not finite; the training loop turns it into a sentence that names epoch, step and place.
struct NotFinite: Error, CustomStringConvertible {
    var description: String { "The loss is not a finite number." }
}

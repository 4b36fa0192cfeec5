import Tensors

/// What training is for: which networks it trains, by which optimizers, and what one step does with a batch.
///
/// How epochs run is the same for all, see ``train(on:validation:epochs:batchSize:seed:callbacks:checkpoint:)``. The lecture's
/// generative adversarial network:
/// ```swift
/// final class GAN: Objective {
///     ...
///     func step(_ batch: Batch) throws -> Measures {
///         let x̂ = try generator(batch.normal(100))
///         let d = try bce(discriminator(x̂), 0) + bce(discriminator(batch.inputs), 0.9)
///         try descend(d, discriminator)                       // x̂ is data here
///         let g = try bce(discriminator(x̂), 1)
///         try descend(g, generator)                           // through the discriminator, which stays as it is
///         return ["discriminator": d, "generator": g]
///     }
/// }
/// ```
public protocol Objective: AnyObject {
    /// The networks that are trained.
    var optimizers: Optimizers { get }

    /// One step: measures, and changes the networks. It may throw ``NetworkError``.
    ///
    /// - Returns: means over the batch, under the same names in each step; the first is what bars show.
    func step(_ batch: Batch) throws -> Measures

    /// The measures over samples, as in use, without a step; empty if nothing is measured.
    func evaluate(_ samples: Samples) throws -> Measures

    /// The measures over the training samples before the first step; ``evaluate(_:)`` if nothing is said.
    func evaluateBeforeTraining(_ samples: Samples) throws -> Measures

    /// Lets go of tensors kept since the latest step, so that their memory can be used again.
    func forget()

    /// Throws a ``NetworkError`` if the samples do not fit; `role` says what they are for, such as `training`.
    func check(_ samples: Samples, role: String) throws

    /// Where the first number that is not finite stands, after a step that met one.
    func placeOfDivergence(_ batch: Batch) -> String

    /// What determines training beside networks and optimizers, such as the loss; a checkpoint of other settings is refused.
    var settings: String { get }

    /// What the objective itself remembers from step to step beside its networks (constants that are learnt, random numbers,
    /// a buffer), for checkpoints; empty if nothing.
    var state: [UInt8] { get set }
}

extension Objective {
    /// One step downhill along the gradient of L, for these networks alone; see ``Optimizers/descend(_:_:)``.
    public func descend(_ loss: Variable, _ networks: Network...) throws { try optimizers.descend(loss, networks) }

    public func evaluate(_ samples: Samples) throws -> Measures { [:] }
    public func evaluateBeforeTraining(_ samples: Samples) throws -> Measures { try evaluate(samples) }
    public func forget() { for network in optimizers.networks { network.forget() } }
    public func check(_ samples: Samples, role: String) throws {}
    public func placeOfDivergence(_ batch: Batch) -> String {
        if !allFinite(batch.x) { return "the inputs" }
        for (name, network) in zip(optimizers.names, optimizers.networks) where !network.storage.isFinite {
            return "the weights of the \(name)"
        }
        return "the loss"
    }
    public var settings: String { "" }
    public var state: [UInt8] {
        get { [] }
        set {}
    }
}

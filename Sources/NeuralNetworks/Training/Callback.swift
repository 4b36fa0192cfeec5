/// Something that watches training: `.progressBar`, `.csv(url)`, `.earlyStopping(...)`, `.onEpoch { ... }`.
///
/// All requirements have empty defaults. A callback that is a class can keep what it sees.
public protocol Callback {
    /// Before the first step. `progress.history` has the values before training.
    func trainingBegins(_ progress: Progress) throws
    /// After each step; to be quick.
    func stepEnds(_ progress: Progress) throws
    /// After each epoch, its record being the last of `progress.history`. To end training, call `progress.stop()`.
    func epochEnds(_ progress: Progress) throws
    /// After the last epoch, also if training stopped early or failed.
    func trainingEnds(_ progress: Progress)
}

extension Callback {
    public func trainingBegins(_ progress: Progress) throws {}
    public func stepEnds(_ progress: Progress) throws {}
    public func epochEnds(_ progress: Progress) throws {}
    public func trainingEnds(_ progress: Progress) {}
}

/// How far training has come: what callbacks are shown.
///
/// A training loop of one's own makes one, keeps it up to date, and hands it to callbacks such as a progress bar.
public final class Progress {
    /// What is trained: one network, or several together, as an encoder and a decoder.
    public let networks: [Network]
    /// The first of ``networks``.
    public var network: Network { networks[0] }
    public let epochs: Int
    public let stepsPerEpoch: Int
    /// The present epoch, from 1; 0 before the first.
    public var epoch = 0
    /// The steps taken in the present epoch.
    public var step = 0
    /// The loss of the latest mini-batch.
    public var batchLoss = 0.0
    public var history: History
    /// Whether a callback wants training to end.
    public private(set) var isStopped = false

    /// - Precondition: there is at least one network.
    public init(networks: [Network], epochs: Int, stepsPerEpoch: Int, history: History) {
        precondition(!networks.isEmpty, "progress is that of at least one network")
        self.networks = networks
        self.epochs = epochs
        self.stepsPerEpoch = stepsPerEpoch
        self.history = history
    }

    /// Ends training after this epoch.
    public func stop() { isStopped = true }
}

/// Calls a closure after each epoch.
public struct EpochCallback: Callback {
    private let body: (Progress) throws -> Void
    public init(_ body: @escaping (Progress) throws -> Void) { self.body = body }
    public func epochEnds(_ progress: Progress) throws { try body(progress) }
}

/// Calls a closure after each step.
public struct StepCallback: Callback {
    private let body: (Progress) throws -> Void
    public init(_ body: @escaping (Progress) throws -> Void) { self.body = body }
    public func stepEnds(_ progress: Progress) throws { try body(progress) }
}

extension Callback where Self == EpochCallback {
    /// Calls the closure after each epoch.
    public static func onEpoch(_ body: @escaping (Progress) throws -> Void) -> EpochCallback { EpochCallback(body) }
}

extension Callback where Self == StepCallback {
    /// Calls the closure after each step.
    public static func onStep(_ body: @escaping (Progress) throws -> Void) -> StepCallback { StepCallback(body) }
}

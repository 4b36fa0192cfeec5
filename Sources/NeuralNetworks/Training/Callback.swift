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
public final class Progress {
    public let network: Network
    public let epochs: Int
    public let stepsPerEpoch: Int
    /// The present epoch, from 1; 0 before the first.
    public internal(set) var epoch = 0
    /// The steps taken in the present epoch.
    public internal(set) var step = 0
    /// The loss of the latest mini-batch.
    public internal(set) var batchLoss = 0.0
    public internal(set) var history: History
    var isStopped = false

    init(network: Network, epochs: Int, stepsPerEpoch: Int, history: History) {
        self.network = network
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

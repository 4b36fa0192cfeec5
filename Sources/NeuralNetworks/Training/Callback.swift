/// Something that watches training: `.progressBar`, `.csv(url)`, `.earlyStopping(...)`, `.onEpoch { ... }`.
///
/// All requirements have empty defaults. A callback that is a class can keep what it sees.
public protocol Callback {
    /// Before the first step. `progress.history` has the values before training.
    func trainingBegins(_ progress: TrainingProgress) throws
    /// After each step; to be quick.
    func stepEnds(_ progress: TrainingProgress) throws
    /// After each epoch, its record being the last of `progress.history`. To end training, call `progress.stop()`.
    func epochEnds(_ progress: TrainingProgress) throws
    /// After the last epoch, also if training stopped early or failed.
    func trainingEnds(_ progress: TrainingProgress)

    /// What the callback has to remember when training goes on from a checkpoint; empty if nothing.
    var state: [UInt8] { get }
    /// Remembers what ``state`` was.
    func setState(_ state: [UInt8])
}

extension Callback {
    public func trainingBegins(_ progress: TrainingProgress) throws {}
    public func stepEnds(_ progress: TrainingProgress) throws {}
    public func epochEnds(_ progress: TrainingProgress) throws {}
    public func trainingEnds(_ progress: TrainingProgress) {}
    public var state: [UInt8] { [] }
    public func setState(_ state: [UInt8]) {}
}

/// Calls a closure after each epoch.
public struct EpochCallback: Callback {
    private let body: (TrainingProgress) throws -> Void
    public init(_ body: @escaping (TrainingProgress) throws -> Void) { self.body = body }
    public func epochEnds(_ progress: TrainingProgress) throws { try body(progress) }
}

/// Calls a closure after each step.
public struct StepCallback: Callback {
    private let body: (TrainingProgress) throws -> Void
    public init(_ body: @escaping (TrainingProgress) throws -> Void) { self.body = body }
    public func stepEnds(_ progress: TrainingProgress) throws { try body(progress) }
}

extension Callback where Self == EpochCallback {
    /// Calls the closure after each epoch.
    public static func onEpoch(_ body: @escaping (TrainingProgress) throws -> Void) -> EpochCallback {
        EpochCallback(body)
    }
}

extension Callback where Self == StepCallback {
    /// Calls the closure after each step.
    public static func onStep(_ body: @escaping (TrainingProgress) throws -> Void) -> StepCallback {
        StepCallback(body)
    }
}

import Foundation

/// Ends training when a metric has not improved for some epochs, and gives the networks back the weights of the best one.
public final class EarlyStopping: Callback {
    public enum Better: Sendable { case smaller, larger }

    private let metric: String
    private let better: Better
    private let patience: Int
    private let minimalImprovement: Double
    private let restoresBest: Bool
    private var best: Double?
    private var bestWeights: [[Float]] = []
    private var epochsWithoutImprovement = 0
    /// The epoch with the best value so far.
    public private(set) var bestEpoch = 0

    /// - Parameters:
    ///   - metric: what to watch, by its name, on the validation set if there is one, else on the training set.
    ///   - better: whether small or large values are good; for `.accuracy` large, for everything else small if nothing is said.
    ///   - patience: how many epochs without improvement end training, ≥ 1.
    ///   - minimalImprovement: a smaller one does not count.
    ///   - restoresBest: whether the networks get back the weights of the best epoch when training ends.
    public init(
        _ metric: Metric = .loss, better: Better? = nil, patience: Int = 3, minimalImprovement: Double = 0,
        restoresBest: Bool = true
    ) {
        self.metric = metric.name
        self.better = better ?? (metric == .accuracy ? .larger : .smaller)
        self.patience = patience
        self.minimalImprovement = minimalImprovement
        self.restoresBest = restoresBest
    }

    public func trainingBegins(_ progress: TrainingProgress) throws {
        try require(patience >= 1, "the patience of early stopping must be at least 1 epoch, but is \(patience)")
        try require(
            progress.history.metrics.isEmpty || progress.history.metrics.contains(metric),
            "early stopping watches \(metric), which is not among the metrics \(progress.history.metrics.joined(separator: ", "))"
        )
        if progress.history.records.count <= 1 {
            best = nil
            epochsWithoutImprovement = 0
        }
    }

    private struct Memory: Codable {
        var best: Double?
        var weights: [Data]
        var patience: Int
        var epoch: Int
    }

    public var state: [UInt8] {
        let memory = Memory(
            best: best, weights: bestWeights.map { $0.withUnsafeBytes { Data($0) } },
            patience: epochsWithoutImprovement,
            epoch: bestEpoch)
        return (try? JSONEncoder().encode(memory)).map(Array.init) ?? []
    }

    public func setState(_ state: [UInt8]) {
        guard let memory = try? JSONDecoder().decode(Memory.self, from: Data(state)) else { return }
        best = memory.best
        bestWeights = memory.weights.map { data in
            data.withUnsafeBytes { bytes in
                (0..<data.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
            }
        }
        (epochsWithoutImprovement, bestEpoch) = (memory.patience, memory.epoch)
    }

    public func epochEnds(_ progress: TrainingProgress) throws {
        let record = progress.history.records[progress.history.records.count - 1]
        guard let value = record.validation[metric] ?? record.training[metric] else {
            throw NetworkError.invalid("early stopping watches \(metric), which is not among the measures")
        }
        let improvement =
            value.isFinite
            ? best.map { better == .smaller ? $0 - value : value - $0 } ?? .infinity : -.infinity
        if improvement > minimalImprovement {
            best = value
            bestEpoch = record.epoch
            epochsWithoutImprovement = 0
            if restoresBest { bestWeights = progress.networks.map(\.storage.snapshot) }
        } else {
            epochsWithoutImprovement += 1
            if epochsWithoutImprovement >= patience { progress.stop() }
        }
    }

    public func trainingEnds(_ progress: TrainingProgress) {
        guard restoresBest, best != nil else { return }
        for (network, weights) in zip(progress.networks, bestWeights) { network.storage.restore(weights) }
    }
}

extension Callback where Self == EarlyStopping {
    /// Ends training when a metric has not improved for some epochs.
    public static func earlyStopping(
        _ metric: Metric = .loss, better: EarlyStopping.Better? = nil, patience: Int = 3,
        minimalImprovement: Double = 0,
        restoresBest: Bool = true
    ) -> EarlyStopping {
        EarlyStopping(
            metric, better: better, patience: patience, minimalImprovement: minimalImprovement,
            restoresBest: restoresBest)
    }
}

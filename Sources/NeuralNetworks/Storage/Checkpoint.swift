import Foundation
import Tensors

/// Where training keeps what it needs to go on after an interruption: weights, what optimizers remember, random numbers, history.
///
/// ```swift
/// try network.fit(samples, loss: .crossEntropy, optimizer: .adam, epochs: 100, checkpoint: "run.checkpoint")
/// ```
/// Run again after an interruption, the same program goes on after the last epoch that was saved, and ends with the same bytes as
/// if nothing had happened. The file is replaced as a whole, so that at any moment it is a whole one.
public struct Checkpoint: Sendable, ExpressibleByStringLiteral {
    public let url: URL
    /// After how many epochs the file is written.
    public let every: Int

    /// - Parameter every: after how many epochs the file is written, ≥ 1; it also is after the last.
    public init(_ url: URL, every: Int = 1) {
        precondition(every >= 1, "a checkpoint is written every so many epochs, at least every 1")
        (self.url, self.every) = (url, every)
    }

    public init(stringLiteral path: String) { self.init(URL(fileURLWithPath: path)) }

    static let file = WeightFile(magic: "NEURALCP", version: 1, owner: "checkpoint")

    struct Header: Codable {
        struct Member: Codable, Equatable {
            var name: String
            var input: Shape
            var layers: [LayerSpecification]
            var optimizer: String
        }
        struct Memory: Codable {
            var kind: String
            var state: Data
        }
        var plan: String
        var members: [Member]
        var steps: [Int]
        /// Of each network the generators of each of its sets of layers.
        var generators: [[[RandomGenerator]]]
        var shuffling: RandomGenerator
        var drawing: RandomGenerator
        var history: History
        var isStopped: Bool
        // As Data, which JSON holds in fewer characters than an array of numbers.
        var objective: Data
        /// Of the callbacks that remember something: their types and what.
        var callbacks: [Memory]
    }

    /// Writes the state after an epoch, if it is its turn.
    func save(
        _ objective: some Objective, _ progress: TrainingProgress, _ batch: Batch, _ shuffling: RandomGenerator,
        callbacks: [any Callback], plan: String
    ) throws {
        guard progress.epoch % every == 0 || progress.epoch == progress.epochs || progress.isStopped else { return }
        let optimizers = objective.optimizers
        let snapshots = optimizers.states.map(\.snapshot)
        let header = Header(
            plan: plan, members: Checkpoint.members(optimizers), steps: snapshots.map(\.steps),
            generators: optimizers.networks.map(\.allGenerators), shuffling: shuffling, drawing: batch.random,
            history: progress.history, isStopped: progress.isStopped, objective: Data(objective.state),
            callbacks: callbacks.map { Header.Memory(kind: "\(type(of: $0))", state: Data($0.state)) }.filter {
                !$0.state.isEmpty
            })
        try Checkpoint.file.write(
            header, zip(optimizers.networks, snapshots).flatMap { [$0.storage.snapshot, $1.moments] }, to: url)
    }

    /// Sets everything to what the file holds.
    ///
    /// - Returns: whether there is a file.
    /// - Throws: ``NetworkError`` if the file is damaged or belongs to another training.
    func restore(
        _ objective: some Objective, _ progress: TrainingProgress, _ batch: Batch, _ shuffling: inout RandomGenerator,
        callbacks: [any Callback], plan: String
    ) throws -> Bool {
        guard FileManager.default.fileExists(atPath: url.path) else { return false }
        guard let data = try? Data(contentsOf: url) else {
            throw NetworkError.file(path: url.path, reason: "it cannot be read")
        }
        try restore([UInt8](data), objective, progress, batch, &shuffling, callbacks: callbacks, plan: plan)
        return true
    }

    /// Goes back to a checkpoint's bytes without training on: what a test of damaged files needs.
    package func restore(_ bytes: [UInt8], _ objective: some Objective, plan: String) throws {
        var random = RandomGenerator(seed: 1)
        try restore(
            bytes, objective, TrainingProgress(objective: objective, epochs: 1, stepsPerEpoch: 1),
            Batch(random: random), &random, callbacks: [], plan: plan)
    }

    private func restore(
        _ bytes: [UInt8], _ objective: some Objective, _ progress: TrainingProgress, _ batch: Batch,
        _ shuffling: inout RandomGenerator, callbacks: [any Callback], plan: String
    ) throws {
        let (header, numbers) = try Checkpoint.file.read(Header.self, bytes, path: url.path)
        func failure(_ reason: String) -> NetworkError { .file(path: url.path, reason: reason) }
        let optimizers = objective.optimizers
        let members = Checkpoint.members(optimizers)
        guard header.members == members else {
            let difference = zip(header.members, members).first { $0 != $1 }
            throw failure(
                "it is the checkpoint of another training: "
                    + (difference.map { Checkpoint.difference($0, $1) }
                        ?? "it trains \(header.members.map(\.name).joined(separator: ", "))"))
        }
        guard header.plan == plan else {
            throw failure("it is the checkpoint of another training: \(header.plan), not \(plan)")
        }
        let lengths = zip(optimizers.networks, optimizers.states).flatMap {
            [$0.storage.snapshotCount, $1.snapshot.moments.count]
        }
        let known = Set(header.callbacks.map(\.kind))
        let remembering = callbacks.filter { !$0.state.isEmpty || known.contains("\(type(of: $0))") }
        guard lengths.reduce(0, +) == numbers.count,
            header.callbacks.map(\.kind) == remembering.map({ "\(type(of: $0))" }),
            header.generators.count == members.count, header.steps.count == members.count,
            zip(header.generators, optimizers.networks).allSatisfy({ $1.canTake($0) }),
            !header.history.records.isEmpty
        else { throw failure("it does not fit this training") }
        var position = 0
        func next(_ length: Int) -> [Float] {
            defer { position += length }
            return Array(numbers[position..<position + length])
        }
        for i in members.indices {
            optimizers.networks[i].storage.restore(next(lengths[2 * i]))
            try optimizers.states[i].restore(
                OptimizerState.Snapshot(steps: header.steps[i], moments: next(lengths[2 * i + 1])))
            try optimizers.networks[i].setAllGenerators(header.generators[i])
        }
        objective.state = [UInt8](header.objective)
        for (callback, memory) in zip(remembering, header.callbacks) { callback.setState([UInt8](memory.state)) }
        (shuffling, batch.random) = (header.shuffling, header.drawing)
        (progress.history, progress.isStopped) = (header.history, header.isStopped)
        progress.epoch = header.history.records.last!.epoch
    }

    private static func members(_ optimizers: Optimizers) -> [Header.Member] {
        optimizers.names.indices.map {
            let network = optimizers.networks[$0]
            return Header.Member(
                name: optimizers.names[$0], input: network.inputShape,
                layers: network.declarations.map(\.specification),
                optimizer: optimizers.states[$0].optimizer.description)
        }
    }

    private static func difference(_ a: Header.Member, _ b: Header.Member) -> String {
        if a.name != b.name { return "it trains the \(a.name), not the \(b.name)" }
        if a.optimizer != b.optimizer { return "its optimizer is \(a.optimizer), not \(b.optimizer)" }
        return "its \(a.name) has other layers, " + a.layers.map(\.kind).joined(separator: ", ")
    }
}

extension Network {
    /// The generators of all sets of layers that there are.
    var allGenerators: [[RandomGenerator]] { [generators] + twins.map { $0.randomLayers.map(\.random) } }

    /// Whether generators are those of so many sets of layers, of which a step needs a few.
    func canTake(_ generators: [[RandomGenerator]]) -> Bool {
        let count = stack.randomLayers.count
        return generators.first?.count == 1 + count && generators.dropFirst().allSatisfy { $0.count == count }
            && generators.count <= 1 << 12
    }

    /// Makes as many sets of layers, and sets their generators.
    func setAllGenerators(_ generators: [[RandomGenerator]]) throws {
        self.generators = generators[0]
        for (k, twin) in generators.dropFirst().enumerated() {
            for (layer, generator) in zip(try application(k + 1).randomLayers, twin) { layer.random = generator }
        }
    }
}

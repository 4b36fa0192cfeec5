import Tensors

/// An optimizer at work on one vector of parameters: the rule, what it remembers, and how many steps it took.
///
/// ```swift
/// var descent = try OptimizerState(.adam(learningRate: 0.1), count: 2)
/// for _ in 1...100 { descent.step(&θ, gradient: ∇f(θ)) }          // θ: [Float]
/// ```
/// For networks, ``Network/fit(_:validation:loss:optimizer:epochs:batchSize:metrics:callbacks:)`` makes one; training loops of
/// one's own (two networks against each other, say) make one a network and call ``step(_:)``.
public struct OptimizerState {
    public let optimizer: any Optimizer
    /// The number of steps taken.
    public private(set) var steps = 0
    /// How many steps make an epoch, the unit of time of learning-rate schedules.
    public var stepsPerEpoch: Int

    /// Parameters in a stand-alone vector; in networks they are counted with their filling.
    private let count: Int
    private let lanes: Int
    private var moments: Tensor
    // For stand-alone vectors: θ and its gradient, filled up to whole lanes.
    private var scratch = Tensor()

    /// For a vector of `count` numbers.
    ///
    /// - Throws: ``NetworkError`` if a constant of the optimizer makes no sense.
    public init(_ optimizer: any Optimizer, count: Int, stepsPerEpoch: Int = 1) throws {
        try optimizer.validate()
        try require(count >= 0 && stepsPerEpoch > 0, "an optimizer needs at least one step an epoch")
        self.optimizer = optimizer
        self.count = count
        self.stepsPerEpoch = stepsPerEpoch
        // Whole cache lines, so that each moment begins on one.
        lanes = (count + 15) / 16 * 2
        moments = Tensor(shape: [max(optimizer.momentCount, 1), lanes * 8])
    }

    /// For all parameters of a network.
    ///
    /// - Throws: ``NetworkError`` if a constant of the optimizer makes no sense.
    public init(_ optimizer: any Optimizer, for network: Network, stepsPerEpoch: Int = 1) throws {
        try self.init(optimizer, count: network.storage.count, stepsPerEpoch: stepsPerEpoch)
    }

    /// The learning rate of the next step.
    public var learningRate: Double { optimizer.learningRate.rate(at: Double(steps) / Double(stepsPerEpoch)) }

    /// The k-th number remembered for each parameter, such as Adam's m (0) and v (1).
    public func moment(_ k: Int) -> [Float] { Array(moments.rows(k..<k + 1).values.prefix(count)) }

    /// One step on a vector.
    public mutating func step(_ θ: inout [Float], gradient: [Float]) {
        precondition(θ.count == count && gradient.count == count, "the optimizer was made for \(count) parameters")
        if scratch.count == 0 { scratch = Tensor(shape: [2, lanes * 8]) }
        var scratch = scratch
        self.scratch = Tensor()
        let n = lanes * 8
        scratch.withUnsafeMutableBufferPointer { scratch in
            for i in 0..<count {
                scratch[i] = θ[i]
                scratch[n + i] = gradient[i]
            }
            step(scratch.baseAddress!, gradient: scratch.baseAddress! + n)
            for i in 0..<count { θ[i] = scratch[i] }
        }
        self.scratch = scratch
    }

    /// One step on all parameters of the network for which this state was made, by the gradients that the latest backward
    /// pass left.
    public mutating func step(_ network: Network) {
        precondition(network.storage.count == count, "the optimizer's state was made for another network")
        step(network.storage.values, gradient: network.storage.gradients)
        network.storage.version &+= 1
    }

    /// The number of steps and all moments.
    public var snapshot: (steps: Int, moments: [Float]) { (steps, moments.values) }

    /// Sets both.
    public mutating func restore(steps: Int, moments: [Float]) {
        self.steps = steps
        for i in moments.indices { self.moments[flat: i] = moments[i] }
    }

    /// One step on aligned memory in whole lanes.
    private mutating func step(_ θ: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>) {
        let η = Float(learningRate)
        steps += 1
        let (lanes, step, optimizer) = (lanes, steps, optimizer)
        moments.withUnsafeMutableBufferPointer { moments in
            let (θ, g, moments) = (asLanes(θ), UnsafePointer(asLanes(gradient)), asLanes(moments.baseAddress!))
            // Below some ten microseconds of work a second thread costs more than it gives.
            parallel(lanes, atLeast: 2048) { _, part in
                let start = part.lowerBound
                optimizer.update(
                    θ + start, gradient: g + start, moments: Moments(base: moments + start, stride: lanes),
                    count: part.count,
                    step: step, rate: η)
            }
        }
    }
}

/// The same memory, eight floats at a time. Parameters are read and written in this type only while nothing else does.
private func asLanes(_ floats: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(floats).assumingMemoryBound(to: Lanes.self)
}

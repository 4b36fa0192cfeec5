import Tensors

/// An optimizer at work on one vector of parameters: the rule, what it remembers, and how many steps it took.
///
/// ```swift
/// var descent = try OptimizerState(.adam(0.1), count: 2)
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
    // For clipping: Σ g² of each piece of the gradient.
    private var squares: [Double]

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
        let pieces = optimizer.gradientNormLimit == nil ? 0 : (lanes + pieceSize - 1) / pieceSize
        squares = [Double](repeating: 0, count: pieces)
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

    /// Whether all that is remembered is finite. A gradient beyond 1.8 · 10¹⁹ has no square in Float: the rules that divide by
    /// a root mean square would not move its parameter ever again, without any number in the network that shows it.
    public var isFinite: Bool { (0..<optimizer.momentCount).allSatisfy { moment($0).allSatisfy(\.isFinite) } }

    // MARK: Steps

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
    /// pass left. An optimizer with a ``Optimizer/gradientNormLimit`` leaves them scaled down.
    public mutating func step(_ network: Network) {
        precondition(network.storage.count == count, "the optimizer's state was made for another network")
        step(network.storage.values, gradient: network.storage.gradients)
        network.storage.version &+= 1
    }

    /// One step on whole lanes.
    private mutating func step(_ θ: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>) {
        let η = Float(learningRate)
        steps += 1
        let (θ, g) = (LaneRun(start: θ, count: lanes), LaneRun(start: gradient, count: lanes))
        if let limit = optimizer.gradientNormLimit { shorten(g, to: limit) }
        let (lanes, step, optimizer) = (lanes, steps, optimizer)
        moments.withUnsafeMutableBufferPointer { moments in
            let moments = LaneRun(start: moments.baseAddress!, count: moments.count / 8)
            // Below some ten microseconds of work a second thread costs more than it gives.
            parallel(lanes, atLeast: 2048) { _, part in
                optimizer.update(
                    θ[part], gradient: g[part], moments: Moments(moments, part: part, stride: lanes), step: step,
                    rate: η)
            }
        }
    }

    // MARK: Clipping

    /// If ‖g‖ > c, then g ← c g/‖g‖. A gradient that is not finite stays, to be noticed.
    private mutating func shorten(_ g: LaneRun, to c: Double) {
        let norm = norm(of: g)
        guard norm > c, norm.isFinite else { return }
        let factor = Float(c / norm)
        parallel(lanes, atLeast: 2048) { _, part in
            for i in part { g[i] *= factor }
        }
    }

    /// ‖g‖, summed in Double, where no square of a Float overflows: in pieces of the same size whatever the number of threads,
    /// so that the result is the same bits.
    private mutating func norm(of g: LaneRun) -> Double {
        let lanes = lanes
        squares.withUnsafeMutableBufferPointer { squares in
            parallel(squares.count, atLeast: 4) { _, pieces in
                for piece in pieces {
                    var sum = SIMD8<Double>.zero
                    for i in piece * pieceSize..<min((piece + 1) * pieceSize, lanes) {
                        let x = SIMD8<Double>(g[i])
                        sum += x * x
                    }
                    squares[piece] = sum.sum()
                }
            }
        }
        return squares.reduce(0, +).squareRoot()
    }

    // MARK: Saving

    /// What an optimizer remembers, to go on from there another time.
    public struct Snapshot: Sendable, Equatable {
        /// The number of steps taken.
        public var steps: Int
        /// The first moments of all parameters, then the second, ...
        public var moments: [Float]

        public init(steps: Int, moments: [Float]) {
            self.steps = steps
            self.moments = moments
        }
    }

    /// The steps taken and all moments, as a copy.
    public var snapshot: Snapshot {
        Snapshot(steps: steps, moments: (0..<optimizer.momentCount).flatMap { moment($0) })
    }

    /// Goes on from a snapshot of a state of the same rule on as many parameters: the next steps are the same bits.
    ///
    /// - Throws: ``NetworkError`` if there are more or fewer moments than this rule and these parameters have, or the number of
    ///   steps is negative.
    public mutating func restore(_ snapshot: Snapshot) throws {
        let momentCount = optimizer.momentCount
        try require(
            snapshot.moments.count == momentCount * count,
            "\(optimizer.name) remembers \(momentCount * count) numbers for these parameters, not \(snapshot.moments.count)"
        )
        try require(
            (0..<1 << 48).contains(snapshot.steps),
            "the number of steps taken must be at least 0 and no more than anybody could take, but is \(snapshot.steps)"
        )
        steps = snapshot.steps
        let (count, stride) = (count, lanes * 8)
        moments.withUnsafeMutableBufferPointer { moments in
            for k in 0..<momentCount {
                for i in 0..<count { moments[k * stride + i] = snapshot.moments[k * count + i] }
            }
        }
    }
}

/// How many lanes make a piece of the sum of squares.
private let pieceSize = 512

import Tensors

/// A rule by which gradients change parameters: a small value such as `.adam(0.001)`.
///
/// An optimizer keeps no state. What it remembers from step to step (velocities, moments) lives in an ``OptimizerState``,
/// which hands it back. The gradient that it gets is that of the *mean* loss of the batch: no optimizer divides by the batch
/// size again.
///
/// To add one, say its name, its rate and how many numbers it remembers, and write the step:
/// ```swift
/// struct SignDescent: Optimizer {
///     let name = "sign descent"
///     let learningRate: any LearningRate
///     func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
///         for i in θ.indices { θ[i] -= η.replacing(with: -η, where: g[i] .< 0) }
///     }
/// }
/// ```
public protocol Optimizer: Sendable {
    /// The name in tables and messages.
    var name: String { get }

    /// The rule with all its constants, such as `adam(0.001, β₁ 0.9, β₂ 0.999, ε 1e-08)`: two rules of the same description
    /// make the same steps.
    var description: String { get }

    /// η, constant or following a schedule.
    var learningRate: any LearningRate { get }

    /// How many numbers are remembered for each parameter; they start at zero.
    var momentCount: Int { get }

    /// The longest gradient that the rule is given: one whose Euclidean norm over all parameters is greater is first scaled
    /// down to it. nil, as for all rules but those of ``clipped(toNorm:)``, if gradients are taken as they come.
    var gradientNormLimit: Double? { get }

    /// Throws a ``NetworkError`` if a constant of the rule makes no sense, such as a negative learning rate.
    func validate() throws

    /// One step, in place, on some of the parameters: eight at a time, with the same index in θ, g and every moment.
    ///
    /// What fills up the last eight has gradient zero, and must stay finite.
    /// - Parameters:
    ///   - θ: the parameters.
    ///   - g: the gradient of the mean loss at θ.
    ///   - moments: what the rule remembers; `moments[0]`, ... each as long as θ.
    ///   - t: the number of this step; the first is 1.
    ///   - η: the learning rate of this step.
    func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float)
}

extension Optimizer {
    /// The type with its stored properties.
    public var description: String { String(describing: self) }
    public var momentCount: Int { 0 }
    public var gradientNormLimit: Double? { nil }
    public func validate() throws { try learningRate.validate() }
}

/// The numbers that an optimizer remembers: `moments[k]` is the k-th of each parameter.
public struct Moments {
    private let all: LaneRun
    private let part: Range<Int>
    private let stride: Int

    /// - Parameters:
    ///   - all: the first moments of all parameters, then the second, ...
    ///   - part: which parameters are at hand.
    ///   - stride: the number of lanes from one moment to the next.
    init(_ all: LaneRun, part: Range<Int>, stride: Int) {
        self.all = all
        self.part = part
        self.stride = stride
    }

    public subscript(_ k: Int) -> LaneRun { all[k * stride + part.lowerBound..<k * stride + part.upperBound] }
}

/// ε > 0: with ε = 0 a parameter whose gradients were all zero, as those that fill up a register, would become 0/0.
func requireEpsilon(_ ε: Float) throws {
    try require(ε > 0 && ε.isFinite, "epsilon must be a number > 0, but is \(ε)")
}

/// The share of an old mean that is kept.
func requireShare(_ β: Float, _ role: String) throws {
    try require(β >= 0 && β < 1, "\(role) must lie in [0, 1), but is \(β)")
}

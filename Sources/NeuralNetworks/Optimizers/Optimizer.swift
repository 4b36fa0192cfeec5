/// Eight parameters at a time, one SIMD register of AVX.
public typealias Lanes = SIMD8<Float>

/// A rule by which gradients change parameters: a small value such as `.adam(learningRate: 0.001)`.
///
/// An optimizer keeps no state. What it remembers from step to step (velocities, moments) lives in an ``OptimizerState``,
/// which hands it back. The gradient that it gets is that of the *mean* loss of the batch: no optimizer divides by the batch
/// size again.
public protocol Optimizer: Sendable {
    /// The name in tables and messages.
    var name: String { get }

    /// The rule with its constants, for comparisons.
    var description: String { get }

    /// η, constant or following a schedule.
    var learningRate: any LearningRate { get }

    /// How many numbers are remembered for each parameter; they start at zero.
    var momentCount: Int { get }

    /// Throws a ``NetworkError`` if a constant of the rule makes no sense, such as a negative learning rate.
    func validate() throws

    /// One step, in place.
    ///
    /// Parameters stand in whole lanes of eight; what fills up the last has gradient zero.
    /// - Parameters:
    ///   - θ: the parameters.
    ///   - g: the gradient of the mean loss at θ.
    ///   - moments: what the rule remembers; `moments[0]`, ... each as long as θ.
    ///   - n: the number of lanes.
    ///   - t: the number of this step; the first is 1.
    ///   - η: the learning rate of this step.
    func update(
        _ θ: UnsafeMutablePointer<Lanes>, gradient g: UnsafePointer<Lanes>, moments: Moments, count n: Int,
        step t: Int, rate η: Float)
}

extension Optimizer {
    public var description: String { "\(self)" }
    public var momentCount: Int { 0 }
    public func validate() throws { try learningRate.validate() }
}

/// The numbers that an optimizer remembers: `moments[k]` points to the k-th of each parameter.
public struct Moments {
    private let base: UnsafeMutablePointer<Lanes>
    private let stride: Int

    /// - Parameters:
    ///   - base: the first moment of the first parameter at hand.
    ///   - stride: the number of lanes from one moment to the next.
    public init(base: UnsafeMutablePointer<Lanes>, stride: Int) {
        self.base = base
        self.stride = stride
    }

    public subscript(_ k: Int) -> UnsafeMutablePointer<Lanes> { base + k * stride }
}

/// A constant of an optimizer that must lie in an interval.
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
    if !holds { throw NetworkError.invalid(sentence()) }
}

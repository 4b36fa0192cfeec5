import Tensors

/// Another rule, for gradients that are not longer than a limit: if ‖g‖ > c, then g ← c g/‖g‖ before the step.
///
/// ‖g‖ is the Euclidean norm over *all* parameters of a network, so that the direction stays. One gradient that explodes, as at a
/// cliff of the loss, then makes one step of ordinary length; without a limit its square may fill Adam's moments for thousands
/// of steps.
/// Source: Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1.
public struct Clipped: Optimizer {
    /// The rule that makes the step.
    public let rule: any Optimizer
    /// c > 0
    public let norm: Double

    public init(_ rule: any Optimizer, toNorm norm: Double) {
        self.rule = rule
        self.norm = norm
    }

    public var name: String { rule.name }
    public var description: String { "\(rule.description).clipped(toNorm: \(norm))" }
    public var learningRate: any LearningRate { rule.learningRate }
    public var momentCount: Int { rule.momentCount }
    public var gradientNormLimit: Double? { min(norm, rule.gradientNormLimit ?? .infinity) }

    public func validate() throws {
        try rule.validate()
        try require(norm > 0 && norm.isFinite, "the norm to clip to must be a number > 0, but is \(norm)")
    }

    public func update(_ θ: LaneRun, gradient g: LaneRun, moments: Moments, step t: Int, rate η: Float) {
        rule.update(θ, gradient: g, moments: moments, step: t, rate: η)
    }
}

extension Optimizer {
    /// This rule for gradients scaled down to a norm: `.adam(0.001).clipped(toNorm: 1)`.
    public func clipped(toNorm norm: Double) -> Clipped { Clipped(self, toNorm: norm) }
}

import Tensors

/// The samples of one step, and what the step needs besides.
public final class Batch {
    /// x, one sample a row.
    public internal(set) var x = Tensor()
    /// t, one target a row; the inputs themselves where samples are their own targets.
    public internal(set) var t = Tensor()
    /// The number of samples.
    public var count: Int { x.rows }
    /// How many epochs training has run, whole ones and parts, when the step begins: 0.5 in the middle of the first.
    public internal(set) var time = 0.0
    /// Where whatever the step draws comes from; kept in checkpoints.
    public var random: RandomGenerator
    /// The formula of this step.
    public let tape = Tape()

    init(random: RandomGenerator) { self.random = random }

    /// x on the tape.
    public var inputs: Variable { tape.constant(x) }
    /// t on the tape.
    public var targets: Variable { tape.constant(t) }

    /// Independent standard normal numbers on the tape: noise, or codes, `count` × `size`.
    public func normal(_ size: Int) -> Variable {
        tape.record(shape: [count, size], parents: (-1, -1), fill: { self.random.fillNormal($0) }, pullBack: nil)
    }

    /// Lets go of the step's values, so that their memory can be used again.
    func reset() {
        tape.reset()
        // Kept only for its memory, which may be somebody else's too by now.
        if !t.isUniquelyReferenced { t = Tensor() }
    }

    /// Gathers the samples chosen.
    func gather(_ samples: Samples, _ chosen: UnsafeBufferPointer<Int32>) {
        if samples.targetsAreInputs { t = Tensor() }
        samples.gatherInputs(chosen, into: &x)
        if samples.targetsAreInputs { t = x } else { samples.gatherTargets(chosen, into: &t) }
    }
}

import Tensors

/// A value in a formula on a ``Tape``: a tensor together with how it was computed.
///
/// Arithmetic works element by element. Where shapes differ, a single number stands beside anything, a row (1 × n) beside every
/// row of a matrix, and a column (m × 1) beside every column. A misfit is thrown as an error that names both shapes.
public struct Variable {
    let tape: Tape
    let index: Int
    let generation: Int

    /// The shape; a single number has shape `1`.
    public var shape: Shape { tape.node(index).shape }
    public var count: Int { shape.elementCount }
    /// The number of samples.
    public var rows: Int { shape.rank == 0 ? 1 : shape[0] }
    /// The number of elements of each sample.
    public var columns: Int { rows == 0 ? 0 : count / rows }

    /// The numbers.
    ///
    /// - Precondition: the step that computed them is the present one.
    public var value: Tensor {
        precondition(generation == tape.generation, "the values of an earlier step are gone")
        return tape.value(index)
    }

    /// The value of a variable that is a single number.
    public var number: Double {
        precondition(count == 1, "a tensor of shape \(shape) is not a single number")
        return Double(value[flat: 0])
    }

    /// The same values as data: no gradient goes back through here.
    public var detached: Variable { tape.constant(value) }

    /// Other data for the same formula.
    public func constant(_ value: Tensor) -> Variable { tape.constant(value) }
}

import Tensors

/// A loss that is a formula on the tape, which finds its gradient:
///
/// ```swift
/// let logCosh = FormulaLoss("log cosh") { y, t in
///     let e = try y - t
///     return try (e.softplus() + (-e).softplus()).sum(over: .columns).mean()
/// }
/// ```
/// Value and gradient are computed on one tape, whose memory is used again; trainings at the same time need one loss each.
public struct FormulaLoss: Loss {
    public let name: String
    private let formula: (_ y: Variable, _ t: Variable) throws -> Variable
    private let tape = Tape()

    /// - Parameters:
    ///   - name: as in tables and messages.
    ///   - formula: L, one number, of predictions y and targets t, samples as rows: the mean over the samples.
    public init(_ name: String, _ formula: @escaping (_ y: Variable, _ t: Variable) throws -> Variable) {
        (self.name, self.formula) = (name, formula)
    }

    public func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try checkShapes(y, t)
        defer { tape.reset() }
        let L = try formula(tape.constant(y), tape.constant(t))
        try tape.checkNumber(L)
        return L.number
    }

    public func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        var gradient = Tensor()
        _ = try evaluate(y, targets: t, gradient: &gradient)
        return gradient
    }

    public func evaluate(_ y: Tensor, targets t: Tensor, gradient: inout Tensor) throws -> Double {
        try checkShapes(y, t)
        defer { tape.reset() }
        let prediction = tape.constant(y)
        let L = try formula(prediction, tape.constant(t))
        gradient.copy(try tape.gradients(of: L, withRespectTo: [prediction])[0])
        return L.number
    }
}

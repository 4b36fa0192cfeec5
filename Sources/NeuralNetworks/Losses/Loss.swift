import Tensors

/// A loss: what a network's outputs y cost, given the targets t.
///
/// Samples are rows. A loss is the **mean over the batch of the sum over the components**,
/// L = 1/B Σᵢ ℓ(yᵢ, tᵢ), and its gradient ∂L/∂y contains that 1/B, so that nobody divides by B again.
///
/// A loss that is a sum of one term for each component conforms to ``ElementwiseLoss`` and gives two Float functions.
public protocol Loss: Sendable {
    /// The name in tables and messages, such as `cross-entropy`.
    var name: String { get }

    /// Σᵢ ℓ(yᵢ, tᵢ) over the batch, summed in Double, and if asked for the gradient of the *mean* with respect to y.
    ///
    /// - Parameters:
    ///   - y: predictions, rows × columns.
    ///   - t: targets, rows × columns.
    ///   - gradient: receives ∂L/∂y = 1/rows ∂ℓ/∂y; nil if it is not wanted.
    func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double

    /// Whether this loss has a stable joint form with the activation φ of the network's last layer, and so wants the logits z
    /// in place of y = φ(z).
    func fuses(with activation: any Activation) -> Bool

    /// The joint form: Σᵢ ℓ(φ(zᵢ), tᵢ) from the logits, the gradient of the mean with respect to z, and y = φ(z).
    ///
    /// Called only where ``fuses(with:)`` says yes.
    /// - Parameters:
    ///   - z: logits, rows × columns.
    ///   - y: receives φ(z).
    ///   - gradient: receives ∂L/∂z.
    func evaluate(
        logits z: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        outputs y: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double
}

extension Loss {
    public func fuses(with activation: any Activation) -> Bool { false }

    public func evaluate(
        logits z: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        outputs y: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        preconditionFailure("\(name) has no joint form with an activation")
    }
}

// MARK: On tensors

extension Loss {
    /// L = 1/B Σᵢ ℓ(yᵢ, tᵢ) for predictions and targets of the same shape, samples as rows.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ or there is no sample.
    public func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try checkShapes(y, t)
        return y.withUnsafeBufferPointer { y in
            t.withUnsafeBufferPointer { evaluate(y, targets: $0, rows: t.rows, columns: t.columns, gradient: nil) }
        } / Double(t.rows)
    }

    /// ∂L/∂y, in the shape of y.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ or there is no sample.
    public func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        try checkShapes(y, t)
        return Tensor(shape: y.shape) { gradient in
            y.withUnsafeBufferPointer { y in
                t.withUnsafeBufferPointer {
                    _ = evaluate(y, targets: $0, rows: t.rows, columns: t.columns, gradient: gradient)
                }
            }
        }
    }

    /// Throws unless predictions and targets have the same shape and at least one sample.
    func checkShapes(_ y: Tensor, _ t: Tensor) throws {
        guard y.shape == t.shape else {
            throw NetworkError.shape(
                "\(name) needs targets of the shape of the predictions, \(y.shape), but they have \(t.shape)")
        }
        guard y.shape.rank > 0, y.count > 0 else {
            throw NetworkError.shape("\(name) needs at least one sample, but the predictions have shape \(y.shape)")
        }
    }
}

/// A loss that adds one term for each component: ℓ(y, t) = Σⱼ value(yⱼ, tⱼ).
public protocol ElementwiseLoss: Loss {
    /// The term of one component.
    func value(_ y: Float, target t: Float) -> Float
    /// Its derivative with respect to y.
    func derivative(_ y: Float, target t: Float) -> Float
}

extension ElementwiseLoss {
    @inlinable
    public func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        var sum = 0.0
        for i in y.indices { sum += Double(value(y[i], target: t[i])) }
        if let gradient {
            let perSample = 1 / Float(rows)
            for i in y.indices { gradient[i] = perSample * derivative(y[i], target: t[i]) }
        }
        return sum
    }
}

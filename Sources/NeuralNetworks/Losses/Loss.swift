import Tensors

/// A loss: what predictions y cost, given the targets t.
///
/// Samples are rows. A loss is the **mean over the batch of the sum over the components**,
/// L = 1/B Σᵢ ℓ(yᵢ, tᵢ), and its gradient ∂L/∂y contains that 1/B, so that nobody divides by B again. One family serves all:
/// a classifier's targets, the reconstructions of an autoencoder, the decoder of a variational one.
///
/// A loss that is a sum of one term for each component conforms to ``ElementwiseLoss`` and gives two Float functions. Any
/// other gives a value and a gradient:
/// ```swift
/// struct CosineDistance: Loss {
///     func value(_ y: Tensor, targets t: Tensor) throws -> Double { ... }
///     func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor { ... }
/// }
/// ```
/// or, shorter, only the formula, as a ``FormulaLoss``.
public protocol Loss {
    /// The name in tables and messages, such as `cross-entropy`; the type's name if nothing is said.
    var name: String { get }

    /// L = 1/B Σᵢ ℓ(yᵢ, tᵢ) for predictions and targets of the same shape, samples as rows.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ or there is no sample.
    func value(_ y: Tensor, targets t: Tensor) throws -> Double

    /// ∂L/∂y, in the shape of y.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ or there is no sample.
    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor

    /// Both at once, the gradient in the memory of the one before.
    ///
    /// - Parameter gradient: receives ∂L/∂y.
    /// - Returns: L
    func evaluate(_ y: Tensor, targets t: Tensor, gradient: inout Tensor) throws -> Double

    /// The same loss as a function of the logits z, where y = φ(z), if it has a form that is stable there; nil if not.
    func fromLogits(of φ: any Activation) -> (any Loss)?

    /// Why predictions that come from this activation make no sense for this loss; nil if they do.
    func objection(to φ: any Activation) -> String?

    /// What targets must be, if not any numbers: a test of one number, and how to say it, such as `between 0 and 1`.
    var targetRange: (contains: (Float) -> Bool, description: String)? { get }

    /// Constants that are learnt together with the networks, such as a variance; empty if there are none.
    var parameters: [Float] { get set }

    /// ∂L/∂ of ``parameters``.
    func parameterGradient(_ y: Tensor, targets t: Tensor) throws -> [Float]
}

extension Loss {
    public var name: String { String(describing: Self.self) }

    public func evaluate(_ y: Tensor, targets t: Tensor, gradient: inout Tensor) throws -> Double {
        gradient = try self.gradient(y, targets: t)
        return try value(y, targets: t)
    }

    public func fromLogits(of φ: any Activation) -> (any Loss)? { nil }
    public func objection(to φ: any Activation) -> String? { nil }
    public var targetRange: (contains: (Float) -> Bool, description: String)? { nil }

    public var parameters: [Float] {
        get { [] }
        set { precondition(newValue.isEmpty, "\(name) learns no constants") }
    }
    public func parameterGradient(_ y: Tensor, targets t: Tensor) throws -> [Float] { [] }

    /// ℓ(yᵢ, tᵢ) of each sample.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ or there is no sample.
    public func ofEachSample(_ y: Tensor, targets t: Tensor) throws -> [Double] {
        try checkShapes(y, t)
        return try (0..<y.rows).map { try value(y.rows($0..<$0 + 1), targets: t.rows($0..<$0 + 1)) }
    }

    /// Throws if a target of the samples is none for this loss, see ``targetRange``; `role` says what they are for.
    public func check(targetsOf samples: Samples, role: String) throws {
        guard let (contains, description) = targetRange, let place = samples.firstTarget(where: { !contains($0) })
        else { return }
        throw NetworkError.invalid(
            "\(name) needs targets \(description), but sample \(place.sample) of the \(role) samples has "
                + "\(place.value) as component \(place.component) of its target")
    }

    /// Throws unless predictions and targets have the same shape and at least one sample.
    public func checkShapes(_ y: Tensor, _ t: Tensor) throws {
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
///
/// ```swift
/// struct Quartic: ElementwiseLoss {
///     func value(_ y: Float, target t: Float) -> Float { (y - t) * (y - t) * (y - t) * (y - t) }
///     func derivative(_ y: Float, target t: Float) -> Float { 4 * (y - t) * (y - t) * (y - t) }
/// }
/// ```
public protocol ElementwiseLoss: Loss {
    /// The term of one component.
    func value(_ y: Float, target t: Float) -> Float
    /// Its derivative with respect to y.
    func derivative(_ y: Float, target t: Float) -> Float
}

extension ElementwiseLoss {
    @inlinable
    public func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try checkShapes(y, t)
        let sum = y.withUnsafeBufferPointer { y in
            t.withUnsafeBufferPointer { t in
                var sum = 0.0
                for i in y.indices { sum += Double(value(y[i], target: t[i])) }
                return sum
            }
        }
        return sum / Double(y.rows)
    }

    @inlinable
    public func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        var gradient = Tensor()
        _ = try evaluate(y, targets: t, gradient: &gradient)
        return gradient
    }

    @inlinable
    public func evaluate(_ y: Tensor, targets t: Tensor, gradient: inout Tensor) throws -> Double {
        let value = try value(y, targets: t)
        gradient.reserve(y.shape)
        let perSample = 1 / Float(y.rows)
        gradient.withUnsafeMutableBufferPointer { g in
            y.withUnsafeBufferPointer { y in
                t.withUnsafeBufferPointer { t in
                    for i in y.indices { g[i] = perSample * derivative(y[i], target: t[i]) }
                }
            }
        }
        return value
    }
}

/// A loss that is computed by one loop over the memory of predictions and targets.
protocol KernelLoss: Loss {
    /// Σᵢ ℓ(yᵢ, tᵢ) over the batch, summed in Double, and if asked for the gradient of the *mean* with respect to y.
    func sum(
        _ y: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double
}

extension KernelLoss {
    public func value(_ y: Tensor, targets t: Tensor) throws -> Double {
        try checkShapes(y, t)
        return y.withUnsafeBufferPointer { y in
            t.withUnsafeBufferPointer { sum(y, $0, rows: t.rows, columns: t.columns, gradient: nil) }
        } / Double(t.rows)
    }

    public func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        var gradient = Tensor()
        _ = try evaluate(y, targets: t, gradient: &gradient)
        return gradient
    }

    public func evaluate(_ y: Tensor, targets t: Tensor, gradient: inout Tensor) throws -> Double {
        try checkShapes(y, t)
        gradient.reserve(y.shape)
        return gradient.withUnsafeMutableBufferPointer { gradient in
            y.withUnsafeBufferPointer { y in
                t.withUnsafeBufferPointer { sum(y, $0, rows: t.rows, columns: t.columns, gradient: gradient) }
            }
        } / Double(t.rows)
    }
}

/// Whether an activation is one of the library's, of which it is known what comes out.
func givesProbabilities(_ φ: any Activation) -> Bool? {
    switch φ {
    case is Sigmoid, is Softmax: true
    case is Identity, is ReLU, is LeakyReLU, is ELU, is Tanh, is Softplus, is GELU, is SiLU: false
    default: nil
    }
}

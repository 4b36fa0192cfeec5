/// An activation function φ, applied to what a layer computes.
///
/// Most activations work on each number alone: conform to ``ElementwiseActivation`` and give two Float functions. Only one
/// that mixes the components of a sample, as ``Softmax`` does, conforms to this protocol directly.
///
/// To write `.swish` where an activation is wanted:
/// ```swift
/// struct Swish: ElementwiseActivation {
///     func value(_ z: Float) -> Float { z * σ(z) }
///     func derivative(_ z: Float) -> Float { σ(z) * (1 + z * (1 - σ(z))) }
/// }
/// extension Activation where Self == Swish { static var swish: Swish { Swish() } }
/// ```
public protocol Activation: Sendable {
    /// The name in summaries and in files: lower case, such as `relu`.
    var name: String { get }

    /// The numbers that determine this activation beside its name (a slope, a temperature), for files and summaries.
    var constants: [String: Float] { get }

    /// The name with the constants that are worth telling, as it stands in a summary: `leakyrelu(slope 0.2)`.
    var label: String { get }

    /// Whether each output depends on the input in the same place only. If not, the kernels get one run of the last axis
    /// (one row) at a time; if so, any number of values at once.
    var isElementwise: Bool { get }

    /// Whether ``backpropagate(_:preactivation:output:into:)`` reads the preactivation z. Where φ′ can be told from
    /// y = φ(z) alone, as for ReLU or softmax, the layer need not keep z. (For the sigmoid, φ′ = y(1 − y) on paper, but not
    /// where y rounds to 1.)
    var needsPreactivation: Bool { get }

    /// What keeps the variance of signals and gradients in order through layers with this activation.
    var defaultInitializer: WeightInitializer { get }

    /// y = φ(z), in place.
    func apply(_ z: UnsafeMutableBufferPointer<Float>)

    /// δ = φ′(z)ᵀ ∂L/∂y: carries the gradient of the loss from the activation's output y back to its input z.
    ///
    /// - Parameters:
    ///   - gradient: ∂L/∂y; as many values as `output`.
    ///   - z: the preactivation; empty unless ``needsPreactivation``.
    ///   - y: the activation's output.
    ///   - δ: receives ∂L/∂z; may be the memory of `gradient`.
    func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>)
}

extension Activation {
    public var name: String { String(describing: Self.self).lowercased() }
    public var constants: [String: Float] { [:] }
    public var isElementwise: Bool { false }
    public var needsPreactivation: Bool { false }
    public var defaultInitializer: WeightInitializer { .glorotUniform }

    public var label: String {
        if constants.isEmpty { return name }
        return name + "(" + constants.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            + ")"
    }
}

/// An activation that works on each number alone, given by φ and φ′ as Float functions.
///
/// The kernels over whole layers follow from the two functions. The library's own activations replace them by vectorised
/// loops; a test holds the two equal.
public protocol ElementwiseActivation: Activation {
    /// φ(z)
    func value(_ z: Float) -> Float
    /// φ′(z)
    func derivative(_ z: Float) -> Float
}

extension ElementwiseActivation {
    public var isElementwise: Bool { true }
    public var needsPreactivation: Bool { true }

    @inlinable
    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        for i in z.indices { z[i] = value(z[i]) }
    }

    @inlinable
    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        for i in δ.indices { δ[i] = gradient[i] * derivative(z[i]) }
    }
}

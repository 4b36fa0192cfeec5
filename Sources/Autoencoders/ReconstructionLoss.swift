import NeuralNetworks
import Tensors

/// What a decoder's output costs, given the sample: the first term of a variational autoencoder's loss.
///
/// For a true variational autoencoder this is −log f_{X|Z}(x|z), as ``GaussianDecoder`` and ``BernoulliDecoder`` have it
/// (they are ``DecoderLaw``s). A loss that compares images in another way, such as by the features of a trained network, needs
/// only this protocol: a value and its gradient.
///
/// Terms are **sums over a sample's components**. They are never divided by the number of pixels or by the size of the code:
/// that would change their weight against the relative entropy.
public protocol ReconstructionLoss {
    /// The name in tables and messages, such as `Gaussian`.
    var name: String { get }

    /// Whether it is computed from the logits of a decoder that ends in a sigmoid, instead of from the decoder's output.
    var takesLogits: Bool { get }

    /// Σᵢ ℓ(xᵢ, yᵢ) over the batch, and if asked for the gradient of the *mean* over the batch with respect to y.
    ///
    /// - Parameters:
    ///   - y: the decoder's output x̂ (its logits if ``takesLogits``), B × the sample's shape.
    ///   - x: the samples, in the same shape.
    ///   - gradient: receives 1/B ∂ℓ/∂y; nil if it is not wanted.
    mutating func evaluate(
        _ y: Tensor, of x: Tensor, gradient: UnsafeMutableBufferPointer<Float>?
    ) throws -> Double

    /// Constants that are learnt together with the networks; empty if there are none.
    var parameters: [Float] { get set }

    /// The gradient of the mean over the batch with respect to ``parameters``, as the latest evaluation with a gradient left it.
    var parameterGradients: [Float] { get }
}

extension ReconstructionLoss {
    public var takesLogits: Bool { false }
    public var parameters: [Float] {
        get { [] }
        set { precondition(newValue.isEmpty, "\(name) learns no constants") }
    }
    public var parameterGradients: [Float] { [] }
}

/// A ``ReconstructionLoss`` that is −log f_{X|Z}(x|z) for a conditional law F_{X|Z} of samples given a code.
public protocol DecoderLaw: ReconstructionLoss {
    /// log f_{X|Z}(xᵢ|zᵢ) for each row, in Double.
    ///
    /// - Parameters:
    ///   - y: the decoder's output (its logits if ``ReconstructionLoss/takesLogits``), B × the sample's shape.
    ///   - x: the samples, in the same shape.
    func logDensities(_ y: Tensor, of x: Tensor) -> [Double]

    /// One sample of F_{X|Z} for each row.
    ///
    /// - Parameter mean: the decoder's output, E[X|z].
    func draw(mean: Tensor, using random: inout RandomGenerator) -> Tensor
}

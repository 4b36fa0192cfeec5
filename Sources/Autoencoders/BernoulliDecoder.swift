import NeuralNetworks
import Tensors

/// The decoder's law for components in 0…1: each is a Bernoulli variable of its own, F_{X|Z} = ⊗ᵢ Bernoulli(σ(yᵢ)), where y
/// are the logits that the decoder gives before its last sigmoid.
///
/// −log f_{X|Z}(x|z) = Σᵢ [ln(1 + exp(−|yᵢ|)) + max(yᵢ, 0) − xᵢ yᵢ], the stable form of binary cross-entropy.
/// Grey values may stand for the probability of a white pixel, as is usual for MNIST; the result is then the mean over the black
/// and white images that they describe, and no longer a density of grey images.
public struct BernoulliDecoder: DecoderLaw {
    /// σ(y), which the loss computes on the way.
    private var means = Tensor()

    public init() {}

    public var name: String { "Bernoulli" }
    public var takesLogits: Bool { true }

    public mutating func evaluate(
        _ y: Tensor, of x: Tensor, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        means.reserve(y.shape)
        return means.withUnsafeMutableBufferPointer { means in
            y.withUnsafeBufferPointer { logits in
                x.withUnsafeBufferPointer { x in
                    // −log f_{X|Z}(x|z), and ∂/∂y = (σ(y) − x)/B
                    BinaryCrossEntropy().evaluate(
                        logits: logits, targets: x, rows: y.rows, columns: y.columns, outputs: means, gradient: gradient
                    )
                }
            }
        }
    }

    public func logDensities(_ y: Tensor, of x: Tensor) -> [Double] {
        var law = self
        return (0..<y.rows).map { -law.evaluate(y.rows($0..<$0 + 1), of: x.rows($0..<$0 + 1), gradient: nil) }
    }

    public func draw(mean: Tensor, using random: inout RandomGenerator) -> Tensor {
        let u = Tensor.uniform(mean.shape, using: &random)
        return Tensor(shape: mean.shape) { x in
            mean.withUnsafeBufferPointer { p in
                u.withUnsafeBufferPointer { u in
                    for i in x.indices { x[i] = u[i] < p[i] ? 1 : 0 }
                }
            }
        }
    }
}

extension ReconstructionLoss where Self == BernoulliDecoder {
    /// −log f for components in 0…1 that are Bernoulli variables with the decoder's output as their means
    public static var bernoulli: BernoulliDecoder { BernoulliDecoder() }
}

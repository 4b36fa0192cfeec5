import NeuralNetworks
import Tensors

/// A `Loss` that is −log f_{X|Z}(x|z) for a conditional law F_{X|Z} of samples given a code, y being the decoder's output and the
/// sample x the target: what makes a variational autoencoder a true one.
///
/// Terms are **sums over a sample's components**. They are never divided by the number of pixels or by the size of the code:
/// that would change their weight against the relative entropy.
public protocol DecoderLaw: Loss {
    /// One sample of F_{X|Z} for each row.
    ///
    /// - Parameter mean: the decoder's output, E[X|z].
    func draw(mean: Tensor, using random: inout RandomGenerator) -> Tensor
}

/// The decoder's law for components in 0…1: each is a Bernoulli variable of its own, F_{X|Z} = ⊗ᵢ Bernoulli(yᵢ), where the
/// decoder ends in a sigmoid.
///
/// −log f_{X|Z}(x|z) is the binary cross-entropy.
/// Grey values may stand for the probability of a white pixel, as is usual for MNIST; the result is then the mean over the black
/// and white images that they describe, and no longer a density of grey images.
extension BinaryCrossEntropy: DecoderLaw {
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

extension Loss where Self == BinaryCrossEntropy {
    /// −log f for components in 0…1 that are Bernoulli variables with the decoder's output as their means
    public static var bernoulli: BinaryCrossEntropy { BinaryCrossEntropy() }
}

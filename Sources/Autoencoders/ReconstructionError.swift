import NeuralNetworks
import Tensors

/// What a code has lost: the squared error ‖x̂ − x‖² of a reconstruction, summed over a sample's components, in the mean
/// over the samples.
///
/// It is the measure of Hinton and Salakhutdinov (Science 313, 2006) for images with values from 0 to 1; the loss of
/// training, `meanSquaredError`, is half of it.
///
/// - Parameters:
///   - reconstruction: x̂, samples × components.
///   - original: x, of the same shape.
/// - Precondition: the shapes agree and there is a sample.
public func reconstructionError(_ reconstruction: Tensor, of original: Tensor) -> Double {
    precondition(reconstruction.shape == original.shape && original.count > 0)
    var sum = 0.0
    reconstruction.withUnsafeBufferPointer { x̂ in
        original.withUnsafeBufferPointer { x in
            for i in 0..<x.count {
                let e = Double(x̂[i] - x[i])
                sum += e * e
            }
        }
    }
    return sum / Double(original.rows)
}

extension Metric {
    /// ‖x̂ − x‖², summed over a sample's components, in the mean over the samples: `reconstructionError(_:of:)` as training
    /// reports it.
    public static let reconstructionError = Metric("reconstruction error") {
        Autoencoders.reconstructionError($0, of: $1)
    }
}

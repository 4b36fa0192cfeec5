import NeuralNetworks
import Tensors

/// The mean squared error with the derivative of the lecture's published code, which is wrong for batches of more than
/// one sample: it gives every sample the *mean* error of the batch. Here to be measured, not to be used.
struct BatchSummedError: Loss {
    let name = "mean squared error, errors averaged over the batch"

    /// The value was right.
    func value(_ y: Tensor, targets t: Tensor) throws -> Double { try MeanSquaredError().value(y, targets: t) }

    func gradient(_ y: Tensor, targets t: Tensor) throws -> Tensor {
        try checkShapes(y, t)
        var gradient = y
        for j in 0..<y.columns {
            let sum = (0..<y.rows).reduce(Float(0)) { $0 + (y[$1, j] - t[$1, j]) }
            for i in 0..<y.rows { gradient[i, j] = sum / Float(y.rows) }
        }
        return gradient
    }
}

/// Softmax with the derivative of the lecture's published code: only the diagonal of the Jacobian, s(1 − s).
struct DiagonalSoftmax: Activation {
    let name = "softmax, diagonal of the Jacobian only"
    let constants: [String: Float] = [:]
    let isElementwise = false
    let needsPreactivation = false
    let defaultInitializer = Softmax().defaultInitializer

    func apply(_ z: UnsafeMutableBufferPointer<Float>) { Softmax().apply(z) }

    func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        for j in y.indices { δ[j] = gradient[j] * y[j] * (1 - y[j]) }
    }
}

import NeuralNetworks

/// The mean squared error with the derivative of the lecture's published code, which is wrong for batches of more than
/// one sample: it gives every sample the *mean* error of the batch. Here to be measured, not to be used.
struct BatchSummedError: Loss {
    let name = "mean squared error, errors averaged over the batch"

    func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        if let gradient {
            for column in 0..<columns {
                var sum: Float = 0
                for i in stride(from: column, to: y.count, by: columns) { sum += y[i] - t[i] }
                for i in stride(from: column, to: y.count, by: columns) { gradient[i] = sum / Float(rows) }
            }
        }
        // The value was right.
        return MeanSquaredError().evaluate(y, targets: t, rows: rows, columns: columns, gradient: nil)
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

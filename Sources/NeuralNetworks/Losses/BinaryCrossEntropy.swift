import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The binary cross-entropy, L = −1/B Σᵢ Σⱼ [tᵢⱼ ln yᵢⱼ + (1 − tᵢⱼ) ln(1 − yᵢⱼ)], each component a probability of its own.
///
/// With a sigmoid as the network's last activation it is computed from the logits z, which is exact where y would round to 0 or
/// 1: ℓ = ln(1 + exp(−|z|)) + max(z, 0) − tz, and ∂L/∂z = (y − t)/B.
/// It is the negative log-likelihood of t under independent Bernoulli distributions of means y.
public struct BinaryCrossEntropy: ElementwiseLoss {
    public init() {}

    public var name: String { "binary cross-entropy" }

    // snippet.formula
    // ℓ = −t ln y − (1 − t) ln(1 − y), where 0 ln 0 = 0
    public func value(_ y: Float, target t: Float) -> Float {
        -(t == 0 ? 0 * y : t * log(y)) - (t == 1 ? 0 * y : (1 - t) * log1p(-y))
    }
    // ∂ℓ/∂y = (1 − t)/(1 − y) − t/y
    public func derivative(_ y: Float, target t: Float) -> Float {
        (t == 1 ? 0 * y : (1 - t) / (1 - y)) - (t == 0 ? 0 * y : t / y)
    }
    // snippet.end

    public func fuses(with activation: any Activation) -> Bool { activation is Sigmoid }

    public func evaluate(
        logits z: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        outputs y: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        guard let y = y.baseAddress, let z = z.baseAddress, let t = t.baseAddress else { return 0 }
        let count = rows * columns
        // snippet.fused
        // ℓ = ln(1 + exp(−|z|)) + max(z, 0) − t z: the exponential never overflows
        for i in 0..<count { y[i] = -abs(z[i]) }
        Elementwise.softplus(y, y, count)
        for i in 0..<count { y[i] += (z[i] < 0 ? 0 : z[i]) - t[i] * z[i] }
        let loss = VectorKernels.sum(y, count)
        // y = σ(z)
        Elementwise.sigmoid(z, y, count)
        // ∂L/∂z = (y − t)/B
        if let gradient {
            let perSample = 1 / Float(rows)
            for i in 0..<count { gradient[i] = perSample * (y[i] - t[i]) }
        }
        // snippet.end
        return loss
    }
}

extension Loss where Self == BinaryCrossEntropy {
    /// −1/B Σ Σⱼ [t ln y + (1 − t) ln(1 − y)]
    public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
}

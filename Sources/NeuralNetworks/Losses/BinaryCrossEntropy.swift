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
        let perSample = 1 / Float(rows)
        let size = VectorKernels.block
        // Block by block, as sums are added: what a block needs stays in the first cache.
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { ℓ in
            var loss = 0.0
            for start in stride(from: 0, to: rows * columns, by: size) {
                loss += evaluateBlock(
                    z + start, t + start, y + start, ℓ.baseAddress!, gradient.map { $0.baseAddress! + start },
                    perSample, min(size, rows * columns - start))
            }
            return loss
        }
    }
}

/// Σ ℓ over neighbouring components, with y and ∂L/∂z.
private func evaluateBlock(
    _ z: UnsafePointer<Float>, _ t: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    _ ℓ: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutablePointer<Float>?, _ perSample: Float, _ count: Int
) -> Double {
    // snippet.fused
    // y = σ(z) and ln(1 + exp(−|z|)), by one exponential, which never overflows
    Elementwise.sigmoidAndLogarithm(z, y, ℓ, count)
    // ℓ = ln(1 + exp(−|z|)) + max(z, 0) − t z
    for i in 0..<count { ℓ[i] += (z[i] < 0 ? 0 : z[i]) - t[i] * z[i] }
    // ∂L/∂z = (y − t)/B
    if let gradient {
        for i in 0..<count { gradient[i] = perSample * (y[i] - t[i]) }
    }
    // snippet.end
    return VectorKernels.sum(ℓ, count)
}

extension Loss where Self == BinaryCrossEntropy {
    /// −1/B Σ Σⱼ [t ln y + (1 − t) ln(1 − y)]
    public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
}

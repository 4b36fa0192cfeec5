import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The binary cross-entropy, L = −1/B Σᵢ Σⱼ [tᵢⱼ ln yᵢⱼ + (1 − tᵢⱼ) ln(1 − yᵢⱼ)], each component a probability of its own.
///
/// With a sigmoid as the network's last activation it is computed from the logits, see ``BinaryCrossEntropyOfLogits``.
/// It is the negative log-likelihood of t under independent Bernoulli distributions of means y.
public struct BinaryCrossEntropy: ElementwiseLoss, Sendable {
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

    public func fromLogits(of φ: any Activation) -> (any Loss)? { φ is Sigmoid ? BinaryCrossEntropyOfLogits() : nil }

    public func objection(to φ: any Activation) -> String? {
        if φ is Softmax {
            return "binary cross-entropy takes each output as a probability of its own, which softmax does not give; "
                + "use .crossEntropy with softmax, or .sigmoid as the last activation"
        }
        return givesProbabilities(φ) == false
            ? "binary cross-entropy needs outputs between 0 and 1, which \(φ.name) does not give; "
                + "use .sigmoid as the last activation" : nil
    }

    public var targetRange: (contains: (Float) -> Bool, description: String)? {
        ({ $0 >= 0 && $0 <= 1 }, "between 0 and 1")
    }
}

/// ``BinaryCrossEntropy`` of y = σ(z), computed from the logits z, which is exact where y would round to 0 or 1:
/// ℓ = ln(1 + exp(−|z|)) + max(z, 0) − tz, and ∂L/∂z = (y − t)/B.
public struct BinaryCrossEntropyOfLogits: KernelLoss, Sendable {
    public init() {}

    public var name: String { "binary cross-entropy" }

    public var targetRange: (contains: (Float) -> Bool, description: String)? { BinaryCrossEntropy().targetRange }

    func sum(
        _ z: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        guard let z = z.baseAddress, let t = t.baseAddress else { return 0 }
        let perSample = 1 / Float(rows)
        let size = VectorKernels.block
        // Block by block, as sums are added: what a block needs stays in the first cache.
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * size) { memory in
            let (ℓ, own) = (memory.baseAddress!, memory.baseAddress! + size)
            var loss = 0.0
            for start in stride(from: 0, to: rows * columns, by: size) {
                let count = min(size, rows * columns - start)
                let (z, t) = (z + start, t + start)
                let y = gradient.map { $0.baseAddress! + start } ?? own
                // snippet.fused
                // y = σ(z) and ln(1 + exp(−|z|)), by one exponential, which never overflows
                Elementwise.sigmoidAndLogarithm(z, y, ℓ, count)
                // ℓ = ln(1 + exp(−|z|)) + max(z, 0) − t z
                for i in 0..<count { ℓ[i] += (z[i] < 0 ? 0 : z[i]) - t[i] * z[i] }
                // ∂L/∂z = (y − t)/B
                if gradient != nil {
                    for i in 0..<count { y[i] = perSample * (y[i] - t[i]) }
                }
                // snippet.end
                loss += VectorKernels.sum(ℓ, count)
            }
            return loss
        }
    }
}

extension Loss where Self == BinaryCrossEntropy {
    /// −1/B Σ Σⱼ [t ln y + (1 − t) ln(1 − y)]
    public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
    /// −1/B Σ Σⱼ [t ln y + (1 − t) ln(1 − y)]
    public static var bce: BinaryCrossEntropy { BinaryCrossEntropy() }
}

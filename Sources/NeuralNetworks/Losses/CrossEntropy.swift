import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The categorical cross-entropy, L = −1/B Σᵢ Σⱼ tᵢⱼ ln yᵢⱼ, for rows y and t that are probability distributions.
///
/// With softmax as the network's last activation it is computed from the logits z, which is exact where y would round to 0:
/// −ln yⱼ = ln Σₖ exp(zₖ) − zⱼ, and ∂L/∂z = (y Σⱼ tⱼ − t)/B = (y − t)/B.
/// It is the negative log-likelihood of t under the categorical distribution y.
public struct CrossEntropy: Loss {
    public init() {}

    public var name: String { "cross-entropy" }

    public func fuses(with activation: any Activation) -> Bool {
        (activation as? Softmax).map { $0.temperature == 1 } ?? false
    }

    /// From probabilities. A target's probability of zero costs infinitely much.
    public func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        var sum = 0.0
        for i in y.indices {
            // ℓ = −Σ t ln y, where 0 ln 0 = 0;  ∂ℓ/∂y = −t/y
            if t[i] != 0 || y[i].isNaN { sum -= Double(t[i]) * log(Double(y[i])) }
            gradient?[i] = t[i] == 0 ? 0 * y[i] : -t[i] / (y[i] * Float(rows))
        }
        return sum
    }

    public func evaluate(
        logits z: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        outputs y: UnsafeMutableBufferPointer<Float>, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        let perSample = 1 / Float(rows)
        var loss = 0.0
        for row in 0..<rows {
            let part = row * columns..<(row + 1) * columns
            // snippet.fused
            // With the largest logit taken off, no exponential overflows and at least one is 1.
            var largest = -Float.infinity
            for j in part { largest = z[j] > largest || z[j].isNaN ? z[j] : largest }
            // y = exp(z) / Σₖ exp(zₖ)
            for j in part { y[j] = z[j] - largest }
            Elementwise.exp(y.baseAddress! + part.lowerBound, y.baseAddress! + part.lowerBound, columns)
            var sum: Float = 0
            for j in part { sum += y[j] }
            for j in part { y[j] /= sum }
            // ℓ = Σⱼ tⱼ (ln Σₖ exp(zₖ) − zⱼ)
            let logSum = log(Double(sum)) + Double(largest)
            var mass: Float = 0
            for j in part where t[j] != 0 {
                loss += Double(t[j]) * (logSum - Double(z[j]))
                mass += t[j]
            }
            if logSum.isNaN { loss = .nan }
            // ∂L/∂z = (y Σⱼ tⱼ − t)/B
            if let gradient {
                for j in part { gradient[j] = perSample * (y[j] * mass - t[j]) }
            }
            // snippet.end
        }
        return loss
    }
}

extension Loss where Self == CrossEntropy {
    /// −1/B Σ Σⱼ tⱼ ln yⱼ
    public static var crossEntropy: CrossEntropy { CrossEntropy() }
}

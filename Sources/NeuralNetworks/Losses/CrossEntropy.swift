import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The categorical cross-entropy, L = −1/B Σᵢ Σⱼ tᵢⱼ ln yᵢⱼ, for rows y and t that are probability distributions.
///
/// With softmax as the network's last activation it is computed from the logits, see ``CrossEntropyOfLogits``.
/// It is the negative log-likelihood of t under the categorical distribution y.
public struct CrossEntropy: KernelLoss, Sendable {
    public init() {}

    public var name: String { "cross-entropy" }

    public func fromLogits(of φ: any Activation) -> (any Loss)? {
        (φ as? Softmax)?.temperature == 1 ? CrossEntropyOfLogits() : nil
    }

    public func objection(to φ: any Activation) -> String? {
        φ is Softmax || givesProbabilities(φ) == nil
            ? nil
            : "cross-entropy needs outputs that are a probability distribution, which \(φ.name) does not give; "
                + "use .softmax as the last activation" + (φ is Sigmoid ? ", or .binaryCrossEntropy with sigmoid" : "")
    }

    public var targetRange: (contains: (Float) -> Bool, description: String)? {
        ({ $0 >= 0 && $0 <= 1 }, "between 0 and 1")
    }

    /// From probabilities. A target's probability of zero costs infinitely much.
    func sum(
        _ y: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
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
}

/// ``CrossEntropy`` of y = softmax(z), computed from the logits z, which is exact where y would round to 0 or 1:
/// −ln yⱼ = ln Σₖ exp(zₖ) − zⱼ, and ∂L/∂z = (y Σⱼ tⱼ − t)/B, which is (y − t)/B for a distribution t.
public struct CrossEntropyOfLogits: KernelLoss, Sendable {
    public init() {}

    public var name: String { "cross-entropy" }

    public var targetRange: (contains: (Float) -> Bool, description: String)? { CrossEntropy().targetRange }

    func sum(
        _ z: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { y in
            var loss = 0.0
            for row in 0..<rows {
                let start = row * columns
                let (z, t) = (z.baseAddress! + start, t.baseAddress! + start)
                loss += sumOfRow(z, t, y.baseAddress!, columns, rows, gradient.map { $0.baseAddress! + start })
            }
            return loss
        }
    }

    private func sumOfRow(
        _ z: UnsafePointer<Float>, _ t: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ columns: Int,
        _ rows: Int, _ gradient: UnsafeMutablePointer<Float>?
    ) -> Double {
        // snippet.fused
        // With the largest logit taken off, no exponential overflows and one is exactly 1: it is added last, so that
        // ln(1 + ...) keeps its digits where the network is sure.
        var top = 0
        for j in 0..<columns where z[j] > z[top] || z[j].isNaN { top = j }
        for j in 0..<columns { y[j] = z[j] - z[top] }
        Elementwise.exp(y, y, columns)
        var others = 0.0
        for j in 0..<columns where j != top { others += Double(y[j]) }
        // y = exp(z) / Σₖ exp(zₖ)
        let sum = Float(1 + others)
        for j in 0..<columns { y[j] /= sum }
        // ℓ = Σⱼ tⱼ (ln Σₖ exp(zₖ) − zⱼ)
        let logSum = log1p(others)
        var (ℓ, mass) = (0.0, Float(0))
        for j in 0..<columns where t[j] != 0 {
            ℓ += Double(t[j]) * (logSum + (Double(z[top]) - Double(z[j])))
            mass += t[j]
        }
        if (logSum + Double(z[top])).isNaN { ℓ = .nan }
        // ∂L/∂z = (y Σⱼ tⱼ − t)/B
        if let gradient {
            let perSample = 1 / Float(rows)
            for j in 0..<columns { gradient[j] = perSample * (y[j] * mass - t[j]) }
        }
        // snippet.end
        return ℓ
    }
}

extension Loss where Self == CrossEntropy {
    /// −1/B Σ Σⱼ tⱼ ln yⱼ
    public static var crossEntropy: CrossEntropy { CrossEntropy() }
}

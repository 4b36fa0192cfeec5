#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Softmax, φ(z)ⱼ = exp(zⱼ/T) / Σₖ exp(zₖ/T): turns the last axis into a probability distribution.
///
/// T is the temperature: T → 0 makes the largest component 1, T → ∞ makes all the same. Its Jacobian is
/// (diag(y) − yyᵀ)/T. With cross-entropy and T = 1 the two are computed together, see ``CrossEntropy``.
public struct Softmax: Activation {
    /// T
    public let temperature: Float

    /// - Parameter temperature: T > 0.
    public init(temperature: Float = 1) {
        precondition(temperature > 0, "the temperature of a softmax must be positive, but is \(temperature)")
        self.temperature = temperature
    }

    public var name: String { "softmax" }
    public var constants: [String: Float] { temperature == 1 ? [:] : ["temperature": temperature] }

    /// The distribution that belongs to a vector of logits.
    public func callAsFunction(_ z: [Float]) -> [Float] {
        var y = z
        y.withUnsafeMutableBufferPointer { apply($0) }
        return y
    }

    public func apply(_ z: UnsafeMutableBufferPointer<Float>) {
        // snippet.forward
        // With the largest logit taken off, no exponential overflows and the sum is at least 1.
        var largest = -Float.infinity
        for j in z.indices { largest = z[j] > largest || z[j].isNaN ? z[j] : largest }
        var sum: Float = 0
        for j in z.indices {
            z[j] = exp((z[j] - largest) / temperature)
            sum += z[j]
        }
        for j in z.indices { z[j] /= sum }
        // snippet.end
    }

    public func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, preactivation z: UnsafeBufferPointer<Float>,
        output y: UnsafeBufferPointer<Float>, into δ: UnsafeMutableBufferPointer<Float>
    ) {
        // snippet.backward
        // ∂L/∂z = (diag(y) − y yᵀ) ∂L/∂y / T = y ∘ (∂L/∂y − yᵀ ∂L/∂y) / T
        var dot: Float = 0
        for j in y.indices { dot += y[j] * gradient[j] }
        for j in y.indices { δ[j] = y[j] * (gradient[j] - dot) / temperature }
        // snippet.end
    }
}

extension Activation where Self == Softmax {
    /// φ(z)ⱼ = exp(zⱼ) / Σₖ exp(zₖ)
    public static var softmax: Softmax { Softmax() }
    /// φ(z)ⱼ = exp(zⱼ/T) / Σₖ exp(zₖ/T)
    public static func softmax(temperature: Float) -> Softmax { Softmax(temperature: temperature) }
}

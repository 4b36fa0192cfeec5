import Tensors

/// The mean squared error, with the lecture's ½: L = 1/(2B) Σᵢ ‖yᵢ − tᵢ‖², and ∂L/∂y = (y − t)/B.
///
/// Up to a constant it is the negative log-likelihood of t under N(y, I).
public struct MeanSquaredError: KernelLoss, Sendable {
    public init() {}

    public var name: String { "mean squared error" }

    // snippet.formula
    // ℓ = ½ (y − t)²
    public func value(_ y: Float, target t: Float) -> Float { 0.5 * (y - t) * (y - t) }
    // ∂ℓ/∂y = y − t
    public func derivative(_ y: Float, target t: Float) -> Float { y - t }
    // snippet.end

    func sum(
        _ y: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        0.5 * VectorKernels.squaredDistance(y, t, difference: gradient, times: 1 / Float(rows))
    }
}

extension Loss where Self == MeanSquaredError {
    /// 1/(2B) Σ ‖y − t‖²
    public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
    /// 1/(2B) Σ ‖y − t‖²
    public static var mse: MeanSquaredError { MeanSquaredError() }
}

/// The mean squared error, with the lecture's ½: L = 1/(2B) Σᵢ ‖yᵢ − tᵢ‖², and ∂L/∂y = (y − t)/B.
///
/// Up to a constant it is the negative log-likelihood of t under N(y, I).
public struct MeanSquaredError: ElementwiseLoss {
    public init() {}

    public var name: String { "mean squared error" }

    // snippet.formula
    // ℓ = ½ (y − t)²
    public func value(_ y: Float, target t: Float) -> Float { 0.5 * (y - t) * (y - t) }
    // ∂ℓ/∂y = y − t
    public func derivative(_ y: Float, target t: Float) -> Float { y - t }
    // snippet.end

    public func evaluate(
        _ y: UnsafeBufferPointer<Float>, targets t: UnsafeBufferPointer<Float>, rows: Int, columns: Int,
        gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        let perSample = 1 / Float(rows)
        let g = gradient?.baseAddress
        var sum = 0.0
        // Each row is summed in eight Float lanes, the rows in Double.
        for row in 0..<rows {
            let start = row * columns
            let whole = start + columns / 8 * 8
            var squares = SIMD8<Float>.zero
            for i in stride(from: start, to: whole, by: 8) {
                let error = load(y.baseAddress! + i) - load(t.baseAddress! + i)
                squares += error * error
                if let g { UnsafeMutableRawPointer(g + i).storeBytes(of: perSample * error, as: SIMD8<Float>.self) }
            }
            var rest: Float = 0
            for i in whole..<start + columns {
                let error = y[i] - t[i]
                rest += error * error
                g?[i] = perSample * error
            }
            sum += 0.5 * Double(squares.sum() + rest)
        }
        return sum
    }
}

private func load(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

extension Loss where Self == MeanSquaredError {
    /// 1/(2B) Σ ‖y − t‖²
    public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}

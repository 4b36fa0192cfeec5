/// The absolute error, L = 1/B Σᵢ ‖yᵢ − tᵢ‖₁: less impressed by outliers than the squared one.
///
/// Where y = t it has a kink; 0 is taken as derivative there.
/// Up to a constant it is the negative log-likelihood of t under a Laplace distribution of mean y and scale 1.
public struct AbsoluteError: ElementwiseLoss, Sendable {
    public init() {}

    public var name: String { "absolute error" }

    // snippet.formula
    // ℓ = |y − t|
    public func value(_ y: Float, target t: Float) -> Float { abs(y - t) }
    // ∂ℓ/∂y = sign(y − t); a NaN stays one
    public func derivative(_ y: Float, target t: Float) -> Float { y > t ? 1 : y < t ? -1 : (y - t) * 0 }
    // snippet.end
}

extension Loss where Self == AbsoluteError {
    /// 1/B Σ ‖y − t‖₁
    public static var absoluteError: AbsoluteError { AbsoluteError() }
}

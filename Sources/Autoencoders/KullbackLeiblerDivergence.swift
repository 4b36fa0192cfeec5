import Foundation

/// The relative entropy of Kullback and Leibler, H(P, Q) = E_P[log dP/dQ], in nats, in closed form for normal laws.
///
/// Source: Kullback, Leibler, On information and sufficiency, Annals of Mathematical Statistics 22 (1951).
public enum KullbackLeiblerDivergence {
    // snippet.normal
    /// H(N(μ, σ²), N(m, s²)) = ½ [σ²/s² + (m − μ)²/s² − 1 + ln(s²/σ²)]
    public static func normal(_ μ: Double, _ σ: Double, from m: Double, _ s: Double) -> Double {
        0.5 * (σ * σ / (s * s) + (m - μ) * (m - μ) / (s * s) - 1 + 2 * log(s / σ))
    }
    // snippet.end

    // snippet.standard
    /// H(N(μ, diag σ²), N(0, I)) = ½ Σⱼ [μⱼ² + σⱼ² − 1 − ln σⱼ²], with λ = ln σ² as a network gives it.
    public static func standardNormal(mean μ: [Double], logVariance λ: [Double]) -> Double {
        precondition(μ.count == λ.count, "there is one variance for each mean")
        return 0.5 * zip(μ, λ).reduce(0) { $0 + $1.0 * $1.0 + exp($1.1) - 1 - $1.1 }
    }

    /// Its gradients, ∂H/∂μ = μ and ∂H/∂λ = ½ (σ² − 1).
    public static func standardNormalGradient(mean μ: [Double], logVariance λ: [Double]) -> (
        mean: [Double], logVariance: [Double]
    ) {
        (μ, λ.map { 0.5 * (exp($0) - 1) })
    }
    // snippet.end

    // snippet.general
    /// H(N(μ, Σ), N(m, S)) = ½ [tr(S⁻¹Σ) + (m − μ)ᵀ S⁻¹ (m − μ) − k + ln(det S/det Σ)]
    public static func normal(
        _ μ: [Double], _ Σ: PositiveDefinite, from m: [Double], _ S: PositiveDefinite
    ) -> Double {
        0.5
            * (S.traceOfQuotient(Σ) + S.inverseForm(zip(m, μ).map { $0 - $1 }) - Double(μ.count) + S.logDeterminant
                - Σ.logDeterminant)
    }
    // snippet.end
}

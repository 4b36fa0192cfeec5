import Foundation

/// The relative entropy of Kullback and Leibler, H(P, Q) = E_P[log dP/dQ], in nats, in closed form for normal laws.
///
/// Source: Kullback, Leibler, On information and sufficiency, Annals of Mathematical Statistics 22 (1951).
public enum KullbackLeiblerDivergence {
    // snippet.normal
    /// H(N(μ, σ²), N(m, s²)) = ½ [σ²/s² + (m − μ)²/s² − 1 + ln(s²/σ²)]
    public static func normal(_ μ: Double, _ σ: Double, from m: Double, _ s: Double) -> Double {
        // ln(σ²/s²), of the difference where that is small
        let λ = 2 * (abs(σ - s) < 0.5 * s ? log1p((σ - s) / s) : log(σ / s))
        return 0.5 * ((m - μ) * (m - μ) / (s * s) + exponentialExcess(λ))
    }
    // snippet.end

    // snippet.standard
    /// H(N(μ, diag σ²), N(0, I)) = ½ Σⱼ [μⱼ² + σⱼ² − 1 − ln σⱼ²], with λ = ln σ² as a network gives it.
    public static func standardNormal(mean μ: [Double], logVariance λ: [Double]) -> Double {
        precondition(μ.count == λ.count, "there is one variance for each mean")
        // σ² − 1 − ln σ² = exp(λ) − 1 − λ, without its cancellation near λ = 0
        return 0.5 * zip(μ, λ).reduce(0) { $0 + $1.0 * $1.0 + exponentialExcess($1.1) }
    }
    // snippet.end

    // snippet.general
    /// H(N(μ, Σ), N(m, S)) = ½ [tr(S⁻¹Σ) + (m − μ)ᵀ S⁻¹ (m − μ) − k + ln(det S/det Σ)]
    ///
    /// With the Cholesky factors of S and Σ and their quotient M, S = LLᵀ and Σ = (LM)(LM)ᵀ, the trace is the sum of all Mᵢⱼ²
    /// and the quotient of the determinants the product of all Mᵢᵢ², so that H is a sum of terms ≥ 0.
    public static func normal(
        _ μ: [Double], _ Σ: PositiveDefinite, from m: [Double], _ S: PositiveDefinite
    ) -> Double {
        let M = S.factorOfQuotient(Σ)
        var sum = S.inverseForm(zip(m, μ).map { $0 - $1 })
        for i in M.indices {
            sum += exponentialExcess(2 * log(M[i][i]))
            for j in 0..<i { sum += M[i][j] * M[i][j] }
        }
        return 0.5 * sum
    }
    // snippet.end
}

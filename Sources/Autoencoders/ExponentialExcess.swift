import Foundation

/// e^λ − 1 − λ: how far the exponential function lies above its tangent at 0; never negative, and exact to all digits, also where
/// it is about λ²/2 and the terms of the formula cancel.
///
/// With λ = ln σ² it is σ² − 1 − ln σ², twice the relative entropy of N(0, σ²) to N(0, 1).
func exponentialExcess(_ λ: Double) -> Double {
    // Of so large a number 1 + λ is less than the last digit, and ∞ − ∞ is none.
    if λ > 50 { return exp(λ) }
    if abs(λ) > 1 { return exp(λ) - 1 - λ }
    // λ²/2! + λ³/3! + ... = λ²/2 (1 + λ/3 (1 + λ/4 (...))), up to λ²⁰/20!
    var sum = 1.0
    for n in stride(from: 20.0, through: 3, by: -1) { sum = 1 + λ / n * sum }
    return 0.5 * λ * λ * sum
}

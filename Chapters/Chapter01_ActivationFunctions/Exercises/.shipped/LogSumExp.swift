import Foundation
import Workbook

/*:
 The largest of several numbers has a smooth relative, the log-sum-exp with temperature $T > 0$,

 $$\operatorname{lse}_T(z) = T \ln \sum_{j=1}^n e^{z_j / T},$$

 whose gradient is $\operatorname{softmax}(z/T)$. Compute it for any finite $z$, $n \ge 1$, also where $e^{z_j/T}$ is too large
 or too small for a floating-point number. For $T \to 0$ it tends to $\max_j z_j$, and it is never below that.
 */
func logSumExp(_ z: [Double], temperature T: Double) throws -> Double {
    throw NotYetSolved("1.2")
}

// What follows asks and judges; there is nothing to be written below this line.

enum LogSumExpExercise: Exercise {
    static let id = "1.2"
    static let title = "A log-sum-exp that does not overflow"
    static let hints = [
        "Softmax does not change when a constant is added to all logits. What does lse do then?",
        "lse(z + c) = lse(z) + c. Choose c so that no exponential can overflow.",
        "With m = max z: T ln Σ exp(z/T) = m + T ln Σ exp((z − m)/T). Mind that the shift is by m inside, "
            + "before the division by T, and by m, not m/T, outside.",
    ]
    static var attempt: ([Double], Double) throws -> Double { { try logSumExp($0, temperature: $1) } }

    static func check(_ solution: ([Double], Double) throws -> Double) throws {
        let temperatures = [1, 2, 0.5, 3, 0.001]
        let vectors: [[Double]] = [
            [0], [3], [0, 0], [log(4), 0], [1, 2, 3], [-1, 1, 0], [5, 5], [1000, 1000], [-1000, -1000], [-5000, 5000],
            [700, 705],
        ]
        for T in temperatures {
            try compare(
                over: vectors, tolerance: 1e-9, describe: { "z = \($0.told) and T = \(T)" }, simplify: \.simpler,
                expected: { sequentially($0, T) }, answer: { try solution($0, T) })
        }
    }

    /// Two numbers at a time, a ⊕ b = max(a, b) + T ln(1 + exp(−|a − b|/T)): another way than a sum over all.
    private static func sequentially(_ z: [Double], _ T: Double) -> Double {
        z.dropFirst().reduce(z[0]) { max($0, $1) + T * log1p(exp(-abs($0 - $1) / T)) }
    }
}

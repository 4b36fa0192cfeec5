import Foundation
import Workbook

/*:
 **A way that keeps the law.** Two codes $z_{\text{left}}$ and $z_{\text{right}}$ are drawn independently from $N(0, I)$. In the middle of
 the straight line between them, a code has only half their variance: the decoder has hardly ever seen codes as short. The great
 circle of the page cures that for ends of equal length. Find the way in the plane of both codes that cures it *in law*: for every
 $\alpha$, the code points where the straight line's point $\alpha z_{\text{left}} + (1 - \alpha) z_{\text{right}}$ points, and is itself
 distributed as $N(0, I)$.
 */
struct LawKeepingWay: CodeWay {
    func code(_ α: Double, left: [Double], right: [Double]) throws -> [Double] {
        throw NotYetSolved("8.7")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.7 asks for.
protocol CodeWay {
    /// The code at α ∈ [0, 1]: at 1 the left end, at 0 the right one.
    func code(_ α: Double, left: [Double], right: [Double]) throws -> [Double]
}

enum LawKeepingWayExercise: Exercise {
    static let id = "8.7"
    static let title = "A way that keeps the law"
    static let hints = [
        "What is the variance of a u + b v for independent u and v of variance 1?",
        "The point of the straight line has the variance α² + (1 − α)² in each component. It does not depend on the codes.",
        "Divide by the standard deviation √(α² + (1 − α)²), not by the length of the point.",
    ]
    static var attempt: any CodeWay { LawKeepingWay() }

    static func check(_ solution: any CodeWay) throws {
        let cases: [Case] = [
            Case(α: 1, left: [1, 2], right: [3, -1]), Case(α: 0, left: [1, 2], right: [3, -1]),
            Case(α: 0.5, left: [1], right: [1]), Case(α: 0.5, left: [2, 0], right: [0, 1]),
            Case(α: 0.25, left: [4, -4, 0], right: [0, 4, 8]), Case(α: 0.8, left: [0.5, -1.5], right: [-2, 0.25]),
        ]
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { "α = \($0.α), z_left = \($0.left.told), z_right = \($0.right.told)" },
            expected: { $0.code }, answer: { try solution.code($0.α, left: $0.left, right: $0.right) })
    }

    private struct Case {
        let α: Double
        let left, right: [Double]

        /// The angle φ with tan φ = (1 − α)/α has cos φ = α/√(α² + (1 − α)²), and cos² + sin² = 1 is the variance.
        var code: [Double] {
            let φ = atan2(1 - α, α)
            return zip(left, right).map { cos(φ) * $0 + sin(φ) * $1 }
        }
    }
}

import Foundation
import Workbook

/*:
 A search through thousands of formulas for an activation that trains deep networks well ended at a simple one, *swish*:

 $$f(x) = x\,\sigma(x), \qquad \sigma(x) = \frac{1}{1 + e^{-x}}.$$

 It looks like a ReLU with a soft knee, but falls a little below zero before it rises. Write $f$ and its derivative $f'$.
 Both must give finite numbers for every finite $x$, also where $e^x$ is too large for a `Double`.
 */
struct Swish: SwishFunctions {
    func value(_ x: Double) throws -> Double {
        throw NotYetSolved("1.1")
    }

    func derivative(_ x: Double) throws -> Double {
        throw NotYetSolved("1.1")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 1.1 asks for.
protocol SwishFunctions {
    func value(_ x: Double) throws -> Double
    func derivative(_ x: Double) throws -> Double
}

enum SwishExercise: Exercise {
    static let id = "1.1"
    static let title = "Swish and its derivative"
    static let hints = [
        "The value is one line: write σ as a function of its own first, you need it twice.",
        "The derivative of a product is u′v + uv′, here with u = x and v = σ(x); and σ′ = σ(1 − σ).",
        "So f′(x) = σ(x) + x σ(x) (1 − σ(x)). If a large x gives NaN, look for ∞/∞: 1/(1 + exp(−x)) has none.",
    ]
    static var attempt: any SwishFunctions { Swish() }

    static func check(_ solution: any SwishFunctions) throws {
        let inputs = [0, 1, -1, 2, -2, 0.5, -0.5, 5, -5, 20, -20, 800, -800]
        // Each oracle is written in another way than the textbook's: tanh for σ, and a difference for the derivative.
        try compare("x", over: inputs, tolerance: 1e-9, expected: Self.swish, answer: solution.value)
        try compare("f′(x) at x", over: inputs, tolerance: 1e-6, expected: Self.slope, answer: solution.derivative)
    }

    private static func swish(_ x: Double) -> Double { 0.5 * x * (1 + tanh(0.5 * x)) }

    /// A central difference; its error is below 1e-9 here.
    private static func slope(_ x: Double) -> Double {
        let h = 1e-5
        return (swish(x + h) - swish(x - h)) / (2 * h)
    }
}

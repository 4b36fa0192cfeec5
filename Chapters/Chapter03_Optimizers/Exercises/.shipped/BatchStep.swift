import Workbook

/*:
 **Find the bug.** A linear model $y_i = w\,x_i$ is fitted by gradient descent on the mean squared error
 $L(w) = \frac{1}{2B}\sum_i (w\,x_i - t_i)^2$. As in the lecture's code, both the loss and the optimizer believe that the
 mean over the batch is theirs to take. So $\eta = 1$ means something else for every batch size, and giving the same batch
 twice over changes the step, although it does not change the loss. Repair the step, so that it is
 $w - \eta\,\partial L/\partial w$; the first line of `gradient` goes when you begin.
 */
struct BatchStep: LinearStep {
    /// ∂L/∂w
    func gradient(_ w: Double, inputs x: [Double], targets t: [Double]) throws -> Double {
        try notYetSolved("3.4")
        return zip(x, t).reduce(0) { $0 + (w * $1.0 - $1.1) * $1.0 } / Double(x.count)
    }

    /// The weight after one step.
    func step(_ w: Double, inputs x: [Double], targets t: [Double], learningRate η: Double) throws -> Double {
        w - η / Double(x.count) * (try gradient(w, inputs: x, targets: t))
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.4 asks for.
protocol LinearStep {
    func gradient(_ w: Double, inputs x: [Double], targets t: [Double]) throws -> Double
    func step(_ w: Double, inputs x: [Double], targets t: [Double], learningRate η: Double) throws -> Double
}

enum BatchStepExercise: Exercise {
    static let id = "3.4"
    static let title = "Find the bug: divided twice"
    static let hints = [
        "Give the step a batch of one sample, then the same sample twice. What should happen, and what does?",
        "The 1/B belongs to the loss: its gradient has it, by the definition of L. Who else divides?",
        "The gradient is right. In the step, η must not be divided by the batch size.",
    ]
    static var attempt: any LinearStep { BatchStep() }

    static func check(_ solution: any LinearStep) throws {
        let cases: [(w: Double, x: [Double], t: [Double], η: Double)] = [
            (0, [1], [1], 1), (0, [1, 1], [1, 1], 1), (1, [2, -1], [0, 3], 0.5), (-2, [1, 2, 3], [1, 0, -1], 0.1),
            (0.5, [0.1, 0.7, -0.4, 2, 1.5], [1, -1, 0, 3, 2], 0.02),
        ]
        func loss(_ w: Double, _ x: [Double], _ t: [Double]) -> Double {
            zip(x, t).reduce(0) { $0 + ($1.0 * w - $1.1) * ($1.0 * w - $1.1) } / Double(2 * x.count)
        }
        // L is quadratic in w, so central differences are exact up to rounding.
        func slope(_ w: Double, _ x: [Double], _ t: [Double]) -> Double { (loss(w + 0.5, x, t) - loss(w - 0.5, x, t)) }
        try compare(
            over: cases, tolerance: 1e-9, describe: { "∂L/∂w at w = \($0.w), x = \($0.x.told), t = \($0.t.told)" },
            expected: { slope($0.w, $0.x, $0.t) }, answer: { try solution.gradient($0.w, inputs: $0.x, targets: $0.t) })
        try compare(
            over: cases, tolerance: 1e-9,
            describe: { "the step from w = \($0.w) with x = \($0.x.told), t = \($0.t.told), η = \($0.η)" },
            expected: { $0.w - $0.η * slope($0.w, $0.x, $0.t) },
            answer: { try solution.step($0.w, inputs: $0.x, targets: $0.t, learningRate: $0.η) })
    }
}

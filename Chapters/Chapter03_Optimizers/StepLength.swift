import Derivations
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct StepLength: Section {
    static let title = "How long may a step be?"

    func run(on page: Page) throws {
        /*:
         Gradient descent knows one thing about a loss $L(\theta)$: which way is down *here*. It goes that way,

         $$\theta_{t+1} = \theta_t - \eta\,\nabla L(\theta_t), $$ {#eq:gradient-descent}

         and the *step size* or *learning rate* $\eta > 0$ says how far. Too small, and training takes for ever. Too
         large, and something worse happens. What exactly?

         Near a minimum every smooth loss is a quadratic valley, $L = \tfrac12\,\theta^\top A\,\theta$, with a positive
         definite $A$. There the question has an exact answer.
         */
        page.show(Derivation.gradientDescentContraction)
        /*:
         So along an eigenvector of $A$ the distance to the minimum is multiplied in each step by $1 - \eta\lambda$. It
         shrinks if $|1 - \eta\lambda| < 1$, and this has to hold for *every* eigenvalue:

         $$0 < \eta < \frac{2}{\lambda_\text{max}}. $$ {#eq:limit}

         The steepest direction sets the limit, the flattest pays for it: its factor is $1 - \eta\lambda_\text{min}$,
         which even at the limit is as close to 1 as $1 - 2\lambda_\text{min}/\lambda_\text{max}$. The ratio
         $\kappa = \lambda_\text{max}/\lambda_\text{min}$, the *condition number*, is how ill-natured the valley is.

         Here is a valley with $\lambda_1 = \tfrac12$ along $\theta_1$ and $\lambda_2 = 10$ along $\theta_2$, so that
         $\kappa = 20$ and the limit is $\eta = 0.2$. The library's own optimizer walks down it at three step sizes.
         */
        let (λ1, λ2) = (0.5, 10.0)
        let valley = Landscape.valley(λ1, λ2)
        let limit = 2 / λ2
        page.figure(
            "stability-paths",
            caption: "Twenty steps of gradient descent in a valley of condition number 20. Far below the limit "
                + "2/λ_max = 0.2 the steep direction is settled at once and the flat one crawls; just below it the path "
                + "zigzags; just above it, each zigzag is wider than the one before.",
            slide: "Optimizer",
            alternativeText: "Three contour plots with a path each: smooth and slow, zigzagging, diverging."
        ) {
            try Panels(columns: 3) {
                for (η, remark) in [(0.05, "slow"), (0.19, "zigzag"), (0.204, "diverges")] {
                    let descent = try valley.path(of: GradientDescent(learningRate: η), steps: 20)
                    valley.chart(
                        "η = \(η): \(remark)", descent, color: Rule.gradientDescent.color, shown: 20)
                }
            }
        }
        /*:
         How sharp is the limit? Take 40 steps for each of many step sizes and look at what is left of the loss. The
         figure shows what [](#eq:limit) promises: a cliff at $2/\lambda_\text{max}$. The best step size lies shortly
         before the cliff, where both factors are equally bad: $1 - \eta\lambda_\text{min} = \eta\lambda_\text{max} - 1$
         at $\eta = 2/(\lambda_\text{min} + \lambda_\text{max})$. Those who tune step sizes by hand walk along the edge.
         */
        func remaining(_ η: Double, steps: Int = 40) throws -> Double {
            let values = try valley.path(of: GradientDescent(learningRate: η), steps: steps).values
            return values[steps] / values[0]
        }
        let rates = (1...110).map { 0.002 * Double($0) }
        let left = try rates.map { try remaining($0) }
        page.figure(
            "stability-limit",
            caption: "The share of the loss that is left after 40 steps. Up to the best step size longer steps pay; "
                + "beyond 2/λ_max the loss explodes.",
            slide: "Optimizer",
            alternativeText: "The remaining loss falls with the step size, then rises steeply through one at 0.2.",
            x: "step size η", y: .log("loss after 40 steps / loss at the start")
        ) {
            LineMark(x: rates, y: left, series: "measured")
            LineMark(
                x: rates, y: rates.map { predicted($0, λ1, λ2, valley.start) }, series: "(1 − ηλ)^{80}"
            )
            .lineStyle(width: 1.2, .dashed)
            RuleMark(x: limit, label: "2/λ_{max}")
        }
        /*:
         The limit can be measured, too. Bisection between a step size that converges and one that does not, with the
         library's optimizer as the judge, ends at {{stability.limit, fixed 4}}, where the theory says
         {{stability.theory, fixed 4}}; the best of the step sizes tried is {{stability.best, fixed 3}}, in theory
         {{stability.bestTheory, fixed 4}}.
         */
        var (good, bad) = (0.01, 1.0)
        while bad - good > 1e-4 {
            let η = 0.5 * (good + bad)
            if try remaining(η, steps: 2000) < 1 { good = η } else { bad = η }
        }
        page.value("stability.limit", good)
        page.value("stability.theory", limit)
        page.value("stability.best", rates[left.indices.min { left[$0] < left[$1] }!])
        page.value("stability.bestTheory", 2 / (λ1 + λ2))
        page.check("the measured limit is 2/λ_max", good, equals: limit, within: 2e-3)
        try checkStep(on: page)
        /*:
         Networks are no quadratic valleys, but they obey the rule as long as a quadratic describes them over the length
         of a step. They add one difficulty of their own: nobody knows $\lambda_\text{max}$, it changes on the way, and
         $\kappa$ is not 20 but many thousands. Hence the question that the rest of this chapter answers: can an
         optimizer find out by itself how far to go, in each direction?
         */
    }

    /// What is left of the loss after 40 steps: each direction's share times (1 − ηλ)⁸⁰.
    private func predicted(_ η: Double, _ λ1: Double, _ λ2: Double, _ start: (Double, Double)) -> Double {
        func factor(_ λ: Double) -> Double {
            var product = 1.0
            for _ in 0..<80 { product *= 1 - η * λ }
            return product
        }
        let (a, b) = (λ1 * start.0 * start.0, λ2 * start.1 * start.1)
        return (a * factor(λ1) + b * factor(λ2)) / (a + b)
    }

    /// The derivation's conclusion against the library, for a random symmetric A.
    private func checkStep(on page: Page) throws {
        var random = RandomGenerator(seed: page.seed)
        let n = 6
        let B = Tensor.normal([n, n], using: &random)
        let θ = Tensor.normal([n], using: &random)
        let η: Float = 0.05
        func A(_ i: Int, _ j: Int) -> Float { (0..<n).reduce(0) { $0 + B[$1, i] * B[$1, j] } }
        let gradient = (0..<n).map { i in (0..<n).reduce(Float(0)) { $0 + A(i, $1) * θ[flat: $1] } }
        var stepped = θ.values
        var state = try OptimizerState(.sgd(learningRate: η), count: n)
        state.step(&stepped, gradient: gradient)
        // θ′ = (I − ηA) θ
        let derived = (0..<n).map { i in
            (0..<n).reduce(Float(0)) { $0 + ((i == $1 ? 1 : 0) - η * A(i, $1)) * θ[flat: $1] }
        }
        let error = zip(stepped, derived).map { Double(abs($0 - $1)) }.max()!
        page.check("the library's step is (I − ηA) θ, largest difference", error, atMost: 1e-5)
    }
}

import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct AdamStepBound: Section {
    static let title = "How long is a step of Adam?"

    func run(on page: Page) throws {
        /*:
         Two steps can be computed in the head. The first one:
         */
        page.show(Derivation.adamFirstStep)
        /*:
         And any one, as long as the gradient stays the same:
         */
        page.show(Derivation.adamConstantGradient)
        /*:
         That is what makes Adam's $\eta$ easy to choose: it *is* the length of a typical step, in the units of the
         parameters, whatever the units of the loss. But it is not the largest length. How long can a step be if the
         gradients conspire?
         */
        page.show(Derivation.adamStepBound)
        /*:
         For the usual $\beta_1 = 0.9$, $\beta_2 = 0.999$ this is {{adam.stepBound, significant 3}}, once the corrections
         have come to rest. (The paper's own bound, $(1 - \beta_1)/\sqrt{1 - \beta_2}$, about
         {{adam.spike, significant 3}}, is for a gradient that was zero in all steps but the present one.) Both are
         attained. The library's optimizer gets a constant gradient, one that is zero except for a single spike,
         and the one that Cauchy and Schwarz single out, growing by $\beta_2/\beta_1$ in each step. The last two
         come after {{adam.quietSteps}} steps without any gradient:
         */
        let (β1, β2) = (0.9, 0.999)
        let bound = (1 - β1) / ((1 - β2) * (1 - β1 * β1 / β2)).squareRoot()
        page.value("adam.stepBound", bound)
        let quiet = 9_000
        page.value("adam.quietSteps", quiet - 1)
        let spike = try steps { $0 == quiet ? 1 : 0 }
        let growing = try steps { $0 < quiet ? 0 : pow(β2 / β1, Double($0 - quiet)) }
        let constant = try steps { _ in 1 }
        page.value("adam.spike", spike.max()!)
        page.figure(
            "step-bound",
            caption: "The length of Adam's steps in units of η after a long quiet time: for a constant gradient, a "
                + "single spike, and a gradient that grows by β₂/β₁ in each step, which attains the bound.",
            slide: "Adam Optimizer",
            alternativeText:
                "Step length: constant one; a spike to three that decays; a rise to the bound of about seven.",
            x: "step after the quiet time", y: Axis("step length / η", domain: 0...8.4)
        ) {
            let shown = quiet - 10..<quiet + 40
            LineMark(x: -9...40, y: Array(constant[shown]), series: "constant gradient")
            LineMark(x: -9...40, y: Array(spike[shown]), series: "one spike")
            LineMark(x: -9...40, y: Array(growing[shown]), series: "growing by β_2/β_1")
            RuleMark(y: bound, label: "bound")
        }
        page.check("constant gradient: steps of length η", constant.last!, equals: 1, within: 1e-3)
        page.check("no step is longer than the bound", max(growing.max()!, spike.max()!), atMost: bound * 1.001)
        page.check("the growing gradient attains it", growing.max()!, atLeast: 0.97 * bound)
        page.check(
            "the spike's step is (1 − β₁)/√(1 − β₂)", spike.max()!, equals: (1 - β1) / (1 - β2).squareRoot(),
            within: 1e-2)
        /*:
         ## The small print about ε

         The $\epsilon$ in the denominator keeps the quotient finite where no gradient ever came. Programs often compute
         Adam in a form that needs one root and two divisions less. It is the same only if $\epsilon$ is treated with
         care:
         */
        page.show(Derivation.adamEfficientForm)
        /*:
         So $\hat\epsilon = \sqrt{1 - \beta_2^t}\,\epsilon$, **not** $\epsilon$. A well-known annotated implementation
         states it without the factor, and so do two textbooks. Does it matter? Only where gradients are as small as
         $\epsilon$, but there it does. The table follows one parameter whose gradient is constant and equal to
         $\epsilon = 10^{-8}$; by the derivation of the first step all its steps should be $\eta/2$.
         */
        let ε = 1e-8
        var rows: [[String]] = []
        var worst = 0.0
        var efficientError = 0.0
        var state = try OptimizerState(.adam(learningRate: 1, epsilon: Float(ε)), count: 1)
        for t in 1...10_000 {
            var θ: [Float] = [0]
            state.step(&θ, gradient: [Float(ε)])
            let (m, v) = (Double(state.moment(0)[0]), Double(state.moment(1)[0]))
            let (c1, c2) = (1 - pow(β1, Double(t)), (1 - pow(β2, Double(t))).squareRoot())
            // η̂ = η √(1 − β₂ᵗ)/(1 − β₁ᵗ), here η = 1
            let efficient = c2 / c1 * m / (v.squareRoot() + c2 * ε)
            let wrong = c2 / c1 * m / (v.squareRoot() + ε)
            efficientError = max(efficientError, abs(efficient + Double(θ[0])))
            worst = max(worst, efficient / wrong)
            if [1, 10, 100, 1_000, 10_000].contains(t) {
                rows.append(
                    [String(t)] + [-Double(θ[0]), efficient, wrong].map { $0.formatted(.fixed(4)) })
            }
        }
        page.table(
            "epsilon-hat", caption: "Step lengths in units of η for a gradient as small as ε.",
            columns: ["step t", "the library", "efficient, ε̂ = √(1 − β₂ᵗ) ε", "efficient, ε̂ = ε"], rows: rows)
        page.check("the efficient form agrees with the library's, largest difference / η", efficientError, atMost: 1e-4)
        page.value("epsilon.worst", worst)
        /*:
         With the wrong $\hat\epsilon$ the first step is {{epsilon.worst, significant 3}} times too short, and the mistake
         heals only as $\beta_2^t$ fades.
         */
        page.check("the wrong ε̂ shortens the first step more than tenfold", worst, atLeast: 10)
    }

    /// The lengths, in units of η, of the library's steps 1, 2, ... 9040 for a sequence of gradients.
    private func steps(_ gradient: (Int) -> Double) throws -> [Double] {
        var state = try OptimizerState(.adam(learningRate: 1, epsilon: 1e-12), count: 1)
        return (1...9_040).map { t in
            var θ: [Float] = [0]
            state.step(&θ, gradient: [Float(gradient(t))])
            return Double(abs(θ[0]))
        }
    }
}

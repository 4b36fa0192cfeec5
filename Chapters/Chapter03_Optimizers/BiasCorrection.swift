import ChapterSupport
import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct BiasCorrection: Section {
    static let title = "Why does Adam divide by 1 − βᵗ?"

    func run(on page: Page) throws {
        /*:
         Adam keeps two running means, of the gradient and of its square,

         $$m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \qquad v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2,
         \qquad m_0 = v_0 = 0. $$ {#eq:moments}

         A running mean that begins at zero is too small for a while: after one step $v_1 = (1 - \beta_2)\,g_1^2$ is a
         thousandth of $g_1^2$ for the usual $\beta_2 = 0.999$. Adam divides by the root of it. What would happen? Feed
         the library's optimizer with random gradients whose mean square is known to be 1, for
         {{bias.parameters}} parameters at once, and look at what it remembers.
         */
        let (β1, β2) = (0.9, 0.999)
        let parameters = 4_096
        let steps = 3_000
        page.value("bias.parameters", parameters)
        let adam = Adam(learningRate: 0)
        var random = RandomGenerator(seed: page.seed)
        var state = try OptimizerState(adam, count: parameters)
        var θ = [Float](repeating: 0, count: parameters)
        var (means, corrected): ([Double], [Double]) = ([], [])
        for t in 1...steps {
            state.step(&θ, gradient: Tensor.normal([parameters], using: &random).values)
            means.append(state.moment(1).reduce(0) { $0 + Double($1) } / Double(parameters))
            corrected.append(means[t - 1] * Double(adam.biasCorrections(step: t).1))
        }
        page.figure(
            "bias-correction",
            caption:
                "The mean of v over many parameters, for gradients of mean square 1. Uncorrected it follows 1 − β₂ᵗ "
                + "and needs thousands of steps to arrive; divided by 1 − β₂ᵗ it is right from the first step, on "
                + "average.",
            slide: "Justification of estimates",
            alternativeText: "Mean of v rises slowly along 1 − β₂ᵗ to one, the corrected mean scatters around one.",
            x: .log("step t"), y: Axis("mean over the parameters", domain: 0...1.25)
        ) {
            LineMark(x: 1...steps, y: corrected, series: "v̂_t = v_t / (1 − β_2^t)")
            LineMark(x: 1...steps, y: means, series: "v_t")
            LineMark(
                x: 1...steps, y: (1...steps).map { 1 - pow(β2, Double($0)) }, series: "1 − β_2^t"
            ).lineStyle(width: 1.4, .dashed).foregroundStyle(.init(grey: 0.1))
        }
        /*:
         The dashed line is no fit. Unroll the recursion and it is there.
         */
        page.show(Derivation.adamSecondMoment)
        page.show(Derivation.weightsOfTheMean)
        page.show(Derivation.adamSecondMomentBias)
        /*:
         So $v_t/(1 - \beta_2^t)$ has no bias, whatever $t$. For the first moment every line holds with $\beta_1$ for
         $\beta_2$ and $g$ for $g^2$:
         */
        page.show(Derivation.adamFirstMoment)
        page.show(Derivation.adamFirstMomentBias)
        /*:
         The library is held to both closed forms, on a random sequence of gradients:
         */
        // With β as the library has it: Float's nearest number to 0.999 makes 1 − β₂ smaller by a hundred-thousandth.
        let errors = try momentErrors(β1: Double(Float(β1)), β2: Double(Float(β2)), seed: page.seed)
        page.check("m of the library against its closed form, largest relative difference", errors.0, atMost: 1e-5)
        page.check("v of the library against its closed form, largest relative difference", errors.1, atMost: 1e-5)
        page.check(
            "the mean of v̂₁ over the parameters is 1 within four standard errors", corrected[0], equals: 1,
            within: 4 * (2 / Double(parameters)).squareRoot())
        /*:
         ## What if one forgets it?

         Then the step is not $\hat m/\sqrt{\hat v}$ but $m/\sqrt v$, which is longer by

         $$\frac{m_t/\sqrt{v_t}}{\hat m_t/\sqrt{\hat v_t}} = \frac{1 - \beta_1^t}{\sqrt{1 - \beta_2^t}}. $$ {#eq:ratio}

         Two errors pull in opposite directions, and the slow $v$ wins. The very first step is
         {{adam.firstStepRatio, significant 3}} times too long, and it gets worse before it gets better: in step
         {{adam.worstStep}} the factor is {{adam.largestRatio, significant 3}}, and it is still
         {{adam.ratioAt1000, significant 3}} in step 1000. Training without correction begins with a thousand steps at a
         learning rate that nobody asked for.
         */
        let ratios = (1...steps).map { (1 - pow(β1, Double($0))) / (1 - pow(β2, Double($0))).squareRoot() }
        let measured = try stepRatio(β1: β1, β2: β2)
        page.value("adam.firstStepRatio", measured)
        page.check("measured on the library's moments it is as derived", measured, equals: ratios[0], within: 1e-4)
        page.value("adam.largestRatio", ratios.max()!)
        page.value("adam.worstStep", ratios.indices.max { ratios[$0] < ratios[$1] }! + 1)
        page.value("adam.ratioAt1000", ratios[999])
        page.figure(
            "missing-correction",
            caption: "How many times too long Adam's steps are without bias correction, for β₁ = 0.9 and two values of "
                + "β₂.",
            slide: "Adam Optimizer",
            alternativeText:
                "The ratio rises from about three to a maximum, then falls to one over thousands of steps.",
            x: .log("step t"), y: Axis("step without / with correction", domain: 0...8)
        ) {
            for β2 in [0.999, 0.99] {
                LineMark(
                    x: 1...steps,
                    y: (1...steps).map { (1 - pow(β1, Double($0))) / (1 - pow(β2, Double($0))).squareRoot() },
                    series: "β_2 = \(β2)")
            }
            RuleMark(y: 1)
        }
        /*:
         [](#eq:ratio) has a consequence that saves an implementation: Adam without bias correction *is* Adam with a
         peculiar schedule of step sizes, $\eta_t = \eta\,(1 - \beta_1^t)/\sqrt{1 - \beta_2^t}$ (and an $\epsilon$ that is
         scaled, too). So the experiment needs nothing but a schedule, and runs through the library's own Adam.
         */
        let digits = try Digits.load(on: page)
        let few = Digits(
            training: digits.training.prefix(page.choose(quick: 2_000, lecture: 10_000, full: 10_000)),
            test: digits.test.prefix(1_000))
        let η = 0.01
        let with = try few.firstLosses(Adam(learningRate: η), seed: page.seed)
        let without = try few.firstLosses(
            Adam(learningRate: UncorrectedRate(η: η, β1: β1, β2: β2, stepsPerEpoch: with.count)), seed: page.seed)
        page.figure(
            "first-steps",
            caption: "The cross-entropy of the mini-batches in the first steps of training on MNIST, η = 0.01, mean of "
                + "ten batches. Without correction the first steps are several times too long and training starts "
                + "with an accident.",
            slide: "Adam Optimizer",
            alternativeText: "Batch loss over the first steps with and without bias correction.", trained: true,
            x: "step", y: .log("loss of the mini-batch")
        ) {
            LineMark(y: smoothed(with), series: "with bias correction")
            LineMark(y: smoothed(without), series: "without")
        }
        let (a, b) = (with.reduce(0, +) / Double(with.count), without.reduce(0, +) / Double(without.count))
        page.value("firstSteps.with", a)
        page.value("firstSteps.without", b)
        page.value("firstSteps.worstWith", with.max()!)
        page.value("firstSteps.worstWithout", without.max()!)
        /*:
         Averaged over these steps the loss is {{firstSteps.with, fixed 2}} with and {{firstSteps.without, fixed 2}}
         without correction; the worst batch costs {{firstSteps.worstWith, fixed 1}} and
         {{firstSteps.worstWithout, fixed 1}}.
         */
        page.check("with correction training starts better", a < b, from: .lecture)
    }

    /// The library's m and v after 200 random gradients against (1 − β) Σ βᵗ⁻ⁱ gᵢ and the same with squares.
    private func momentErrors(β1: Double, β2: Double, seed: UInt64) throws -> (Double, Double) {
        var random = RandomGenerator(seed: seed)
        let g = Tensor.normal([200], mean: 1, using: &random).values
        var state = try OptimizerState(.adam(learningRate: 0.001), count: 1)
        var θ: [Float] = [0]
        for value in g { state.step(&θ, gradient: [value]) }
        var (m, v) = (0.0, 0.0)
        for (i, value) in g.enumerated() {
            let age = Double(g.count - 1 - i)
            m += (1 - β1) * pow(β1, age) * Double(value)
            v += (1 - β2) * pow(β2, age) * Double(value) * Double(value)
        }
        return (abs(Double(state.moment(0)[0]) / m - 1), abs(Double(state.moment(1)[0]) / v - 1))
    }

    /// How much longer m/√v is than the library's first step, for a gradient of any size.
    private func stepRatio(β1: Double, β2: Double) throws -> Double {
        var state = try OptimizerState(.adam(learningRate: 1), count: 1)
        var θ: [Float] = [0]
        state.step(&θ, gradient: [0.37])
        return Double(state.moment(0)[0]) / Double(state.moment(1)[0]).squareRoot() / Double(-θ[0])
    }

    private func smoothed(_ values: [Double]) -> [Double] {
        values.indices.map { i in
            let part = values[max(0, i - 9)...i]
            return part.reduce(0, +) / Double(part.count)
        }
    }
}

extension Digits {
    /// The losses of the mini-batches of one epoch, each before its step.
    fileprivate func firstLosses(_ optimizer: some Optimizer, seed: UInt64) throws -> [Double] {
        let network = try DigitsExperiment.network(seed: seed)
        var losses: [Double] = []
        try network.fit(
            training, loss: .crossEntropy, optimizer: optimizer, epochs: 1, batchSize: 50,
            callbacks: [.onStep { losses.append($0.batchLoss) }])
        return losses
    }
}

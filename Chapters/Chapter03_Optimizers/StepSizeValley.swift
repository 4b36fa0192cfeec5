import ChapterSupport
import Foundation
import NeuralNetworks
import Plotting
import Workbook

struct StepSizeValley: Section {
    static let title = "How much does the step size matter?"

    func run(on page: Page) throws {
        /*:
         Enough of single step sizes. Train for a short while with each of many, spaced evenly on a logarithmic axis, and
         look at the test error: it makes a valley. Its *width* is what one should want from an optimizer, since nobody
         knows beforehand where the bottom is.
         */
        let digits = try Digits.load(on: page)
        let few = Digits(
            training: digits.training.prefix(page.choose(quick: 1_000, lecture: 20_000, full: 60_000)),
            test: digits.test)
        let exponents = page.choose(quick: 4, lecture: 12, full: 24)
        func sweep(_ from: Double, _ to: Double, _ error: (Double) throws -> Double) rethrows -> [(
            η: Double, error: Double
        )] {
            try (0...exponents).map {
                let η = from * pow(to / from, Double($0) / Double(exponents))
                return (η, try error(η))
            }
        }
        func error(_ loss: some Loss, _ optimizer: some Optimizer) throws -> Double {
            1
                - (try DigitsExperiment.run(
                    "", loss: loss, optimizer: optimizer, digits: few, epochs: 1, seed: page.seed
                ).testAccuracy)
        }
        let valleys = [
            ("SGD + CE", try sweep(1e-3, 10) { try error(.crossEntropy, .sgd(learningRate: $0)) }),
            ("SGD + MSE", try sweep(1e-3, 10) { try error(.meanSquaredError, .sgd(learningRate: $0)) }),
            ("Adam + CE", try sweep(1e-5, 0.1) { try error(.crossEntropy, .adam(learningRate: $0)) }),
            ("Adam + MSE", try sweep(1e-5, 0.1) { try error(.meanSquaredError, .adam(learningRate: $0)) }),
        ]
        page.value("valley.samples", few.training.count)
        page.figure(
            "step-size-valley",
            caption: "Test error after one short epoch against the step size. The dotted lines mark the lecture's step "
                + "sizes, converted: 0.02 for gradient descent, 0.002 for Adam.",
            slide: "Optimizer",
            alternativeText:
                "Four valleys of the test error over the step size; SGD with MSE lies far right of SGD with CE.",
            trained: true, x: .log("step size η"), y: .log("share of test digits misread"), legend: .top
        ) {
            for (name, points) in valleys {
                LineMark(x: points.map(\.η), y: points.map(\.error), series: name)
                PointMark(x: points.map(\.η), y: points.map(\.error), series: name).symbolSize(4)
            }
            RuleMark(x: 0.02).lineStyle(width: 1, .dotted)
            RuleMark(x: 0.002).lineStyle(width: 1, .dotted)
        }
        func bottom(_ index: Int) -> Double { valleys[index].1.min { $0.error < $1.error }!.η }
        page.value("valley.sgd.ce.best", bottom(0))
        page.value("valley.sgd.mse.best", bottom(1))
        page.value("valley.adam.ce.best", bottom(2))
        page.value("valley.adam.mse.best", bottom(3))
        /*:
         After one epoch of {{valley.samples}} digits gradient descent is best near $\eta = $
         {{valley.sgd.ce.best, significant 2}} with cross-entropy and near {{valley.sgd.mse.best, significant 2}} with the
         mean squared error: another loss, another scale, another step size. Adam's two valleys lie over each other, near
         {{valley.adam.ce.best, significant 2}} and {{valley.adam.mse.best, significant 2}}. That is its real merit.
         It is not that it gets lower; it is that one number, about 0.001, is a fair first guess for nearly everything.

         The right walls are the stability limit of [](#sec:StepLength), now in a landscape that nobody can draw. The
         lecture's $0.02$ stands far up the left slope of SGD + MSE, the reason why that combination came out last.
         */
        let ratio = bottom(1) / bottom(0)
        page.check("MSE wants longer steps of SGD than CE does, by a factor", ratio, atLeast: 1.5, from: .lecture)
        page.check(
            "Adam's best step size for MSE and CE differs at most by a factor",
            max(
                bottom(3) / bottom(2), bottom(2) / bottom(3)), atMost: 5, from: .lecture)
    }
}

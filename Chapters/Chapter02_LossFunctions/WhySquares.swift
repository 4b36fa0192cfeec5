import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct WhySquares: Section {
    static let title = "Why squares, and when not"

    func run(on page: Page) throws {
        /*:
         Why square the errors? Their absolute values would do, or their fourth powers. The choice is an assumption about
         the noise. Suppose that the data are what the network says, plus normal noise of variance $\sigma^2$: then the
         most probable network is the one with the smallest mean squared error.
         */
        page.show(Derivation.meanSquaredErrorIsGaussian)
        /*:
         With $\sigma = 1$ the negative log-likelihood and the loss differ by a constant that no weight can change. The
         library agrees, here for 50 random vectors of three components:
         */
        var random = RandomGenerator(seed: page.seed)
        let prediction = Tensor.normal([50, 3], using: &random)
        let target = Tensor.normal([50, 3], using: &random)
        var logLikelihood = 0.0
        for i in 0..<50 {
            for j in 0..<3 {
                let error = Double(target[i, j] - prediction[i, j])
                logLikelihood += log(exp(-error * error / 2) / (2 * .pi).squareRoot())
            }
        }
        page.check(
            "−(log-likelihood)/50 − MSE = 3/2 ln 2π",
            -logLikelihood / 50 - (try MeanSquaredError().value(prediction, targets: target)),
            equals: 1.5 * log(2 * .pi), within: 1e-5)
        /*:
         ## What a square asks for

         Let a network know nothing about its input, so that it can answer only one number $a$. Which does the squared
         error want?
         */
        page.show(Derivation.squaredErrorMinimiser)
        /*:
         The mean, then. The absolute error $|a - y|$ wants the median instead: its slope is $+1$ for every point below
         $a$ and $-1$ for every point above, and these balance where as many lie on either side. The difference shows when
         a point lies far out. Here are nine good measurements near 1, and a tenth for which somebody forgot the decimal
         point.
         */
        let measurements: [Float] = [0.86, 0.91, 0.95, 0.98, 1.0, 1.02, 1.05, 1.09, 1.14, 10.4]
        let (square, distance) = (MeanSquaredError().value(_:target:), AbsoluteError().value(_:target:))
        func loss(_ term: (Float, Float) -> Float, at a: Double) -> Double {
            measurements.reduce(0) { $0 + Double(term(Float(a), $1)) } / Double(measurements.count)
        }
        let candidates = (0...5000).map { 3 * Double($0) / 5000 }
        let squared = candidates.min { loss(square, at: $0) < loss(square, at: $1) }!
        let absolute = candidates.min { loss(distance, at: $0) < loss(distance, at: $1) }!
        page.value("outlier.mean", squared)
        page.value("outlier.median", absolute)
        page.value("outlier.meanWithout", Double(measurements.dropLast().reduce(0, +)) / 9)
        page.check("the squared error's minimum is the mean", squared, equals: Tensor(measurements).mean, within: 6e-4)
        page.check("the absolute error's is a median", absolute >= 1.0 && absolute <= 1.02)
        // snippet.hide
        page.figure(
            "outlier",
            caption: "The loss of answering a for ten measurements (dots), of which one, at 10.4, lies outside of the "
                + "picture. One outlier pulls the minimum of the squared error out of the data; the absolute error "
                + "stays with the majority.",
            slide: "Mean Squared Error (MSE)",
            alternativeText: "Two curves over a: a parabola with its minimum near 1.9, far right of the dots, and "
                + "a curve with kinks whose minimum lies among the dots near 1.",
            x: Axis("answer a", domain: 0...3), y: Axis("loss", domain: 0...6), legend: .top, size: Size(460, 290)
        ) {
            LineMark(over: 0...3, series: "squared error (½ included)") { loss(square, at: $0) }
            LineMark(over: 0...3, series: "absolute error") { loss(distance, at: $0) }
            PointMark(x: Array(measurements.dropLast()), y: [Float](repeating: 0.12, count: 9)).foregroundStyle(
                Palette.color(6))
            RuleMark(x: squared, label: "mean").foregroundStyle(Palette.color(0))
            RuleMark(x: absolute, label: "median").foregroundStyle(Palette.color(1))
        }
        // snippet.show
        /*:
         The squared error answers {{outlier.mean, fixed 2}}, a number near which nothing was measured; without the
         tenth point it would be {{outlier.meanWithout, fixed 2}}. The absolute error answers {{outlier.median, fixed 2}}
         and would hardly notice if the outlier were a thousand. In the language of the derivation: a normal distribution
         holds an error of nine standard deviations for impossible, so the fit moves to explain it. The absolute error
         belongs to the Laplace distribution $\tfrac12 e^{-|y - a|}$, whose tails expect such things.

         Robustness has its price. The absolute error has a kink at the goal and a gradient of the same size everywhere, so
         that steps of a fixed multiple of it jump to and fro over the minimum. [](#ex:2.4) builds the compromise, a loss
         that is a square near 0 and a straight line far out.
         */
    }
}

import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct SquaredError: Section {
    static let title = "How wrong is a network?"

    func run(on page: Page) throws {
        /*:
         A network with random weights answers every question, and nearly every answer is wrong. To improve it one must
         first say *how* wrong, in a single number that a computer can make smaller: the **loss**. For a regression, where
         the wanted outputs $y(x)$ are numbers, the lecture takes the mean squared error,

         $$\text{MSE}(X) = \frac{1}{2|X|} \sum_{x \in X} \lVert \text{NN}(x) - y(x) \rVert^2 .$$ {#eq:mse}

         Three conventions hide in it, and much confusion between programs comes from other choices. The errors of one
         sample's components are *summed*; over the samples the *mean* is taken, so that the loss does not grow with the
         amount of data; and the ½ is there to cancel the 2 of the derivative. All losses in this workbook sum over
         components and average over samples.

         Here are {{regression.samples}} drawn points: a sine, measured with noise of standard deviation
         {{regression.noise}}. A network of 16 tanh units and one linear output takes small steps against the gradient of
         its loss, which is all the optimization that this chapter needs (Chapter 3 has better).
         */
        let count = 40
        let noise: Float = 0.15
        var random = RandomGenerator(seed: page.seed)
        let x = Tensor.uniform([count, 1], in: -3..<3, using: &random)
        let ε = Tensor.normal([count, 1], standardDeviation: noise, using: &random)
        let y = try x.map { sin($0) } + ε
        let network = try Network(input: 1, seed: page.seed) {
            Dense(16, .tanh)
            Dense(1)
        }
        let before = try network.predict(x)
        let samples = try Samples(inputs: x, targets: y)
        let history = try network.fit(
            samples, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.1),
            epochs: page.epochs(quick: 300, lecture: 4_000, full: 10_000), batchSize: count)
        let after = try network.predict(x)
        // snippet.hide
        page.value("regression.samples", count)
        page.value("regression.noise", noise)
        page.value("regression.before", try MeanSquaredError().value(before, targets: y))
        page.value("regression.after", try MeanSquaredError().value(after, targets: y))
        page.value("regression.steps", history.records.count - 1)
        page.value("regression.floor", 0.5 * Double(noise * noise))
        func panel(_ title: String, _ fit: Tensor, _ curve: [Double], _ grid: [Double]) -> Chart {
            Chart(
                title, x: Axis("x", domain: -3.2...3.2), y: Axis("y", domain: -2...2), legend: .top,
                size: Size(360, 270)
            ) {
                // One line for all residuals, interrupted between them.
                LineMark(
                    x: x.values.flatMap { [$0, $0, .nan] },
                    y: zip(fit.values, y.values).flatMap { [$0, $1, .nan] }, series: "residual"
                ).foregroundStyle(Palette.color(1)).lineStyle(width: 1)
                LineMark(x: grid, y: curve, series: "network").foregroundStyle(Palette.color(0))
                PointMark(x: x.values, y: y.values, series: "data").foregroundStyle(Palette.color(6)).symbolSize(4.5)
            }
        }
        let grid = (0...200).map { -3.2 + 6.4 * Double($0) / 200 }
        func curve(_ network: Network) throws -> [Double] {
            try network.predict(Tensor(grid.map(Float.init), shape: [grid.count, 1])).values.map(Double.init)
        }
        let untrained = try Network(input: 1, seed: page.seed) {
            Dense(16, .tanh)
            Dense(1)
        }
        page.figure(
            "residuals",
            caption: "The network before and after training. The vertical strokes are the residuals; the loss is half "
                + "their mean square.",
            slide: "Mean Squared Error (MSE)",
            alternativeText: "Two panels with the same scattered points. On the left an arbitrary curve with long "
                + "vertical strokes to the points, on the right a curve through the points with short ones.",
            trained: true
        ) {
            try Panels(columns: 2) {
                panel("before", before, try curve(untrained), grid)
                panel("after", after, try curve(network), grid)
            }
        }
        // snippet.show
        /*:
         {{regression.steps}} steps bring the loss from {{regression.before, significant 3}} to
         {{regression.after, significant 3}}. It cannot be expected to reach 0: even the true sine has a loss near half
         the variance of the noise, {{regression.floor, significant 3}}. A loss far below that would be no success but
         a network that has learnt the noise.

         The library computes ℓ for one component, and the sums follow:

         @Excerpt(Sources/NeuralNetworks/Losses/MeanSquaredError.swift, slice: formula)

         To see that it is [](#eq:mse) with all three conventions, add the squares by hand:
         */
        var sum = 0.0
        for i in 0..<count { sum += pow(Double(after[i, 0] - y[i, 0]), 2) }
        page.check(
            "the library's loss is half the mean of the squares", try MeanSquaredError().value(after, targets: y),
            equals: sum / (2 * Double(count)), within: 1e-7)
    }
}

import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct SlowLearning: Section {
    static let title = "Badly wrong and slow to learn it"

    func run(on page: Page) throws {
        /*:
         People learn fastest from glaring mistakes. Does a neuron? @nielsen2015 asks the smallest network there is,
         one sigmoid with one input, to answer 0 to the input 1. It starts once with $w = 0.6$, $b = 0.9$, an answer of
         {{neuron.mild.start, fixed 2}}, and once with $w = b = 2$, which is nearly as wrong as it can be:
         {{neuron.bad.start, fixed 2}}. Steps against the gradient, of length 0.15 times the gradient:
         */
        let steps = 300
        func outputs(_ loss: some Loss, weight: Float, bias: Float) throws -> [Double] {
            let neuron = try Network(input: 1, seed: page.seed) { Dense(1, .sigmoid) }
            neuron[0].weights.value = try Tensor([weight], shape: [1, 1])
            neuron[0].biases.value = Tensor([bias])
            let x = try Tensor([1], shape: [1, 1])
            var outputs = [Double(try neuron.predict(x)[0, 0])]
            let sample = try Samples(inputs: x, targets: Tensor([0], shape: [1, 1]))
            try neuron.fit(
                sample, loss: loss, optimizer: .sgd(learningRate: 0.15), epochs: steps, batchSize: 1,
                callbacks: [.onEpoch { _ in outputs.append(Double(try neuron.predict(x)[0, 0])) }])
            return outputs
        }
        let mildMSE = try outputs(.meanSquaredError, weight: 0.6, bias: 0.9)
        let badMSE = try outputs(.meanSquaredError, weight: 2, bias: 2)
        let mildCE = try outputs(.binaryCrossEntropy, weight: 0.6, bias: 0.9)
        let badCE = try outputs(.binaryCrossEntropy, weight: 2, bias: 2)
        func stepsToHalf(_ outputs: [Double]) -> Int { outputs.firstIndex { $0 < 0.5 } ?? steps }
        page.value("neuron.mild.start", mildMSE[0])
        page.value("neuron.bad.start", badMSE[0])
        page.value("neuron.mse.mild", stepsToHalf(mildMSE))
        page.value("neuron.mse.bad", stepsToHalf(badMSE))
        page.value("neuron.ce.mild", stepsToHalf(mildCE))
        page.value("neuron.ce.bad", stepsToHalf(badCE))
        // snippet.hide
        page.figure(
            "slow-neuron",
            caption: "One neuron learns to answer 0, from a mildly wrong start (dashed) and from a badly wrong one. "
                + "With the squared error the badly wrong one hardly moves at first; with cross-entropy it moves fastest there.",
            slide: "Loss Functions",
            alternativeText: "Output over steps. With the squared error the curve from 0.98 stays flat for more than a "
                + "hundred steps before it falls; with cross-entropy it falls at once.",
            x: "step", y: Axis("output (wanted: 0)", domain: 0...1), legend: .top, size: Size(460, 300)
        ) {
            LineMark(y: badMSE, from: 0, series: "squared error")
            LineMark(y: badCE, from: 0, series: "cross-entropy")
            LineMark(y: mildMSE, from: 0, series: "squared error").lineStyle(.dashed)
            LineMark(y: mildCE, from: 0, series: "cross-entropy").lineStyle(.dashed)
        }
        // snippet.show
        /*:
         With the squared error the mildly wrong neuron is below ½ after {{neuron.mse.mild}} steps, the badly wrong one
         after {{neuron.mse.bad}}. With cross-entropy it takes {{neuron.ce.mild}} and {{neuron.ce.bad}}. To be more wrong
         makes learning slower, in one case by far more than in the other. Here is the reason.
         */
        page.show(Derivation.saturation)
        /*:
         The factor $\sigma' = \sigma(1 - \sigma)$ is the culprit: it is small exactly where the neuron is sure of itself,
         whether right or wrong. In the cross-entropy it has been cancelled. Drawn against the logit, with the gradients
         that the library computes:
         */
        let sigmoid = Sigmoid()
        func mseSlope(_ z: Double) -> Double {
            let y = sigmoid.value(Float(z))
            return Double(MeanSquaredError().derivative(y, target: 0) * sigmoid.derivative(Float(z)))
        }
        func ceSlope(_ z: Double) -> Double { Double(sigmoid.value(Float(z)) - 0) }
        // snippet.hide
        page.figure(
            "gradient-by-logit",
            caption: "Loss and gradient of a sigmoid output against its logit; the target is 0, so the right is wrong. "
                + "The squared error levels off, and its gradient with it; cross-entropy becomes a straight line.",
            slide: "Loss Functions",
            alternativeText: "Two panels over the logit from −8 to 8. Left, the losses: the squared error bends to a "
                + "plateau at ½, cross-entropy rises linearly. Right, the gradients: a hump that returns to 0, and a "
                + "sigmoid."
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart("loss", x: "logit z", y: Axis("loss", domain: 0...4), size: Size(340, 260)) {
                    LineMark(over: -8...8, series: "squared error") { z in
                        Double(MeanSquaredError().value(sigmoid.value(Float(z)), target: 0))
                    }
                    LineMark(over: -8...8, series: "cross-entropy") { z in max(z, 0) + log1p(exp(-abs(z))) }
                }
                Chart("gradient", x: "logit z", y: Axis("∂L/∂z", domain: 0...1.05), size: Size(340, 260)) {
                    LineMark(over: -8...8, series: "squared error", mseSlope)
                    LineMark(over: -8...8, series: "cross-entropy", ceSlope)
                }
            }
        }
        // snippet.show
        let steepest = (-8000...8000).map { Double($0) / 1000 }.max { mseSlope($0) < mseSlope($1) }!
        page.value("slope.steepest", steepest)
        page.value("slope.largest", mseSlope(steepest))
        page.value("slope.at4", mseSlope(4))
        page.value("slope.ratio8", ceSlope(8) / mseSlope(8))
        page.check("the squared error's slope is largest where σ = ⅔", steepest, equals: log(2), within: 2e-3)
        page.check("it is 4/27 there", mseSlope(steepest), equals: 4.0 / 27, within: 1e-6)
        page.check(
            "the badly wrong neuron learns more slowly from squares", stepsToHalf(badMSE),
            atLeast: 2 * stepsToHalf(badCE))
        /*:
         The squared error's gradient $\sigma^2(1 - \sigma)$ is never above {{slope.largest, fixed 3}}, at
         $\sigma = \tfrac23$, and at the logit 4 of the badly wrong start it is {{slope.at4, fixed 3}}. At 8
         the two gradients differ by a factor of {{slope.ratio8, integer}}.

         That is not to say that cross-entropy never makes for slow learning. It cancels the $\sigma'$ of the *output*. The
         hidden layers keep theirs, as [](#sec:LossLandscapes) shows.
         */
    }
}
